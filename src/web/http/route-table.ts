import { Injectable, RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService } from '@nestjs/core';
import type { Role } from '#identity';
import { ACCESS, type Access } from './access.js';

/** A part of the house staff walk into, and which roles may look and act there; all roles where it names none. */
export interface StaffArea {
  /** First two parts of the address: `/finance/batches`. */
  readonly path: string;
  readonly look: readonly Role[];
  readonly act: readonly Role[];
}

/** Who may walk where, read from the routes themselves as they are guarded in this process. */
@Injectable()
export class RouteTable {
  constructor(private readonly discovery: DiscoveryService) {}

  /** By address. Areas for every member of staff are left out. */
  staffAreas(): StaffArea[] {
    const areas = new Map<string, { look: Set<Role>; act: Set<Role> }>();
    for (const { path, method, roles } of this.staffRoutes()) {
      const name = `/${path.split('/').filter(Boolean).slice(0, 2).join('/')}`;
      const area = areas.get(name) ?? { look: new Set(), act: new Set() };
      for (const role of roles) area[method === RequestMethod.GET ? 'look' : 'act'].add(role);
      areas.set(name, area);
    }
    return [...areas]
      .map(([path, { look, act }]) => ({ path, look: [...look].sort(), act: [...act].sort() }))
      .sort((one, other) => (one.path < other.path ? -1 : 1));
  }

  private staffRoutes(): { path: string; method: RequestMethod; roles: readonly Role[] }[] {
    return this.discovery.getControllers().flatMap(({ metatype }) => {
      if (typeof metatype !== 'function') return [];
      const prototype = metatype.prototype as Record<string, unknown>;
      const prefix = textsIn(metadata(PATH_METADATA, metatype));
      return Object.getOwnPropertyNames(prototype).flatMap((name) => {
        const handler = name === 'constructor' ? undefined : prototype[name];
        if (typeof handler !== 'function') return [];
        const access = (metadata(ACCESS, handler) ?? metadata(ACCESS, metatype)) as
          Access | undefined;
        if (access?.kind !== 'staff' || access.roles.length === 0) return [];
        const method = metadata(METHOD_METADATA, handler) as RequestMethod;
        const paths = textsIn(metadata(PATH_METADATA, handler));
        return prefix.flatMap((base) =>
          paths.map((rest) => ({ path: `${base}/${rest}`, method, roles: access.roles })),
        );
      });
    });
  }
}

const metadata = (key: string, of: object): unknown => Reflect.getMetadata(key, of);

const textsIn = (value: unknown): string[] =>
  [value].flat().flatMap((part) => (typeof part === 'string' ? [part] : []));
