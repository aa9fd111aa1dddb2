import { instalmentGraph, type InstalmentFact } from '#approvals';
import { invariant, type Id } from '#kernel';
import { CLOSED, type Breaker } from '../../src/payouts/sending/breaker.js';
import type { Attempt } from '../../src/payouts/sending/sending.js';
import type { Payout } from '../../src/payouts/payout.js';

/** A payout as the sender's tables hold it. */
export interface Row {
  readonly payout: Payout;
  readonly fence: bigint;
  readonly leaseUntilMs: number | null;
  readonly notBeforeMs: number;
  /** The epoch of sending in which it was made or last looked up. */
  readonly epoch: number;
}

export interface BookEntry {
  readonly kind: string;
  readonly key: string;
  readonly source: string;
  readonly minor: bigint;
}

export interface NoticeRow {
  readonly eventId: string;
  readonly type: string;
  readonly relatedObject: string | null;
  readonly isHandled: boolean;
  readonly nextTryMs: number;
}

/** How often the provider was called, and whether it answers. */
export interface RailRow {
  readonly pacedUntilMs: number;
  readonly restsUntilMs: number;
  readonly breaker: Breaker;
}

const OPEN_RAIL: RailRow = { pacedUntilMs: 0, restsUntilMs: 0, breaker: CLOSED };

type InstalmentState = (typeof instalmentGraph.states)[number];

/**
 * Everything our database holds, as far as a payout is concerned. Nothing in it is ever changed, only replaced: to copy
 * it costs next to nothing, and where nothing was written everything is the same.
 */
export class ModelStore {
  rows: ReadonlyMap<string, Row> = new Map();
  attempts: ReadonlyMap<string, readonly Attempt[]> = new Map();
  instalments: ReadonlyMap<string, InstalmentState> = new Map();
  /** For each instalment the way by which she is paid now. */
  ways: ReadonlyMap<string, Payout['methodId']> = new Map();
  /** Ways that are not hers any more, and since when. */
  gone: ReadonlyMap<string, number> = new Map();
  entries: readonly BookEntry[] = [];
  inbox: readonly NoticeRow[] = [];
  halts: readonly { readonly seq: string; readonly reason: string }[] = [];
  /** Which history of the tables this is, since when, and whether the provider was compared in it. */
  epoch = { n: 1, beganAtMs: 0, knownUntilMs: 0, isCompared: true };
  /** How the door of the one provider stands. */
  rail: RailRow = OPEN_RAIL;
  /** Safeguards that a drill takes away. */
  isLedgerKeyUnique = true;
  isInboxOnce = true;

  /** What is there now, to go back to. */
  copy(): ModelStore {
    return Object.assign(new ModelStore(), this);
  }

  backTo(earlier: ModelStore): void {
    Object.assign(this, earlier);
  }

  /** Whether nothing was written since that copy was made. */
  isAs(earlier: ModelStore): boolean {
    const names = Object.keys(earlier) as (keyof ModelStore)[];
    return names.every((name) => this[name] === earlier[name]);
  }

  row(id: string): Row {
    const row = this.rows.get(id);
    invariant(row !== undefined, 'The model knows this payout.');
    return row;
  }

  put(row: Row): void {
    this.rows = new Map(this.rows).set(row.payout.id, row);
  }

  change(id: string, change: Partial<Row>): void {
    this.put({ ...this.row(id), ...change });
  }

  /** A sender's from now on, until then: the fence is raised. */
  take(id: string, leaseUntilMs: number): void {
    this.change(id, { fence: this.row(id).fence + 1n, leaseUntilMs });
  }

  /** Nobody's until then. */
  letRest(id: string, notBeforeMs: number): void {
    this.change(id, { leaseUntilMs: null, notBeforeMs });
  }

  attemptsOf(id: string): readonly Attempt[] {
    return this.attempts.get(id) ?? [];
  }

  addAttempt(id: string, attempt: Attempt): void {
    this.attempts = new Map(this.attempts).set(id, [...this.attemptsOf(id), attempt]);
  }

  changeAttempt(id: string, n: number, change: Partial<Attempt>): void {
    const changed = this.attemptsOf(id).map((one) => (one.n === n ? { ...one, ...change } : one));
    this.attempts = new Map(this.attempts).set(id, changed);
  }

  /** She is paid by another way from now on. */
  changeWay(instalment: string, to: Payout['methodId'], atMs: number): void {
    const before = this.ways.get(instalment);
    if (before !== undefined) this.gone = new Map(this.gone).set(before, atMs);
    this.ways = new Map(this.ways).set(instalment, to);
  }

  mark(instalment: Id<'instalment'>, fact: InstalmentFact): void {
    const state = this.instalments.get(instalment) ?? 'planned';
    const next = instalmentGraph.after(state, fact);
    this.instalments = new Map(this.instalments).set(instalment, next);
  }

  /** Once per key, as the books do it. */
  post(entry: BookEntry): void {
    if (this.isLedgerKeyUnique && this.entries.some(({ key }) => key === entry.key)) return;
    this.entries = [...this.entries, entry];
  }

  /** Once per event. */
  receive(notice: NoticeRow): boolean {
    if (this.isInboxOnce && this.inbox.some(({ eventId }) => eventId === notice.eventId))
      return false;
    this.inbox = [...this.inbox, notice];
    return true;
  }

  /** Of the payouts of an instalment, the one without a successor. */
  latestOf(instalment: string): Payout | null {
    const all = [...this.rows.values()].map(({ payout }) => payout);
    const replaced = new Set(all.map(({ reissueOf }) => reissueOf));
    return (
      all.find(({ id, instalmentId }) => instalmentId === instalment && !replaced.has(id)) ?? null
    );
  }
}
