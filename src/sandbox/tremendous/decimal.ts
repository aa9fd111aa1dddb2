/** Numbers of a request as they were written, so that no amount ever passes through a float. */
const MARK = 'number:';
const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const MAJOR = /^number:(\d{1,12})(?:\.(\d{1,2}))?$/;

/** Reads JSON with every number kept as the text `number:12.5`. Throws SyntaxError when it is not JSON. */
export function readExact(text: string): unknown {
  JSON.parse(text);
  const marked = text.replace(TOKEN, (token) =>
    token.startsWith('"') ? token : `"${MARK}${token}"`,
  );
  return JSON.parse(marked);
}

/** Whole cents of an amount in major units; null when it has other digits or more than two decimals. */
export function minorFrom(marked: string): number | null {
  const match = MAJOR.exec(marked);
  if (!match?.[1]) return null;
  return Number(match[1] + (match[2] ?? '').padEnd(2, '0'));
}

/** An amount for `writeExact`: 4550 cents become the number 45.50. */
export function major(minor: number): string {
  const digits = String(Math.abs(minor)).padStart(3, '0');
  return `${MARK}${minor < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** JSON in which the texts of `major` are numbers with two decimals. */
export function writeExact(value: object): string {
  return JSON.stringify(value).replaceAll(/"number:(-?\d+\.\d{2})"/g, '$1');
}
