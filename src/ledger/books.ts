import type { Currency, Money } from '#kernel';
import type { PeriodState } from './period.states.js';

/** An account of the chart. */
export interface Account {
  readonly code: string;
  readonly name: string;
  readonly type: 'asset' | 'liability' | 'net_asset' | 'revenue' | 'expense' | 'budget';
}

/** Where a fund stands: its budget (book B) and its money (book G). Every figure is on its natural side. */
export interface FundStatus {
  readonly fund: string;
  readonly currency: Currency;
  readonly authority: Money;
  readonly available: Money;
  readonly reserved: Money;
  readonly committed: Money;
  readonly used: Money;
  readonly atBank: Money;
  /** Sent to the provider and not arrived. */
  readonly onTheWayToProvider: Money;
  /** What the provider holds for payouts: must equal the provider's own balance. */
  readonly atProvider: Money;
  readonly onCardsProgramme: Money;
  /** On its way to people. */
  readonly inTransit: Money;
  /** Owed to people, whether or not it is on its way. */
  readonly owed: Money;
}

/** A row of the trial balance; `net` is debits less credits. */
export interface TrialBalanceRow {
  readonly account: Account;
  readonly fund: string;
  readonly currency: Currency;
  readonly debits: Money;
  readonly credits: Money;
  readonly net: Money;
}

/** A line of an entry: debit above zero, credit below. */
export interface EntryLine {
  readonly line: number;
  readonly account: Account;
  readonly fund: string;
  readonly amount: Money;
  readonly awardRef: string | null;
}

/** An entry as it was posted. Actors and awards are opaque ids. Dates are `YYYY-MM-DD`. */
export interface Entry {
  readonly seq: bigint;
  readonly kind: string;
  readonly key: string;
  readonly effectiveOn: string;
  readonly postedAt: Date;
  readonly period: string;
  readonly relatesTo: string | null;
  readonly actor: string;
  readonly approver: string | null;
  readonly reason: string | null;
  readonly sourceRef: string | null;
  readonly reverses: bigint | null;
  readonly reversedBy: bigint | null;
  readonly lines: readonly EntryLine[];
}

/** A line on one account, with the account's balance (debits less credits, per fund and currency) after it. */
export interface AccountLine {
  readonly seq: bigint;
  readonly kind: string;
  readonly effectiveOn: string;
  readonly fund: string;
  readonly awardRef: string | null;
  readonly amount: Money;
  readonly balance: Money;
}

/** What one entry did to an account within a fund: debits less credits before it, by it, and after it. */
export interface AccountEffect {
  readonly account: string;
  readonly name: string;
  readonly fund: string;
  readonly before: Money;
  readonly change: Money;
  readonly after: Money;
}

/** Which entries; everything optional narrows. Dates are accounting dates, both included. */
export interface EntryFilter {
  readonly fund?: string;
  readonly account?: string;
  readonly kind?: string;
  readonly award?: string;
  readonly from?: string;
  readonly to?: string;
  /** Who made it or was the second person: an id. */
  readonly actor?: string;
  /** A line of at least and at most this many minor units, on either side. */
  readonly least?: bigint;
  readonly most?: bigint;
  readonly standing?: 'reversed' | 'reversal' | 'neither';
  /** The entry of this number alone. */
  readonly number?: bigint;
  /** Entries before this one, newest first. */
  readonly before?: bigint;
  /** The entries next after this one, still newest first; not together with `before`. */
  readonly after?: bigint;
  /** At most 200; 50 when absent. */
  readonly limit?: number;
}

/**
 * A page of a list that goes back in time: `older` is the `before` of the next page, null on the last; `newer` the
 * `after` of the page above, null on the first.
 */
export interface PageOf<Row> {
  readonly rows: readonly Row[];
  readonly older: bigint | null;
  readonly newer: bigint | null;
}

/** What a set of entries comes to, money and budget apart. */
export interface EntryTotals {
  readonly entries: number;
  readonly sums: readonly {
    readonly book: 'money' | 'budget';
    readonly debits: Money;
    readonly credits: Money;
  }[];
}

/** What the books say about one award. */
export interface AwardBalance {
  readonly awardRef: string;
  readonly reserved: Money;
  readonly committed: Money;
  /** Owed to the person, whether or not it is on its way. */
  readonly owed: Money;
  readonly inTransit: Money;
  /** Owed and not on its way: what a new payout may carry at most. */
  readonly payable: Money;
  readonly recoverable: Money;
  readonly unclaimed: Money;
}

export interface Period {
  readonly id: string;
  readonly startsOn: string;
  readonly endsOn: string;
  readonly state: PeriodState;
  readonly preparedBy: string | null;
  readonly preparedAt: Date | null;
  readonly closedBy: string | null;
  readonly closedAt: Date | null;
  /** SHA-256 (hex) of the trial balance it was closed with. */
  readonly digest: string | null;
}
