import type { BankSeen, PayeeDetails } from '../rails/rail.js';
import { isRegion } from './regions.js';

/** A problem with one field of the details; `field` is the form's name for it. */
export interface DetailProblem {
  readonly field: string;
  readonly code:
    'missing' | 'routing' | 'check_digit' | 'account' | 'too_long' | 'region' | 'postal_code';
}

/** What a field may hold at most; a check is printed on one line, a label on three. */
const LONGEST: Readonly<Record<string, number>> = {
  givenName: 100,
  surname: 100,
  line1: 100,
  city: 60,
  payee: 100,
  address: 200,
  account: 40,
};

/** Fields that may stay empty: a check or cash has no account at a vendor. */
const OPTIONAL: readonly string[] = ['account'];

/** Digits as people type them: spaces, dashes and dots between them are theirs to choose. */
export function digitsOf(text: string): string {
  return text.replace(/[\s.\u00a0\u202f\u2010-\u2015-]/g, '');
}

/** Every problem with the details at once, in the order of the form. */
export function problemsWith(details: PayeeDetails): DetailProblem[] {
  const fields = Object.entries(details) as [string, string][];
  const texts = fields.flatMap(([field, text]) => lengthProblem(field, text));
  return [...texts, ...digitProblems(details)];
}

function lengthProblem(field: string, text: string): DetailProblem[] {
  const longest = LONGEST[field];
  if (longest === undefined) return [];
  const length = text.trim().length;
  if (length > longest) return [{ field, code: 'too_long' }];
  return length === 0 && !OPTIONAL.includes(field) ? [{ field, code: 'missing' }] : [];
}

function digitProblems(details: PayeeDetails): DetailProblem[] {
  if (details.kind === 'bank_account') {
    const { routingNumber, accountNumber } = details;
    return [
      ...routingProblem(routingNumber),
      ...problem('accountNumber', 'account', /^[0-9]{4,17}$/.test(accountNumber)),
    ];
  }
  if (details.kind === 'name_and_address') {
    return [
      ...problem('region', 'region', isRegion(details.region)),
      ...problem('postalCode', 'postal_code', /^[0-9]{5}(-[0-9]{4})?$/.test(details.postalCode)),
    ];
  }
  // A bill is paid to an account at the vendor, or it cannot be told whose it was.
  if (details.kind === 'instruction' && details.way === 'vendor') {
    return problem('account', 'missing', details.account.trim().length > 0);
  }
  return [];
}

/** A number of the right length with a figure that does not fit is another mistake than one that is too short. */
function routingProblem(text: string): DetailProblem[] {
  const isWhole = /^[0-9]{9}$/.test(text);
  return problem('routingNumber', isWhole ? 'check_digit' : 'routing', isRoutingNumber(text));
}

function problem(field: string, code: DetailProblem['code'], isGood: boolean): DetailProblem[] {
  return isGood ? [] : [{ field, code }];
}

const WEIGHTS = [3, 7, 1] as const;

/** ABA routing number: nine digits whose sum, weighted 3-7-1, is a multiple of ten. */
export function isRoutingNumber(text: string): boolean {
  if (!/^[0-9]{9}$/.test(text)) return false;
  const sum = Array.from(text).reduce(
    (total, digit, index) => total + Number(digit) * (WEIGHTS[index % 3] ?? 0),
    0,
  );
  return sum > 0 && sum % 10 === 0;
}

/** What an account's keyed digest is made for; everything that compares accounts names the same. */
export const INSTRUMENT_DIGEST = 'payout-account';

/**
 * The same account gives the same text, whoever it belongs to; only its keyed digest is kept. Null for ways to pay
 * without an account: two people at one address are no sign of anything.
 */
export function accountIdentity(details: PayeeDetails): string | null {
  return details.kind === 'bank_account' ? bankIdentity(details) : null;
}

/** As `accountIdentity`, of an account or card that only its provider knows: by the mark it gives. */
export const markIdentity = (provider: string, mark: string): string => `${provider}:${mark}`;

/** What the keyed digest of a likeness is made for. */
export const LIKENESS_DIGEST = 'payout-account-likeness';

/**
 * What an account has in common wherever it is given, when its provider tells no more of it: the bank and the last four
 * digits. Of two people at one bank about one pair in ten thousand have the same: a reason to look, never more.
 */
export const likenessOf = ({ routingNumber, lastFour }: BankSeen): string =>
  `us:${routingNumber}:${lastFour}`;

/** As `likenessOf`, of details as she gives them; null for ways to pay without an account. */
export function accountLikeness(details: PayeeDetails): string | null {
  if (details.kind !== 'bank_account') return null;
  const { routingNumber, accountNumber } = details;
  return likenessOf({ routingNumber, lastFour: accountNumber.slice(-4) });
}

/** As `accountIdentity`, of the two numbers. */
export function bankIdentity(account: {
  readonly routingNumber: string;
  readonly accountNumber: string;
}): string {
  return `us:${account.routingNumber}:${account.accountNumber.replace(/^0+/, '')}`;
}
