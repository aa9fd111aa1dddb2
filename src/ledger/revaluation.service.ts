import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Currency } from '#kernel';
import type { Period } from './books.js';
import { ClosingProposals, type Closing } from './closing-proposals.service.js';
import type { ClosingProposal } from './closing-proposals.store.js';
import { ExchangeRatesStore, type ExchangeRate } from './exchange-rates.store.js';
import { monthNotPrepared, rateMissing } from './ledger.errors.js';
import { Periods } from './periods.service.js';
import type { PostingOrder } from './posting-order.js';
import {
  asMoney,
  HOME_CURRENCY,
  rateOf,
  revalue,
  type ClearingLeg,
  type Revaluation,
} from './revaluation.js';

/** Where the revaluation of a month stands. */
export interface RevaluationView {
  readonly period: Period;
  readonly legs: readonly ClearingLeg[];
  readonly rates: readonly ExchangeRate[];
  /** Currencies with a balance and no confirmed rate near the end of the month. */
  readonly missing: readonly Currency[];
  /** What there is to post; empty when the account agrees at the closing rates. */
  readonly moves: readonly Revaluation[];
  readonly digest: string;
  readonly waiting: ClosingProposal | null;
}

/** Revalues fx-clearing (1990) at a month's end, proposed by one person and posted by another while it is soft-closed. */
@Injectable()
export class RevaluationService {
  constructor(
    private readonly rates: ExchangeRatesStore,
    private readonly periods: Periods,
    private readonly proposals: ClosingProposals,
  ) {}

  /** Throws `UNKNOWN_PERIOD` (not_found). */
  async look(id: string): Promise<RevaluationView> {
    const period = await this.periods.get(id);
    const legs = await this.rates.clearingLegs(period.endsOn);
    const foreign = [...new Set(legs.map(({ currency }) => currency))].filter(
      (currency) => currency !== HOME_CURRENCY,
    );
    const found = new Map<Currency, ExchangeRate>();
    for (const currency of foreign) {
      const rate = await this.rates.standing(currency, period.endsOn);
      if (rate !== null) found.set(currency, rate);
    }
    const missing = foreign.filter((currency) => !found.has(currency));
    const fractions = new Map([...found].map(([currency, { rate }]) => [currency, rateOf(rate)]));
    const moves = missing.length > 0 ? [] : revalue(legs, fractions);
    return {
      period,
      legs,
      rates: [...found.values()],
      missing,
      moves,
      digest: digestOf(id, [...found.values()], moves),
      waiting: await this.proposals.waiting({ kind: 'fx_revalued', subject: id }),
    };
  }

  /** Whether both currency legs agree at the closing rate, or there is nothing on the account. */
  async agrees(id: string): Promise<boolean> {
    const { missing, moves } = await this.look(id);
    return missing.length === 0 && moves.length === 0;
  }

  /** Throws `RATE_MISSING`, `PERIOD_NOT_PREPARED` (conflict) and what proposing throws. */
  async propose(id: string, actor: string, seen: string): Promise<void> {
    await this.proposals.propose(await this.workOut(id), actor, seen);
  }

  /** Posts it; by another person. Throws like `propose`, and what posting throws. */
  async post(id: string, approver: string, seen: string): Promise<void> {
    const name = { kind: 'fx_revalued', subject: id } as const;
    await this.proposals.post(name, () => this.workOut(id), approver, seen);
  }

  private async workOut(id: string): Promise<Closing> {
    const { period, missing, moves, digest } = await this.look(id);
    const [currency] = missing;
    if (currency !== undefined) throw rateMissing(currency);
    if (period.state !== 'soft_closed') throw monthNotPrepared();
    return {
      kind: 'fx_revalued',
      subject: id,
      digest,
      isEmpty: moves.length === 0,
      orders: ({ proposal, actor, approver }) =>
        moves.flatMap((move) =>
          ordersOf(move, {
            key: `fx-revalued:${id}:${move.fund}:${proposal}`,
            sourceRef: `closing:${proposal}`,
            effectiveOn: period.endsOn,
            reason: `fx_revaluation_${id}`,
            actor,
            approver,
          }),
        ),
    };
  }
}

type About = Omit<PostingOrder, 'kind' | 'fund' | 'amount'>;

const size = (minor: bigint): bigint => (minor < 0n ? -minor : minor);

function ordersOf({ fund, gain, rounding }: Revaluation, about: About): PostingOrder[] {
  const revalued: PostingOrder = {
    ...about,
    kind: 'fx.revalued',
    variant: gain > 0n ? 'gain' : 'loss',
    fund,
    amount: asMoney(size(gain)),
  };
  // One minor unit an entry is the limit of its kind.
  const units = Array.from({ length: Number(size(rounding)) }, (_, index): PostingOrder => ({
    ...about,
    key: `${about.key}:unit-${String(index + 1)}`,
    kind: 'rounding.recorded',
    variant: rounding > 0n ? 'up' : 'down',
    fund,
    amount: asMoney(1n),
  }));
  return gain === 0n ? units : [revalued, ...units];
}

function digestOf(
  id: string,
  rates: readonly ExchangeRate[],
  moves: readonly Revaluation[],
): string {
  const text = [
    `revaluation|${id}`,
    ...rates.map((rate) => [rate.currency, rate.onDate, rate.rate].join('|')),
    ...moves.map(({ fund, gain, rounding }) => [fund, String(gain), String(rounding)].join('|')),
  ];
  return createHash('sha256').update(text.join('\n')).digest('hex');
}
