import { ENTRY_KINDS, isCalendarDate, type Account, type EntryFilter, type Fund } from '#ledger';
import type { FormProblem, Typed } from '../forms/read-form.js';

/** What an auditor may ask of the journal, as it stands in the address: everything may be missing or empty. */
const FIELDS = ['fund', 'account', 'kind', 'award', 'from', 'to', 'before'] as const;
type Field = (typeof FIELDS)[number];
type Asked = Partial<Record<Field, string>>;

/** A question that was understood, or what is wrong with it; either way what was typed, to be shown again. */
export interface JournalQuestion {
  readonly filter: EntryFilter;
  readonly problems: readonly FormProblem[];
  readonly typed: Typed;
}

/** Reads the address of a list of entries. Unknown parts are passed over, unreadable ones are named. */
export function readQuestion(
  query: unknown,
  known: { readonly funds: readonly Fund[]; readonly accounts: readonly Account[] },
): JournalQuestion {
  const asked = askedIn(query);
  const problems = (Object.keys(asked) as Field[]).flatMap((field) => {
    const message = problemOf(field, asked[field] ?? '', known);
    return message === null ? [] : [{ field, message }];
  });
  const { before, ...rest } = asked;
  const filter =
    problems.length > 0
      ? {}
      : { ...rest, ...(before === undefined ? {} : { before: BigInt(before) }) };
  return { filter, problems, typed: { ...asked } };
}

/** The same question, further back in time; for links. */
export function addressOf(
  path: string,
  typed: Typed,
  change: Readonly<Record<string, string>>,
): string {
  const search = new URLSearchParams(textsOf(typed));
  for (const place of ['before', 'after', 'totals']) search.delete(place);
  for (const [name, value] of Object.entries(change)) search.set(name, value);
  return search.size === 0 ? path : `${path}?${search.toString()}`;
}

/** Texts of a query string that are there and not empty, trimmed. */
export function textsOf(query: unknown): Record<string, string> {
  if (typeof query !== 'object' || query === null) return {};
  return Object.fromEntries(
    Object.entries(query).flatMap(([name, value]) =>
      typeof value === 'string' && value.trim() !== '' ? [[name, value.trim()]] : [],
    ),
  );
}

function askedIn(query: unknown): Asked {
  const texts = textsOf(query);
  return Object.fromEntries(
    FIELDS.flatMap((field) => (texts[field] === undefined ? [] : [[field, texts[field]]])),
  );
}

function problemOf(
  field: Field,
  value: string,
  known: { readonly funds: readonly Fund[]; readonly accounts: readonly Account[] },
): string | null {
  const isKnown: Record<Field, () => boolean> = {
    fund: () => known.funds.some(({ code }) => code === value),
    account: () => known.accounts.some(({ code }) => code === value),
    kind: () => ENTRY_KINDS.includes(value),
    award: () => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value),
    from: () => isCalendarDate(value),
    to: () => isCalendarDate(value),
    before: () => /^[0-9]{1,18}$/.test(value),
  };
  return isKnown[field]() ? null : PROBLEMS[field];
}

const PROBLEMS: Readonly<Record<Field, string>> = {
  fund: 'Choose one of the funds.',
  account: 'Choose one of the accounts.',
  kind: 'Choose one of the kinds of entry.',
  award: 'Give the whole reference of the award, 36 characters.',
  from: 'Write the first day like 2026-01-31.',
  to: 'Write the last day like 2026-01-31.',
  before: 'This page of the list does not exist.',
};
