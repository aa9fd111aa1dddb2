import { randomBytes } from 'node:crypto';
import { DomainError } from './domain-error.js';

/** The things that have ids, and the prefix that says which thing an id names wherever it turns up. */
export const ID_PREFIXES = {
  applicant: 'apl',
  application: 'app',
  appeal: 'apc',
  approval: 'apv',
  award: 'awd',
  awardPause: 'aps',
  batch: 'bat',
  break: 'brk',
  contactPoint: 'cnt',
  dataKey: 'key',
  determination: 'det',
  export: 'exp',
  exchangeRate: 'fxr',
  fact: 'fct',
  followUp: 'fol',
  grievance: 'gri',
  hold: 'hld',
  instalment: 'ins',
  assignment: 'asg',
  manualPayment: 'mpy',
  message: 'msg',
  method: 'mth',
  payout: 'pay',
  person: 'per',
  policy: 'pol',
  programme: 'prg',
  reconciliation: 'rec',
  release: 'rel',
  review: 'rev',
  sample: 'smp',
  signOff: 'sgn',
  staffInstrument: 'sti',
  statementLine: 'stl',
  topUp: 'top',
  voucher: 'vch',
  wish: 'wsh',
} as const;

export type IdKind = keyof typeof ID_PREFIXES;

/** An id that carries its kind: `Id<'payout'>` is a string that starts with `pay_`. */
export type Id<Kind extends IdKind> = `${(typeof ID_PREFIXES)[Kind]}_${string}`;

/** Crockford base 32 without look-alikes, so that an id can be read out over a telephone. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const LENGTH = 20;
const SHAPE = new RegExp(`^[${ALPHABET}]{${String(LENGTH)}}$`);

/** A new random id of 100 bits: it says nothing about when or for whom it was made. */
export function newId<Kind extends IdKind>(kind: Kind): Id<Kind> {
  const letters = Array.from(randomBytes(LENGTH), (byte) => ALPHABET.charAt(byte % 32)).join('');
  return `${ID_PREFIXES[kind]}_${letters}`;
}

/** Whether `text` has the shape of an id of this kind. */
export function isId<Kind extends IdKind>(kind: Kind, text: unknown): text is Id<Kind> {
  const prefix = `${ID_PREFIXES[kind]}_`;
  return (
    typeof text === 'string' && text.startsWith(prefix) && SHAPE.test(text.slice(prefix.length))
  );
}

/** `text` as an id; throws `ID_UNKNOWN` (not_found) for anything else, as a tampered address deserves. */
export function parseId<Kind extends IdKind>(kind: Kind, text: unknown): Id<Kind> {
  if (isId(kind, text)) return text;
  throw new DomainError('not_found', 'ID_UNKNOWN', `This is not the id of a ${kind}.`);
}
