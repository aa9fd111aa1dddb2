/** Values of one row by the names of its columns. */
export type CsvRow = Readonly<Record<string, string>>;

/**
 * A strict reader of RFC 4180: quotes only where they are needed, the same number of cells in every row, LF or CR LF
 * after each of them. Throws at the first thing that is not so.
 */
export function readCsv(csv: string): CsvRow[] {
  const [header = [], ...body] = cellsOf(csv);
  if (new Set(header).size !== header.length) throw new Error('A column is named twice.');
  return body.map((row, n) => {
    if (row.length !== header.length) throw new Error(`Row ${String(n + 1)} has other cells.`);
    return Object.fromEntries(header.map((name, at) => [name, row[at] ?? '']));
  });
}

function cellsOf(csv: string): string[][] {
  if (!csv.endsWith('\n')) throw new Error('The last row is not finished.');
  const rows: string[][] = [[]];
  const cell = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r?\n)/y;
  while (cell.lastIndex < csv.length) {
    const at = cell.lastIndex;
    const match = cell.exec(csv);
    if (match === null) throw new Error(`Not CSV at ${String(at)}.`);
    const [, raw = '', end] = match;
    rows.at(-1)?.push(raw.startsWith('"') ? raw.slice(1, -1).replaceAll('""', '"') : raw);
    if (end !== ',' && cell.lastIndex < csv.length) rows.push([]);
  }
  return rows;
}

/** Cents of an exact decimal with two places; throws for anything else. */
export function cents(decimal: string | undefined): bigint {
  if (!/^-?[0-9]+\.[0-9]{2}$/.test(decimal ?? ''))
    throw new Error(`${decimal ?? 'nothing'} is no amount.`);
  return BigInt((decimal ?? '').replace('.', ''));
}
