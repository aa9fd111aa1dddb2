import { CURRENCIES, Money, type Currency } from '#kernel';

/** What a provider says a payment is worth, as it came, when it is no amount here: another currency, a fraction, nothing. */
export interface UnreadAmount {
  readonly unread: string;
}

/** An amount as a provider tells it: nothing it may say is an error. */
export type SeenAmount = Money | UnreadAmount;

/** Whole minor units in a currency, in upper or lower case, as a provider's JSON has them. */
export function amountSeen(minor: unknown, currency: unknown): SeenAmount {
  const code = typeof currency === 'string' ? currency.toUpperCase() : '';
  return Number.isSafeInteger(minor) && isCurrency(code)
    ? Money.of(BigInt(minor as number), code)
    : unreadAmount(minor, currency);
}

/** An amount that cannot be read, in the provider's own words. */
export function unreadAmount(figure: unknown, currency: unknown): UnreadAmount {
  return { unread: `${wordFor(figure)} ${wordFor(currency)}` };
}

export function isRead(amount: SeenAmount): amount is Money {
  return amount instanceof Money;
}

/** Whether it is exactly what was told. */
export function isAmount(seen: SeenAmount, told: Money): boolean {
  return isRead(seen) && seen.equals(told);
}

/** Figure and currency, in minor units where it could be read: `45000 USD`. */
export function wordOf(amount: SeenAmount): string {
  return isRead(amount) ? `${String(amount.minor)} ${amount.currency}` : amount.unread;
}

function isCurrency(code: string): code is Currency {
  return Object.hasOwn(CURRENCIES, code);
}

function wordFor(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : 'nothing';
}
