import { Injectable } from '@nestjs/common';
import { Clock, type Id } from '#kernel';
import { UnitOfWork } from '#platform';
import { PayoutJournal } from '../payout-journal.service.js';
import type { Payout } from '../payout.js';
import { PayoutsStore } from '../payouts.store.js';
import type { Attempt, NewAttempt } from './sending.js';
import { SendingStore, type Hindrance, type Picked } from './sending.store.js';
import { Stopwatch } from './stopwatch.js';
import {
  isLookedUp,
  NOTHING,
  type Block,
  type ClaimTerms,
  type Gate,
  type OrdersOf,
  type SendOrder,
  type Work,
} from './work.js';

type Attempts = ReadonlyMap<Id<'payout'>, readonly Attempt[]>;

const NO_ORDERS: ReadonlyMap<Id<'payout'>, SendOrder> = new Map();

/** For those who claim without a provider to call. */
const OPEN_GATE: Gate = { room: () => Promise.resolve(Infinity), use: () => Promise.resolve() };

const OPEN: readonly Attempt['state'][] = ['created', 'sent', 'unknown'];

/** The unit of work in which payouts become a sender's, each with the attempt it is sent under. */
@Injectable()
export class SendingClaims {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly store: SendingStore,
    private readonly payouts: PayoutsStore,
    private readonly journal: PayoutJournal,
    private readonly clock: Clock,
    private readonly stopwatch: Stopwatch,
  ) {}

  /**
   * Claims the next payouts of a rail, as many as it takes, and makes sure that the attempt of each is stored: key and
   * digest of the exact body, before any call. `gate` has its say in the same unit of work.
   */
  async take(terms: ClaimTerms, ordersOf: OrdersOf, gate: Gate = OPEN_GATE): Promise<Block> {
    const rail = await this.store.longestWaiting(terms.rails);
    if (rail === null) return NOTHING;
    const leasedUntilMs = this.stopwatch.ms + terms.leaseMs;
    return this.unitOfWork.run(async () => {
      const most = Math.min(terms.most, await gate.room(rail));
      const picked = most > 0 ? await this.store.pick(rail, most) : [];
      if (picked.length === 0) return NOTHING;
      const block = await this.prepare(picked, ordersOf, { ...terms, leasedUntilMs });
      const lookUps = block.works.filter(isLookedUp).length;
      await gate.use(rail, { payments: block.works.length, lookUps });
      return block;
    });
  }

  /** What cannot be sent now stays as it was for a while, and is named apart. */
  private async prepare(
    picked: readonly Picked[],
    ordersOf: OrdersOf,
    { leaseMs, pauseMs, leasedUntilMs }: ClaimTerms & Pick<Work, 'leasedUntilMs'>,
  ): Promise<Block> {
    const ids = picked.map(({ payoutId }) => payoutId);
    const payouts = await this.payouts.byIds(ids);
    const attempts = await this.store.attemptsOf(ids);
    const hindrances = await this.store.hindrances(ids);
    const waiting = [...payouts.values()].filter((one) => mustWait(one, hindrances.get(one.id)));
    const missing = [...payouts.values()].filter(
      (one) => openIn(attempts, one.id) === undefined && !waiting.includes(one),
    );
    const orders = missing.length === 0 ? NO_ORDERS : await ordersOf(missing);
    const unready = [...waiting, ...missing.filter(({ id }) => !orders.has(id))];
    if (unready.length > 0) await this.store.pause(unready.map(idOf), pauseMs);
    const added = await this.add(
      missing.flatMap(({ id: payoutId }) => {
        const order = orders.get(payoutId);
        const n = (attempts.get(payoutId)?.length ?? 0) + 1;
        return order === undefined ? [] : [{ payoutId, n, bodyDigest: order.bodyDigest }];
      }),
    );
    const ready = [...payouts.values()].filter((one) => !unready.includes(one));
    const taken = await this.taken(ready, leaseMs);
    const fences = await this.store.fences(ready.map(idOf));
    const works = picked.flatMap((one): Work[] => {
      const payout = taken.get(one.payoutId);
      const fence = fences.get(one.payoutId);
      const attempt = openIn(attempts, one.payoutId) ?? added.get(one.payoutId);
      if (payout === undefined || fence === undefined || attempt === undefined) return [];
      const since = firstSent(attempts.get(one.payoutId));
      const command = orders.get(one.payoutId)?.command ?? null;
      const isWayGone = hindrances.get(one.payoutId) === 'way_gone';
      return [
        { claim: { ...one, fence }, payout, attempt, command, since, isWayGone, leasedUntilMs },
      ];
    });
    return { works, unready };
  }

  /** They are ours now. What was released is being sent; what was being sent or unclear stays so. */
  private async taken(
    payouts: readonly Payout[],
    leaseMs: number,
  ): Promise<Map<Id<'payout'>, Payout>> {
    const released = payouts.filter(({ state }) => state === 'released');
    const others = payouts.filter(({ state }) => state !== 'released');
    const act = { actor: 'system', at: this.clock.now(), turn: { takenForMs: leaseMs } };
    const moved = await this.journal.recordAll(released, 'PayoutClaimed', act);
    if (others.length > 0) await this.store.take(others.map(idOf), leaseMs);
    return new Map([...others, ...moved].map((payout) => [payout.id, payout]));
  }

  private async add(rows: readonly NewAttempt[]): Promise<Map<Id<'payout'>, Attempt>> {
    return rows.length === 0 ? new Map() : this.store.addAttempts(rows);
  }
}

const idOf = ({ id }: Payout): Id<'payout'> => id;

/** What may have been sent is looked up whatever stands in the way; what was released is left alone meanwhile. */
const mustWait = ({ state }: Payout, hindrance: Hindrance | undefined): boolean =>
  state === 'released' && hindrance !== undefined && hindrance !== 'way_gone';

/** The attempt a payout is at: its latest, unless that one is over. */
function openIn(attempts: Attempts, id: Id<'payout'>): Attempt | undefined {
  const latest = attempts.get(id)?.at(-1);
  return latest && OPEN.includes(latest.state) ? latest : undefined;
}

function firstSent(attempts: readonly Attempt[] = []): Date | null {
  return attempts.find(({ firstSentAt }) => firstSentAt !== null)?.firstSentAt ?? null;
}
