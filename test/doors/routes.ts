import { RequestMethod, type Type } from '@nestjs/common';
import { METHOD_METADATA, MODULE_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { WebModule } from '#web';

/** Who may walk through, as the decorators say. */
export type RouteAccess =
  | { readonly kind: 'public'; readonly reason: string }
  | { readonly kind: 'staff'; readonly roles: readonly string[] }
  | { readonly kind: 'applicant'; readonly purpose: string };

export interface Route {
  readonly method: string;
  /** With its parameters as they are declared: `/finance/batches/:id`. */
  readonly path: string;
  readonly handler: string;
  readonly access: RouteAccess | undefined;
}

/** Every route of the house, read from its decorators. */
export function allRoutes(): Route[] {
  const controllers = Reflect.getMetadata(MODULE_METADATA.CONTROLLERS, WebModule) as Type[];
  return controllers.flatMap((controller) => {
    const prototype = controller.prototype as Record<string, unknown>;
    return Object.getOwnPropertyNames(prototype).flatMap((name) => {
      const handler = prototype[name];
      if (typeof handler !== 'function' || name === 'constructor') return [];
      const path: unknown = Reflect.getMetadata(PATH_METADATA, handler);
      if (path === undefined) return [];
      const method = Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod;
      const access: unknown =
        Reflect.getMetadata('web:access', handler) ?? Reflect.getMetadata('web:access', controller);
      const prefix: unknown = Reflect.getMetadata(PATH_METADATA, controller);
      return textsOf(prefix).flatMap((base) =>
        textsOf(path).map((rest) => ({
          method: RequestMethod[method],
          path: `/${[base, rest]
            .flatMap((part) => part.split('/'))
            .filter(Boolean)
            .join('/')}`,
          handler: `${controller.name}.${name}`,
          access: access as RouteAccess | undefined,
        })),
      );
    });
  });
}

const textsOf = (value: unknown): string[] =>
  [value].flat().map((part) => (typeof part === 'string' ? part : ''));
