import type { Id } from '#kernel';
import { methodGraph, type MethodFact, type MethodState } from './method.states.js';
import type { BankDetails, PayeeDetails } from './rails/rail.js';

/** A way to be paid, one version of it. Who and where is known by the provider's opaque names only. */
export interface Method {
  readonly id: Id<'method'>;
  readonly applicantId: Id<'applicant'>;
  /** What it was set up for. */
  readonly awardId: Id<'award'>;
  /** The language she set it up in; messages about payments use it. */
  readonly language: string;
  readonly rail: string;
  readonly version: number;
  readonly state: MethodState;
  readonly providerRecipient: string | null;
  readonly providerMethod: string | null;
  readonly labelSealed: Uint8Array | null;
  readonly fingerprint: Uint8Array | null;
  /** Money may go to it from then on: a changed method waits, so that a thief's change can be noticed. */
  readonly usableFrom: Date;
  readonly createdAt: Date;
}

export function applyToMethod(method: Method, fact: MethodFact): Method {
  return { ...method, state: methodGraph.after(method.state, fact) };
}

/** A problem with one field of the bank details; `field` is the form's name for it. */
export interface DetailProblem {
  readonly field: keyof BankDetails;
  readonly code: 'missing' | 'routing' | 'account' | 'too_long';
}

const LONGEST_NAME = 100;

/** Digits as people type them: spaces, dashes and dots between them are theirs to choose. */
export function digitsOf(text: string): string {
  return text.replace(/[\s.\u00a0\u202f\u2010-\u2015-]/g, '');
}

/** Every problem with the details at once, in the order of the form. */
export function problemsWith(details: BankDetails): DetailProblem[] {
  const problems: DetailProblem[] = [];
  for (const field of ['givenName', 'surname'] as const) {
    const length = details[field].trim().length;
    if (length === 0) problems.push({ field, code: 'missing' });
    else if (length > LONGEST_NAME) problems.push({ field, code: 'too_long' });
  }
  if (!isRoutingNumber(details.routingNumber)) {
    problems.push({ field: 'routingNumber', code: 'routing' });
  }
  if (!/^[0-9]{4,17}$/.test(details.accountNumber)) {
    problems.push({ field: 'accountNumber', code: 'account' });
  }
  return problems;
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

/**
 * The same account gives the same text, whoever it belongs to; only its keyed digest is kept. Null for ways to pay
 * without an account: two people at one address are no sign of anything.
 */
export function accountIdentity(details: PayeeDetails): string | null {
  if (details.kind !== 'bank_account') return null;
  return `us:${details.routingNumber}:${details.accountNumber.replace(/^0+/, '')}`;
}
