import { DomainError } from './domain-error.js';
import { invariant } from './invariant.js';

/** ISO 4217 codes in use, each with its number of decimals (ISO 4217 table A.1). */
export const CURRENCIES = { USD: 2, MXN: 2, JPY: 0 } as const;
export type Currency = keyof typeof CURRENCIES;

/** PostgreSQL's bigint bounds every amount we store. */
const LARGEST_MINOR = 9_223_372_036_854_775_807n;

/**
 * An exact amount in minor units (cents). There is no way from or to a float:
 * people's typing is parsed as text, and splitting says where the remainder goes.
 */
export class Money {
  private constructor(
    readonly minor: bigint,
    readonly currency: Currency,
  ) {
    invariant(
      minor <= LARGEST_MINOR && minor >= -LARGEST_MINOR,
      'An amount of money fits the column that stores it.',
    );
  }

  static of(minor: bigint, currency: Currency): Money {
    return new Money(minor, currency);
  }

  static zero(currency: Currency): Money {
    return new Money(0n, currency);
  }

  /** Of none: nothing. All are of this currency. */
  static sum(currency: Currency, amounts: Iterable<Money>): Money {
    let total = Money.zero(currency);
    for (const amount of amounts) total = total.plus(amount);
    return total;
  }

  /**
   * Reads what a person typed: digits with an optional currency sign, spaces, thousands commas in
   * their right places and at most the currency's decimals. Throws `MONEY_UNREADABLE` (invalid)
   * for anything else, also for a minus sign, an exponent and digits of other scripts, because a guess
   * about money is worse than a question.
   */
  static parse(text: string, currency: Currency): Money {
    const trimmed = text.replace(/[\s\u00a0\u202f]/g, '').replace(/^\$|\$$/g, '');
    const decimals = CURRENCIES[currency];
    const match = /^([0-9]{1,12}|[0-9]{1,3}(?:,[0-9]{3}){1,4})(?:\.([0-9]{1,4}))?$/.exec(trimmed);
    const fraction = match?.[2] ?? '';
    if (!match?.[1] || fraction.length > decimals) {
      throw new DomainError('invalid', 'MONEY_UNREADABLE', 'Enter an amount in figures, like 250.');
    }
    const whole = BigInt(match[1].replaceAll(',', ''));
    return new Money(
      whole * 10n ** BigInt(decimals) + BigInt(fraction.padEnd(decimals, '0') || '0'),
      currency,
    );
  }

  plus(other: Money): Money {
    this.assertSameCurrency(other);
    return new Money(this.minor + other.minor, this.currency);
  }

  minus(other: Money): Money {
    this.assertSameCurrency(other);
    return new Money(this.minor - other.minor, this.currency);
  }

  isMoreThan(other: Money): boolean {
    this.assertSameCurrency(other);
    return this.minor > other.minor;
  }

  equals(other: Money): boolean {
    return this.currency === other.currency && this.minor === other.minor;
  }

  /** Parts differ by at most one minor unit and always sum to the whole; the first parts carry the remainder. */
  split(parts: number): Money[] {
    if (!Number.isSafeInteger(parts) || parts < 1) {
      throw new DomainError('invalid', 'MONEY_PARTS', `Cannot split into ${String(parts)} parts.`);
    }
    const share = this.minor / BigInt(parts);
    const remainder = this.minor % BigInt(parts);
    const [unit, carriers] = remainder < 0n ? [-1n, -remainder] : [1n, remainder];
    return Array.from(
      { length: parts },
      (_, index) => new Money(BigInt(index) < carriers ? share + unit : share, this.currency),
    );
  }

  /** For people: `$1,250.00`, in Latin digits in every language. Zero cents are kept: in books a bare `$1,250` looks like a rounded figure. */
  format(): string {
    return `${this.minor < 0n ? '-' : ''}${this.sign}${this.grouped}`;
  }

  /** For the person who asked: `$450`, without `.00`, because shorter is easier to read. */
  formatShort(): string {
    return this.format().replace(/\.00$/, '');
  }

  /** For files and providers' decimal fields: `1250.00`, `-0.05`. */
  toDecimal(): string {
    return `${this.minor < 0n ? '-' : ''}${this.plain}`;
  }

  private get sign(): string {
    return { USD: '$', MXN: 'MX$', JPY: '¥' }[this.currency];
  }

  private get plain(): string {
    const decimals = CURRENCIES[this.currency];
    const digits = String(this.minor < 0n ? -this.minor : this.minor).padStart(decimals + 1, '0');
    if (decimals === 0) return digits;
    return `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
  }

  private get grouped(): string {
    const [whole = '', fraction] = this.plain.split('.');
    const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
    return fraction === undefined ? grouped : `${grouped}.${fraction}`;
  }

  private assertSameCurrency(other: Money): void {
    invariant(
      this.currency === other.currency,
      'Money of two currencies is never added or compared.',
    );
  }
}

/** `text` as a currency in use; throws `CURRENCY_UNKNOWN` (invalid). */
export function parseCurrency(text: string): Currency {
  if (text in CURRENCIES) return text as Currency;
  throw new DomainError('invalid', 'CURRENCY_UNKNOWN', 'This currency is not in use.');
}
