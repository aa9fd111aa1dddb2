import { UNPAID_ENDS } from '../../src/payouts/payout.states.js';
import type { Payout } from '../../src/payouts/payout.js';
import type { Turn } from '../../src/payouts/payouts.store.js';
import { newAttempt, type Attempt, type NewAttempt } from '../../src/payouts/sending/sending.js';
import type {
  AcceptedAttempt,
  Asked,
  Claim,
  Hindrance,
  Picked,
  ReturnWindow,
  SendingStore,
} from '../../src/payouts/sending/sending.store.js';
import type { Machine } from './machine.js';
import type { ModelStore, Row } from './model-store.js';
import { Money, type Id } from '#kernel';

const CLAIMABLE: readonly Payout['state'][] = ['released', 'sending', 'outcome_unknown'];
const OPEN: readonly Attempt['state'][] = ['created', 'sent', 'unknown'];

/** What a claim is checked against; drills without a fence check nothing. */
export interface TableRules {
  readonly isFenced: boolean;
  /** Whether money goes only to ways that are hers; drills pay whatever was claimed. */
  readonly looksAtWays: boolean;
}

type Tables = { [Name in keyof SendingStore]: SendingStore[Name] };

/** The sender's half of the tables: the same conditional updates, over the model and its clock. */
export class ModelSendingTables implements Pick<
  Tables,
  | 'longestWaiting'
  | 'pick'
  | 'take'
  | 'fences'
  | 'holding'
  | 'confirm'
  | 'hindrances'
  | 'mayEnd'
  | 'mark'
  | 'park'
  | 'unpark'
  | 'latestAttempt'
  | 'attempts'
  | 'attemptsOf'
  | 'addAttempts'
  | 'accept'
  | 'setDigest'
  | 'saveAttempt'
  | 'takeForPoll'
  | 'pause'
  | 'pastReturnWindow'
