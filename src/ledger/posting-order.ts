import type { Money } from '#kernel';
import type { LinesKind, TemplateKind } from './posting-templates.js';
import type { RefusalCode } from './ledger.errors.js';

interface Circumstances {
  /** Idempotency key, 8 to 200 characters: `<id of what happened>:<kind>`. The same key and order post once. */
  readonly key: string;
  /** A person's id, `system`, or a provider's name. Never a name of a person. */
  readonly actor: string;
  /** The second person where the kind, or a soft-closed period, asks for one. */
  readonly approver?: string;
  /** What outside caused it: a provider's object, a line of a bank statement. */
  readonly sourceRef?: string;
  /** A code or short words without personal data: the books outlive erasure. */
  readonly reason?: string;
  /** Accounting date `YYYY-MM-DD`; today (UTC) when absent. */
  readonly effectiveOn?: string;
  /** The date it is about, when that date's period is closed already. */
  readonly relatesTo?: string;
}

/** Asks for one entry. The ledger writes the lines from the kind's template, the fund and the amount. */
export interface PostingOrder extends Circumstances {
  readonly kind: TemplateKind;
  readonly fund: string;
  /** Above zero; the template knows the sides. */
  readonly amount: Money;
  /** The award's random reference (a UUID), on everything about an award. */
  readonly awardRef?: string;
  /** One of the kind's variants; its first when absent. */
  readonly variant?: string;
  /** The other side of a transfer between funds, or of a conversion into another currency. */
  readonly counterpart?: { readonly fund?: string; readonly amount?: Money };
}

/** Asks for one entry with lines of its own: opening balances, year end, adjustments. */
export interface LinesOrder extends Circumstances {
  readonly kind: LinesKind;
  readonly lines: readonly OrderedLine[];
}

/** A line of such an entry: debit above zero, credit below. */
export interface OrderedLine {
  readonly account: string;
  readonly fund: string;
  readonly amount: Money;
  readonly awardRef?: string;
}

/** Asks for the exact mirror of an entry: once, with a reason, by two people. */
export interface ReversalOrder extends Circumstances {
  readonly reverses: bigint;
}

export type AnyOrder = PostingOrder | LinesOrder | ReversalOrder;

/** What became of one order of a batch. A refused one changed nothing. */
export interface PostingResult {
  readonly key: string;
  readonly status: 'posted' | 'replayed' | 'refused';
  /** Number of the entry, also when it was posted before; null when refused. */
  readonly seq: bigint | null;
  readonly code: RefusalCode | null;
  /** The refusal as a sentence. */
  readonly message: string | null;
}

/** The order as `ledger.post_entries` reads it: amounts as text, so that none loses a digit on its way. */
export function toItem(order: AnyOrder, today: string): Record<string, unknown> {
  return {
    key: order.key,
    actor: order.actor,
    approver: order.approver,
    source_ref: order.sourceRef,
    reason: order.reason,
    effective_on: order.effectiveOn,
    relates_to: order.relatesTo,
    today,
    ...body(order),
  };
}

function body(order: AnyOrder): Record<string, unknown> {
  if ('reverses' in order) return { kind: 'reversal', reverses: String(order.reverses) };
  if ('lines' in order) return { kind: order.kind, lines: order.lines.map(toLine) };
  return {
    kind: order.kind,
    fund: order.fund,
    amount: String(order.amount.minor),
    currency: order.amount.currency,
    award_ref: order.awardRef,
    variant: order.variant,
    counter_fund: order.counterpart?.fund,
    counter_amount: order.counterpart?.amount && String(order.counterpart.amount.minor),
    counter_currency: order.counterpart?.amount?.currency,
  };
}

function toLine(line: OrderedLine): Record<string, unknown> {
  return {
    account: line.account,
    fund: line.fund,
    amount: String(line.amount.minor),
    currency: line.amount.currency,
    award_ref: line.awardRef,
  };
}
