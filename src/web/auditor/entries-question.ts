import { Money, DomainError } from '#kernel';
import { ENTRY_KINDS, isCalendarDate, type Account, type EntryFilter, type Fund } from '#ledger';
import type { FormProblem, Typed } from '../forms/read-form.js';
import { textsOf } from './journal-question.js';

/** What may be asked of the list of entries, as it stands in the address: everything may be missing or empty. */
const FIELDS = [
  'fund',
  'account',
  'kind',
  'award',
  'from',
  'to',
  'actor',
  'least',
  'most',
  'standing',
  'number',
  'before',
  'after',
  'totals',
] as const;
type Field = (typeof FIELDS)[number];
type Asked = Partial<Record<Field, string>>;

/** A question that was understood, or what is wrong with it; either way what was typed, to be shown again. */
export interface EntriesQuestion {
  readonly filter: EntryFilter;
  /** Whether sums are wanted however long they take. */
  readonly isSummed: boolean;
  readonly problems: readonly FormProblem[];
  readonly typed: Typed;
}

const STANDINGS = ['reversed', 'reversal', 'neither'] as const;

/** Reads the address of the list of entries. Unknown parts are passed over, unreadable ones are named. */
export function readEntriesQuestion(
  query: unknown,
  known: { readonly funds: readonly Fund[]; readonly accounts: readonly Account[] },
): EntriesQuestion {
  const texts = textsOf(query);
  const asked: Asked = Object.fromEntries(
    FIELDS.flatMap((field) => (texts[field] === undefined ? [] : [[field, texts[field]]])),
  );
  const problems = (Object.keys(asked) as Field[]).flatMap((field) => {
    const message = problemOf(field, asked[field] ?? '', known);
    return message === null ? [] : [{ field: PLACES[field] ?? field, message }];
  });
  return {
    filter: problems.length > 0 ? {} : filterOf(asked),
    isSummed: asked.totals === 'all',
    problems,
    typed: { ...asked },
  };
}

function filterOf(asked: Asked): EntryFilter {
  const { fund, account, kind, award, from, to, actor } = asked;
  const whole = (text: string | undefined): bigint | undefined =>
    text === undefined ? undefined : BigInt(text);
  const amount = (text: string | undefined): bigint | undefined =>
    text === undefined ? undefined : Money.parse(text, 'USD').minor;
  const filter = {
    ...{ fund, account, kind, award, from, to, actor },
    least: amount(asked.least),
    most: amount(asked.most),
    standing: STANDINGS.find((one) => one === asked.standing),
    number: whole(asked.number),
    before: whole(asked.before),
    after: asked.before === undefined ? whole(asked.after) : undefined,
  };
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
}

function problemOf(
  field: Field,
  value: string,
  known: { readonly funds: readonly Fund[]; readonly accounts: readonly Account[] },
): string | null {
  const isNumber = (): boolean => /^[0-9]{1,18}$/.test(value);
  const isKnown: Record<Field, () => boolean> = {
    fund: () => known.funds.some(({ code }) => code === value),
    account: () => known.accounts.some(({ code }) => code === value),
    kind: () => ENTRY_KINDS.includes(value),
    award: () => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value),
    from: () => isCalendarDate(value),
    to: () => isCalendarDate(value),
    actor: () => value.length <= 100,
    least: () => isAmount(value),
    most: () => isAmount(value),
    standing: () => STANDINGS.some((one) => one === value),
    number: isNumber,
    before: isNumber,
    after: isNumber,
    totals: () => value === 'all',
  };
  return isKnown[field]() ? null : PROBLEMS[field];
}

function isAmount(text: string): boolean {
  try {
    return Money.parse(text, 'USD').minor >= 0n;
  } catch (error) {
    if (error instanceof DomainError) return false;
    throw error;
  }
}

/** Parts of the address that have no field on the page. */
const PLACES: Partial<Record<Field, string>> = { before: '', after: '', totals: '' };

const NO_PAGE = 'This page of the list does not exist.';
const PROBLEMS: Readonly<Record<Field, string>> = {
  fund: 'Choose one of the funds.',
  account: 'Choose one of the accounts.',
  kind: 'Choose one of the kinds of entry.',
  award: 'Give the whole reference of the award, 36 characters.',
  from: 'Write the first day like 2026-01-31.',
  to: 'Write the last day like 2026-01-31.',
  actor: 'An id has at most 100 characters.',
  least: 'Enter the smallest amount in figures, like 250.',
  most: 'Enter the largest amount in figures, like 250.',
  standing: 'Choose reversed, reversal or neither.',
  number: 'Give the number of an entry in figures.',
  before: NO_PAGE,
  after: NO_PAGE,
  totals: NO_PAGE,
};
