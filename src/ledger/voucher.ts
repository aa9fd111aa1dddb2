import { isDeepStrictEqual } from 'node:util';
import { Money, type Currency, type Id } from '#kernel';
import { textNotNeutral } from './ledger.errors.js';
import type { LinesOrder, PostingOrder, ReversalOrder } from './posting-order.js';
import type { VoucherState } from './voucher.states.js';

type WithoutPeople<Order> = Omit<Order, 'key' | 'actor' | 'approver'>;

/** What a voucher asks for: an order whose key and people are the voucher's own. */
export type VoucherDraft =
  WithoutPeople<PostingOrder> | WithoutPeople<LinesOrder> | WithoutPeople<ReversalOrder>;

/** A voucher: one entry somebody wrote for the books, and what became of it. */
export interface Voucher {
  readonly id: Id<'voucher'>;
  readonly key: string;
  readonly kind: string;
  readonly draft: VoucherDraft;
  readonly state: VoucherState;
  readonly proposedBy: string;
  readonly proposedAt: Date;
  readonly decidedBy: string | null;
  readonly decidedAt: Date | null;
  readonly declineReason: string | null;
  /** Number of its entry once it is posted. */
  readonly entry: bigint | null;
}

/** A line as the books would write it: debit above zero, credit below. */
export interface RehearsedLine {
  readonly account: string;
  readonly name: string;
  readonly fund: string;
  readonly award: string | null;
  readonly amount: Money;
}

/** A balance on its account's normal side, before and after; of one award where it names one. */
export interface RehearsedBalance {
  readonly account: string;
  readonly name: string;
  readonly fund: string;
  readonly award: string | null;
  readonly before: Money;
  readonly after: Money;
}

/** What an entry would do at this moment, as the database says; or why the books would refuse it. */
export interface Rehearsal {
  readonly refusal: { readonly code: string; readonly message: string } | null;
  readonly lines: readonly RehearsedLine[];
  readonly balances: readonly RehearsedBalance[];
}

/** How a draft is kept: plain JSON, amounts as text, absent fields left out. */
export interface VoucherBody {
  readonly fund?: string;
  readonly amount?: string;
  readonly currency?: Currency;
  readonly awardRef?: string;
  readonly variant?: string;
  readonly counterFund?: string;
  readonly counterAmount?: string;
  readonly counterCurrency?: Currency;
  readonly lines?: readonly {
    readonly account: string;
    readonly fund: string;
    readonly amount: string;
    readonly currency: Currency;
    readonly awardRef?: string;
  }[];
  readonly reverses?: string;
  readonly reason?: string;
  readonly sourceRef?: string;
  readonly effectiveOn?: string;
  readonly relatesTo?: string;
}

/** The kind of entry a draft asks for. */
export const kindOf = (draft: VoucherDraft): string =>
  'reverses' in draft ? 'reversal' : draft.kind;

/** A draft as it is kept. */
export function bodyOf(draft: VoucherDraft): VoucherBody {
  const { reason, sourceRef, effectiveOn, relatesTo } = draft;
  const about = { reason, sourceRef, effectiveOn, relatesTo };
  return withoutGaps({ ...about, ...ownPart(draft) });
}

function ownPart(draft: VoucherDraft): object {
  if ('reverses' in draft) return { reverses: String(draft.reverses) };
  if ('lines' in draft) {
    return {
      lines: draft.lines.map(({ amount, ...line }) =>
        withoutGaps({ ...line, amount: String(amount.minor), currency: amount.currency }),
      ),
    };
  }
  const { fund, amount, awardRef, variant, counterpart } = draft;
  return {
    fund,
    amount: String(amount.minor),
    currency: amount.currency,
    awardRef,
    variant,
    counterFund: counterpart?.fund,
    counterAmount: counterpart?.amount && String(counterpart.amount.minor),
    counterCurrency: counterpart?.amount?.currency,
  };
}

/** A draft as it was before it was kept. */
export function draftOf(kind: string, body: VoucherBody): VoucherDraft {
  const { reason, sourceRef, effectiveOn, relatesTo } = body;
  const about = withoutGaps({ reason, sourceRef, effectiveOn, relatesTo });
  if (body.reverses !== undefined) return { ...about, reverses: BigInt(body.reverses) };
  if (body.lines !== undefined) {
    const lines = body.lines.map(({ amount, currency, ...line }) => ({
      ...line,
      amount: Money.of(BigInt(amount), currency),
    }));
    return { ...about, kind: kind as LinesOrder['kind'], lines };
  }
  const { fund = '', amount = '0', currency = 'USD', awardRef, variant } = body;
  return {
    ...about,
    ...withoutGaps({ awardRef, variant, counterpart: counterpartOf(body) }),
    kind: kind as PostingOrder['kind'],
    fund,
    amount: Money.of(BigInt(amount), currency),
  };
}

function counterpartOf(body: VoucherBody): PostingOrder['counterpart'] {
  const { counterFund: fund, counterAmount, counterCurrency } = body;
  const amount =
    counterAmount === undefined
      ? undefined
      : Money.of(BigInt(counterAmount), counterCurrency ?? 'USD');
  return fund === undefined && amount === undefined ? undefined : withoutGaps({ fund, amount });
}

/** Whether two drafts ask for the same entry. */
export function asksForTheSame(one: Voucher, other: Voucher): boolean {
  return (
    one.kind === other.kind &&
    one.proposedBy === other.proposedBy &&
    isDeepStrictEqual(bodyOf(one.draft), bodyOf(other.draft))
  );
}

type WithoutGaps<Fields> = { [Name in keyof Fields]: Exclude<Fields[Name], undefined> };

function withoutGaps<Fields extends object>(fields: Fields): Partial<WithoutGaps<Fields>> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as Partial<WithoutGaps<Fields>>;
}

const PERSONAL: readonly RegExp[] = [
  /[^\s@]+@[^\s@]+/,
  /(^|[^a-z0-9_])\+?[0-9]{9,}/i,
  // A telephone number or a social security number with its usual gaps.
  /[0-9]{3}\)?[ .-][0-9]{3}[ .-][0-9]{4}/,
  /[0-9]{3}-[0-9]{2}-[0-9]{4}/,
];

/** The books outlive erasure: throws `TEXT_NOT_NEUTRAL` (invalid) for addresses and long numbers in them. */
export function assertNeutral(...texts: readonly (string | undefined)[]): void {
  const isPersonal = texts.some(
    (text) => text !== undefined && PERSONAL.some((pattern) => pattern.test(text)),
  );
  if (isPersonal) throw textNotNeutral();
}