> {
  constructor(
    private readonly store: ModelStore,
    private readonly machine: Machine,
    private readonly rules: TableRules,
  ) {}

  longestWaiting(rails: readonly string[]): Promise<string | null> {
    const next = this.byAge().find((row) => rails.includes(row.payout.rail) && this.isDue(row));
    return Promise.resolve(next?.payout.rail ?? null);
  }

  pick(rail: string, most: number): Promise<Picked[]> {
    const at = new Date(this.now);
    const epoch = this.store.epoch.n;
    const due = this.byAge().filter((row) => row.payout.rail === rail && this.isDue(row));
    const picked = due.slice(0, most).map((row): Picked => {
      return { payoutId: row.payout.id, at, epoch, isHearsay: row.epoch !== epoch };
    });
    return Promise.resolve(picked);
  }

  take(ids: readonly Id<'payout'>[], leaseMs: number): Promise<void> {
    for (const id of ids) this.store.take(id, this.now + leaseMs);
    return Promise.resolve();
  }

  fences(ids: readonly Id<'payout'>[]): Promise<Map<Id<'payout'>, bigint>> {
    return Promise.resolve(new Map(ids.map((id) => [id, this.store.row(id).fence])));
  }

  holding(claims: readonly Claim[]): Promise<Set<Id<'payout'>>> {
    const held = claims.filter((claim) => this.isHeld(claim));
    return Promise.resolve(new Set(held.map(({ payoutId }) => payoutId)));
  }

  confirm(claim: Claim): Promise<void> {
    if (this.isHeld(claim)) this.store.change(claim.payoutId, { epoch: claim.epoch });
    return Promise.resolve();
  }

  hindrances(ids: readonly Id<'payout'>[]): Promise<Map<Id<'payout'>, Hindrance>> {
    const gone = ids.filter((id) => this.isWayGone(this.store.row(id)));
    return Promise.resolve(new Map(gone.map((id) => [id, 'way_gone'])));
  }

  mayEnd(claim: Claim): Promise<boolean> {
    const row = this.store.row(claim.payoutId);
    const isOurs = this.isHeld(claim) && isTakenUp(row);
    return Promise.resolve(isOurs && this.isWayGone(row) && this.isKnown(row));
  }

  mark(asked: readonly Asked[], callMs: number): Promise<Set<Id<'payout'>>> {
    const marked = asked.filter((one) => this.markOne(one, callMs));
    this.machine.calls += marked.length;
    return Promise.resolve(new Set(marked.map(({ claim }) => claim.payoutId)));
  }

  park(rail: string, pauseMs: number): Promise<void> {
    const now = this.now;
    for (const { payout, leaseUntilMs } of this.store.rows.values()) {
      const isFree = leaseUntilMs === null || leaseUntilMs < now;
      if (payout.rail !== rail || payout.state !== 'released' || !isFree) continue;
      this.store.change(payout.id, { notBeforeMs: now + pauseMs });
    }
    return Promise.resolve();
  }

  unpark(): Promise<number> {
    return Promise.resolve(0);
  }

  latestAttempt(payoutId: string): Promise<Attempt | null> {
    return Promise.resolve(this.store.attemptsOf(payoutId).at(-1) ?? null);
  }

  attempts(payoutId: string): Promise<Attempt[]> {
    return Promise.resolve([...this.store.attemptsOf(payoutId)]);
  }

  attemptsOf(ids: readonly Id<'payout'>[]): Promise<Map<Id<'payout'>, Attempt[]>> {
    return Promise.resolve(new Map(ids.map((id) => [id, [...this.store.attemptsOf(id)]])));
  }

  addAttempts(rows: readonly NewAttempt[]): Promise<Map<Id<'payout'>, Attempt>> {
    const added = new Map(rows.map((row) => [row.payoutId, newAttempt(row)]));
    for (const [id, attempt] of added) this.store.addAttempt(id, attempt);
    return Promise.resolve(added);
  }

  accept(attempts: readonly AcceptedAttempt[]): Promise<number> {
    const waiting = attempts.filter(
      ({ payoutId, n }) =>
        this.store.attemptsOf(payoutId).find((one) => one.n === n)?.state === 'sent',
    );
    for (const { payoutId, n, providerRef } of waiting) {
      const change = { state: 'accepted', lastCode: 'accepted', providerRef } as const;
      this.store.changeAttempt(payoutId, n, change);
    }
    return Promise.resolve(waiting.length);
  }

  setDigest(payoutId: string, n: number, bodyDigest: Uint8Array): Promise<void> {
    this.store.changeAttempt(payoutId, n, { bodyDigest });
    return Promise.resolve();
  }

  saveAttempt(
    payoutId: string,
    n: number,
    {
      state,
      lastCode,
      providerRef,
    }: { state?: Attempt['state']; lastCode?: string; providerRef?: string },
  ): Promise<void> {
    const now = new Date(this.now);
    const before = this.store.attemptsOf(payoutId).find((one) => one.n === n);
    this.store.changeAttempt(payoutId, n, {
      ...(state ? { state } : {}),
      ...(lastCode ? { lastCode } : {}),
      ...(providerRef ? { providerRef } : {}),
      ...((state ?? before?.state) === 'created'
        ? {}
        : { firstSentAt: before?.firstSentAt ?? now }),
    });
    return Promise.resolve();
  }

  takeForPoll(states: readonly string[], pauseMs: number): Promise<Id<'payout'>[]> {
    const due = this.byAge().filter(
      ({ payout, notBeforeMs }) => states.includes(payout.state) && notBeforeMs <= this.now,
    );
    for (const { payout } of due) {
      this.store.change(payout.id, { notBeforeMs: this.now + pauseMs });
    }
    return Promise.resolve(due.map(({ payout }) => payout.id));
  }

  pause(ids: readonly Id<'payout'>[], pauseMs: number): Promise<void> {
    for (const id of ids) this.store.letRest(id, this.now + pauseMs);
    return Promise.resolve();
  }

  pastReturnWindow(windows: readonly ReturnWindow[]): Promise<Id<'payout'>[]> {
    const before = new Map(windows.map(({ rail, paidBefore }) => [rail, paidBefore]));
    const past = this.byAge().filter(({ payout: { state, rail, paidAt } }) => {
      const paidBefore = before.get(rail);
      return state === 'paid' && paidAt !== null && paidBefore && paidAt <= paidBefore;
    });
    return Promise.resolve(past.map(({ payout }) => payout.id));
  }

  private markOne({ claim, n }: Asked, callMs: number): boolean {
    const row = this.store.row(claim.payoutId);
    const { payout } = row;
    const attempt = this.store.attemptsOf(payout.id).find((one) => one.n === n);
    if (!this.isHeld(claim) || !this.maySend(row, callMs)) return false;
    if (!attempt || !OPEN.includes(attempt.state)) return false;
    const at = new Date(this.now);
    this.store.change(payout.id, { payout: { ...payout, state: 'sending' } });
    this.store.changeAttempt(payout.id, n, {
      state: 'sent',
      firstSentAt: attempt.firstSentAt ?? at,
      lastSentAt: at,
    });
    return true;
  }

  private isHeld({ payoutId, fence }: Claim): boolean {
    return !this.rules.isFenced || this.store.row(payoutId).fence === fence;
  }

  private isDue({ payout, notBeforeMs, leaseUntilMs }: Row): boolean {
    return (
      CLAIMABLE.includes(payout.state) &&
      notBeforeMs <= this.now &&
      (leaseUntilMs === null || leaseUntilMs < this.now) &&
      (payout.state === 'outcome_unknown' || !this.isHalted)
    );
  }

  /** The lease outlasts the call, nobody halted sending, the way is hers, and what is known is of this epoch. */
  private maySend(row: Row, callMs: number): boolean {
    const isLeased = !this.rules.isFenced || (row.leaseUntilMs ?? 0) > this.now + callMs;
    if (!isLeased || this.isHalted || this.isWayGone(row)) return false;
    return this.isKnown(row) && isTakenUp(row);
  }

  private isKnown({ epoch }: Row): boolean {
    return epoch === this.store.epoch.n && this.store.epoch.isCompared;
  }

  private isWayGone({ payout }: Row): boolean {
    return this.rules.looksAtWays && this.store.gone.has(payout.methodId);
  }

  private byAge(): Row[] {
    return [...this.store.rows.values()].sort((one, other) => one.notBeforeMs - other.notBeforeMs);
  }

  private get isHalted(): boolean {
    return this.store.halts.length > 0;
  }

  private get now(): number {
    return this.machine.world.nowMs;
  }
}

