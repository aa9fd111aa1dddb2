import type { Dice } from '../../bench/bundle/history.js';

/** Physical lines below the header. */
function lines(content: string): { head: string[]; body: string[] } {
  const all = content.split('\n').slice(0, -1);
  const head = all[0]?.startsWith('leaf,') ? all.splice(0, 1) : [];
  return { head, body: all };
}

const joined = (head: readonly string[], body: readonly string[]): string =>
  [...head, ...body].map((line) => `${line}\n`).join('');

export type OnLines = (body: string[], dice: Dice) => string[];

export const onLines =
  (change: OnLines, dice: Dice) =>
  (content: string): string => {
    const { head, body } = lines(content);
    return joined(head, change(body, dice));
  };

const without = (body: readonly string[], at: number): string[] =>
  body.filter((_, each) => each !== at);
const withAt = (body: readonly string[], at: number, line: string): string[] => [
  ...body.slice(0, at),
  line,
  ...body.slice(at),
];

export const deleteOne: OnLines = (body, dice) => without(body, dice.below(body.length));
export const duplicateOne: OnLines = (body, dice) => {
  const at = dice.below(body.length);
  return withAt(body, at, body[at] ?? '');
};
export const insertOne: OnLines = (body, dice) =>
  withAt(body, dice.below(body.length + 1), dice.pick(body).replace(/[0-9]/, '7'));
export const swapTwo: OnLines = (body, dice) => {
  const [one, other] = [dice.below(body.length), dice.below(body.length)];
  return body.map((line, at) => (at === one ? body[other] : at === other ? body[one] : line) ?? '');
};
export const cutTail: OnLines = (body, dice) => body.slice(0, dice.below(body.length));

/** Other cells for a row: one character of one cell is another one. */
export const changeCell: OnLines = (body, dice) => {
  const at = dice.below(body.length);
  const row = body[at] ?? '';
  const place = dice.below(row.length);
  const old = row[place] ?? '';
  const fresh = /[0-9]/.test(old) ? String((Number(old) + 1 + dice.below(8)) % 10) : 'x';
  return body.map((line, each) =>
    each === at ? `${row.slice(0, place)}${fresh}${row.slice(place + 1)}` : line,
  );
};

const cells = (row: string): string[] => row.split(',');

/** Two entries of one name each change places: pseudonyms in one column, everywhere or in one row. */
export function swapPseudonyms(column: number): OnLines {
  return (body, dice) => {
    const plain = body.filter((row) => !row.includes('"') && row.split(',').length === 22);
    const names = [...new Set(plain.map((row) => cells(row)[column] ?? ''))].filter(Boolean);
    if (names.length < 2) return body;
    const [one, other] = [names[0] ?? '', names[1] ?? ''];
    const everywhere = dice.next() < 0.5;
    let done = false;
    return body.map((row) => {
      const all = cells(row);
      if (all.length !== 22 || row.includes('"') || (done && !everywhere)) return row;
      const name = all[column];
      if (name !== one && name !== other) return row;
      done = true;
      return all.with(column, name === one ? other : one).join(',');
    });
  };
}
