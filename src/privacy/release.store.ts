import { Injectable } from '@nestjs/common';
import { IsNull, MoreThan } from 'typeorm';
import type { Id } from '#kernel';
import { Database } from '#platform';
import { ReleaseEntity } from './release.entity.js';

/** A consent to disclose: these fields, to this recipient, for this purpose, until then. */
export interface Release {
  readonly id: string;
  readonly applicantId: string;
  readonly recipient: string;
  readonly fields: readonly string[];
  readonly purpose: string;
  readonly grantedAt: Date;
  readonly expiresAt: Date;
}

/** How many consents of one kind there are; says nothing about anybody. */
export interface ReleaseCount {
  readonly recipient: string;
  readonly purpose: string;
  readonly live: number;
  readonly expired: number;
  readonly revoked: number;
}

/** The only way to the table of releases. */
@Injectable()
export class ReleaseStore {
  constructor(private readonly database: Database) {}

  async add(release: Release): Promise<void> {
    await this.database.writer
      .getRepository(ReleaseEntity)
      .insert({ ...release, fields: [...release.fields], revokedAt: null });
  }

  /** What she lets this recipient know at `now`. */
  async live(applicantId: Id<'applicant'>, recipient: string, now: Date): Promise<Release[]> {
    return this.database.reader.getRepository(ReleaseEntity).find({
      where: { applicantId, recipient, revokedAt: IsNull(), expiresAt: MoreThan(now) },
    });
  }

  /** True when it was live until now. */
  async revoke(applicantId: Id<'applicant'>, id: Id<'release'>, at: Date): Promise<boolean> {
    const rows = await this.database.write(
      `update release set revoked_at = $3
       where id = $1 and applicant_id = $2 and revoked_at is null returning id`,
      [id, applicantId, at],
    );
    return rows.length === 1;
  }

  async counts(now: Date): Promise<ReleaseCount[]> {
    return this.database.query<ReleaseCount>(
      `select recipient, purpose,
              count(*) filter (where revoked_at is null and expires_at > $1)::int as live,
              count(*) filter (where revoked_at is null and expires_at <= $1)::int as expired,
              count(*) filter (where revoked_at is not null)::int as revoked
       from release group by recipient, purpose order by recipient, purpose`,
      [now],
    );
  }
}