const isTakenUp = ({ payout }: Row): boolean =>
  payout.state === 'sending' || payout.state === 'outcome_unknown';

/** The table of payouts, as far as sending and watching need it. */
export class ModelPayouts {
  constructor(
    private readonly store: ModelStore,
    private readonly machine: Machine,
  ) {}

  get(id: string): Promise<Payout> {
    return Promise.resolve(this.store.row(id).payout);
  }

  getLocked(id: string): Promise<Payout> {
    return this.get(id);
  }

  byIds(ids: readonly Id<'payout'>[]): Promise<Map<Id<'payout'>, Payout>> {
    return Promise.resolve(new Map(ids.map((id) => [id, this.store.row(id).payout])));
  }

  exists(id: string): Promise<boolean> {
    return Promise.resolve(this.store.rows.has(id));
  }

  saveAll(payouts: readonly Payout[], turn?: Turn): Promise<void> {
    const now = this.machine.world.nowMs;
    for (const payout of payouts) {
      this.store.change(payout.id, { payout });
      if (turn && 'takenForMs' in turn) this.store.take(payout.id, now + turn.takenForMs);
      if (turn && 'restsForMs' in turn) this.store.letRest(payout.id, now + turn.restsForMs);
    }
    return Promise.resolve();
  }

  idByProviderRef(providerRef: string): Promise<string | null> {
    for (const [id, attempts] of this.store.attempts) {
      if (attempts.some((attempt) => attempt.providerRef === providerRef))
        return Promise.resolve(id);
    }
    return Promise.resolve(null);
  }

  /** Nothing is held here: the model's provider checks nobody. */
  followCheck(): Promise<void> {
    return Promise.resolve();
  }

  /** A payment is one call here: nothing has a way back of its own. */
  followWayBack(): Promise<boolean> {
    return Promise.resolve(false);
  }

  /** Nobody is paid by card here. */
  backFromCard(): Promise<Money> {
    return Promise.resolve(Money.zero('USD'));
  }

  peopleBehind(): Promise<{ preparedBy: string; releasedBy: string }> {
    return Promise.resolve({ preparedBy: 'per_preparer', releasedBy: 'per_releaser' });
  }

  /** Adds a payout unless its instalment has a live one. */
  add(payout: Payout): boolean {
    const latest = this.store.latestOf(payout.instalmentId);
    if (latest && !UNPAID_ENDS.includes(latest.state)) return false;
    const epoch = this.store.epoch.n;
    this.store.put({ payout, fence: 0n, leaseUntilMs: null, notBeforeMs: 0, epoch });
    return true;
  }
}
