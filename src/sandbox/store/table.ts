/**
 * One table of the store: its name in the journal, and under which key its rows are grouped, where a list by that key
 * is looked up often. It is declared beside the record that stands in it, and holds no rows itself.
 */
export interface Table<out Row extends object> {
  readonly name: string;
  group?(row: Row): string;
}

/** The name stands on disk: under another one, yesterday's rows are unknown. */
export function table<Row extends object>(
  name: string,
  grouping: Pick<Table<Row>, 'group'> = {},
): Table<Row> {
  return { name, ...grouping };
}
