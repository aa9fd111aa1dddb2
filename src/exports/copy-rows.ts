import type { Readable } from 'node:stream';

/** Values of one row by the names of its columns; null for what is not there. */
export type Row = Readonly<Record<string, string | null>>;

const ESCAPED: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** Reads PostgreSQL's COPY text format: a line per row, tabs between values, `\N` for null, backslash escapes. */
export async function* rowsOf(
  stream: Readable,
  columns: readonly string[],
): AsyncGenerator<Row, void> {
  let rest = '';
  stream.setEncoding('utf8');
  for await (const chunk of stream) {
    const lines = (rest + String(chunk)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield rowOf(line, columns);
  }
}

function rowOf(line: string, columns: readonly string[]): Row {
  const values = line.split('\t');
  return Object.fromEntries(columns.map((name, n) => [name, valueOf(values[n] ?? '\\N')]));
}

function valueOf(text: string): string | null {
  if (text === '\\N') return null;
  return text.replace(/\\(.)/g, (_, letter: string) => ESCAPED[letter] ?? letter);
}
