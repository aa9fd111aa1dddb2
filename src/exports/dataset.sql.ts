import type { ColumnKind, Dataset, DatasetRange } from '#kernel';

/** Who reads the values: a spreadsheet, which would run some texts as formulas, or a program, which gets them as they are. */
export type Reader = 'spreadsheet' | 'program';

/** What a question is asked with: the range, and the export's own key for pseudonyms, all as SQL expressions. */
export interface Asked extends DatasetRange {
  readonly key: string;
}

/** Decimals of a currency as a factor: 5 minor units of USD times 0.01 is exactly 0.05. */
const UNITS = `unit as materialized (
  select code, (array[1, 0.1, 0.01, 0.001, 0.0001])[exponent + 1] as unit from ledger.currency)`;

/**
 * A spreadsheet runs a cell that starts like a formula (OWASP, CSV injection; the full-width signs count too):
 * such a text gets an apostrophe in front. Amounts are never touched.
 */
const FORMULA = `'^\\s*[-=+@\\uFF1D\\uFF0B\\uFF0D\\uFF20]|^[\\t\\r\\n]'`;
const guarded = (column: string): string =>
  `case when ${column} ~ ${FORMULA} then '''' || ${column} else ${column} end`;

/** The same for the same thing inside one export, never the same in two: its key is made for it and forgotten. */
export function pseudonym(column: string, key: string): string {
  return `'x' || encode(substr(sha256(${key} || convert_to(${column}::text, 'UTF8')), 1, 10), 'hex')`;
}

const written: Record<ColumnKind, (column: string, key: string, reader: Reader) => string> = {
  text: (column, _, reader) => (reader === 'spreadsheet' ? guarded(column) : column),
  code: (column) => column,
  integer: (column) => column,
  // The session writes dates in ISO form.
  date: (column) => column,
  instant: (column) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`,
  money: (column) => `${column} * u.unit`,
  award: pseudonym,
  person: pseudonym,
  ref: pseudonym,
};

/** The whole question of a dataset, every value as it is to be written, in its one order. */
export function questionOf(dataset: Dataset, asked: Asked, reader: Reader): string {
  const columns = Object.entries(dataset.columns);
  const list = columns.map(
    ([name, kind]) => `${written[kind](`d."${name}"`, asked.key, reader)} as "${name}"`,
  );
  const hasMoney = columns.some(([, kind]) => kind === 'money');
  const order = dataset.order.map((name) => `d."${name}"`).join(', ');
  return `${hasMoney ? `with ${UNITS} ` : ''}select ${list.join(', ')}
    from (${dataset.sql(asked)}) d ${hasMoney ? 'join unit u on u.code = d.currency' : ''} order by ${order}`;
}

/** The same rows, each as one JSON object in a single column; amounts stay exact, so they are texts. */
export function jsonQuestionOf(dataset: Dataset, asked: Asked): string {
  const pairs = Object.entries(dataset.columns).map(
    ([name, kind]) => `'${name}', r."${name}"${kind === 'money' ? '::text' : ''}`,
  );
  return `select json_build_object(${pairs.join(', ')}) from (${questionOf(dataset, asked, 'program')}) r`;
}
