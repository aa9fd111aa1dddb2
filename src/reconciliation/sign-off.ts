import type { Currency, Id } from '#kernel';

/** Accounts at providers: what they hold by the books must be what the provider says. */
export type ProviderAccount = '1110' | '1115' | '1120' | '1130';

/** A movement only one side has at a cutoff; signed minor units, negative left the account. */
export interface OutstandingItem {
  readonly side: 'ledger' | 'provider';
  /** Key of a journal entry, or the provider's id of a line. */
  readonly reference: string;
  readonly on: string;
  readonly amountMinor: bigint;
}

/** Both sides of an account at the end of a month, and what explains their difference. */
export interface AccountAtCutoff {
  readonly period: string;
  readonly account: ProviderAccount;
  readonly currency: Currency;
  readonly cutoff: string;
  readonly ledgerMinor: bigint;
  /** A rail's comparisons cover it; otherwise a person states what the provider's paper says. */
  readonly isCompared: boolean;
  /** From the latest comparison since the cutoff; null while there is none. */
  readonly providerMinor: bigint | null;
  readonly outstanding: readonly OutstandingItem[];
}

/** A signature under an account at the end of a month: by one person, then by another. */
export interface SignOff {
  readonly id: Id<'signOff'>;
  readonly period: string;
  readonly account: ProviderAccount;
  readonly currency: Currency;
  readonly cutoff: string;
  readonly basis: 'run' | 'stated';
  readonly ledgerMinor: bigint;
  readonly providerMinor: bigint;
  readonly outstandingCount: number;
  readonly outstandingMinor: bigint;
  readonly outstandingDigest: string;
  /** Open breaks when it was prepared, as `code age` and how many. */
  readonly breaks: Readonly<Record<string, number>>;
  readonly preparedBy: string;
  readonly preparedAt: Date;
  readonly reviewedBy: string | null;
  readonly reviewedAt: Date | null;
}

/** What the items add to the provider's side: lines without an entry, less entries without a line. */
export function outstandingMinor(items: readonly OutstandingItem[]): bigint {
  return items.reduce(
    (sum, { side, amountMinor }) => (side === 'provider' ? sum + amountMinor : sum - amountMinor),
    0n,
  );
}

/** The list as one text, for its digest. */
export function outstandingText(items: readonly OutstandingItem[]): string {
  return items
    .map(({ side, reference, on, amountMinor }) =>
      [side, reference, on, String(amountMinor)].join('|'),
    )
    .sort()
    .join('\n');
}
