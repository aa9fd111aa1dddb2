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

/** Everything our database holds, as far as a payout is concerned. Rows are never changed, only replaced. */
export class ModelStore {
  rows = new Map<string, Row>();
  attempts = new Map<string, readonly Attempt[]>();
  instalments = new Map<string, InstalmentState>();
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
    const copy = new ModelStore();
    copy.backTo(this);
    return copy;
  }

  backTo(earlier: ModelStore): void {
    this.rows = new Map(earlier.rows);
    this.attempts = new Map(earlier.attempts);
    this.instalments = new Map(earlier.instalments);
    this.entries = earlier.entries;
    this.inbox = earlier.inbox;
    this.halts = earlier.halts;
    this.epoch = earlier.epoch;
    this.rail = earlier.rail;
    this.isLedgerKeyUnique = earlier.isLedgerKeyUnique;
    this.isInboxOnce = earlier.isInboxOnce;
  }

  row(id: string): Row {
    const row = this.rows.get(id);
    invariant(row !== undefined, 'The model knows this payout.');
    return row;
  }

  change(id: string, change: Partial<Row>): void {
    this.rows.set(id, { ...this.row(id), ...change });
  }

  attemptsOf(id: string): readonly Attempt[] {
    return this.attempts.get(id) ?? [];
  }

  changeAttempt(id: string, n: number, change: Partial<Attempt>): void {
    const changed = this.attemptsOf(id).map((one) => (one.n === n ? { ...one, ...change } : one));
    this.attempts.set(id, changed);
  }

  mark(instalment: Id<'instalment'>, fact: InstalmentFact): void {
    const state = this.instalments.get(instalment) ?? 'planned';
    this.instalments.set(instalment, instalmentGraph.after(state, fact));
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
