import { Injectable } from '@nestjs/common';
import { LessThanOrEqual } from 'typeorm';
import { invariant, type Currency, type Id } from '#kernel';
import { Database } from '#platform';
import { policyMissing } from './approvals.errors.js';
import { PolicyEntity } from './determination.entity.js';
import type { Policy, Tier } from './policy.js';

/** Versions of the approval policy; they are added, never changed. */
@Injectable()
export class PolicyStore {
  constructor(private readonly database: Database) {}

  /** The newest version in force for a currency. Throws `POLICY_MISSING` (unavailable). */
  async inForce(currency: Currency, now: Date): Promise<Policy> {
    const [row] = await this.database.reader.find(PolicyEntity, {
      where: { currency, inForceFrom: LessThanOrEqual(now) },
      order: { number: 'desc' },
      take: 1,
    });
    if (!row) throw policyMissing();
    return toPolicy(row);
  }

  /** The version a decision was made under. */
  async get(id: Id<'policy'>): Promise<Policy> {
    const row = await this.database.reader.findOneBy(PolicyEntity, { id });
    if (!row) throw policyMissing();
    return toPolicy(row);
  }

  /** Every version, newest first. */
  async list(): Promise<Policy[]> {
    const rows = await this.database.reader.find(PolicyEntity, { order: { number: 'desc' } });
    return rows.map(toPolicy);
  }
}

function toPolicy({ id, number, currency, tiers, approvalValidDays }: PolicyEntity): Policy {
  invariant(Array.isArray(tiers), 'A policy lists its tiers.');
  return { id, number, currency, tiers: tiers.map(toTier), approvalValidDays };
}

function toTier(tier: unknown): Tier {
  invariant(isStoredTier(tier), 'A tier says up to which amount how many people decide.');
  const { upToMinor, approvals, director } = tier;
  return { upToMinor: upToMinor === null ? null : BigInt(upToMinor), approvals, director };
}

interface StoredTier {
  readonly upToMinor: number | null;
  readonly approvals: number;
  readonly director: boolean;
}

function isStoredTier(tier: unknown): tier is StoredTier {
  if (typeof tier !== 'object' || tier === null) return false;
  const { upToMinor, approvals, director } = tier as Partial<Record<keyof StoredTier, unknown>>;
  return (
    (upToMinor === null || Number.isSafeInteger(upToMinor)) &&
    Number.isSafeInteger(approvals) &&
    typeof director === 'boolean'
  );
}
