import { Injectable } from '@nestjs/common';
import { Clock, Money, type Id } from '#kernel';
import { anomaliesIn, isRecentlyChanged, type Anomaly } from './anomalies.js';
import { BatchChecksStore } from './batch-checks.store.js';
import { releasesFor } from './batch.js';
import { BatchesStore } from './batches.store.js';
import { sharesOf, type RailShare } from './fees.js';
import type { Payout } from '../payout.js';

/** What people look at before a batch is locked, and again before it is released. */
export interface BatchCheck {
  readonly rails: readonly RailShare[];
  /** Payouts to a method that was never paid to. */
  readonly first: ReadonlySet<Id<'payout'>>;
  /** Payouts to a method that was changed within 30 days. */
  readonly changed: ReadonlySet<Id<'payout'>>;
  /** Payouts to an account that is in use for other people too. */
  readonly shared: ReadonlySet<Id<'payout'>>;
  /** Payouts that their programme would not offer this way for today. */
  readonly outside: ReadonlySet<Id<'payout'>>;
  readonly anomalies: readonly Anomaly[];
  /** How many people must release this total by the policy in force. */
  readonly releasesNeeded: number;
}

/** Looks a batch over: what it should cost, what is new about it, what is odd. It says why and refuses nothing. */
@Injectable()
export class BatchChecks {
  constructor(
    private readonly store: BatchChecksStore,
    private readonly batches: BatchesStore,
    private readonly clock: Clock,
  ) {}

  async check(payouts: readonly Payout[]): Promise<BatchCheck> {
    const now = this.clock.now();
    const facts = await this.store.facts(
      payouts.map(({ id }) => id),
      now,
    );
    const currency = payouts[0]?.amount.currency ?? 'USD';
    const total = Money.sum(
      currency,
      payouts.map(({ amount }) => amount),
    );
    const ways = new Map(facts.map(({ id, way }) => [id, way]));
    const payments = payouts.map(({ id, rail, amount }) => {
      return { rail, amount, way: ways.get(id) ?? null };
    });
    return {
      rails: sharesOf(payments, await this.store.schedules(now)),
      first: new Set(facts.filter(({ isFirst }) => isFirst).map(({ id }) => id)),
      changed: new Set(facts.filter((one) => isRecentlyChanged(one, now)).map(({ id }) => id)),
      shared: new Set(facts.filter(({ isShared }) => isShared).map(({ id }) => id)),
      outside: new Set(facts.filter(({ policy }) => policy !== 'offered').map(({ id }) => id)),
      anomalies: anomaliesIn(facts, now),
      releasesNeeded: releasesFor(total, await this.batches.releasedAlone(currency, now)),
    };
  }
}
