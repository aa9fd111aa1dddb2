import { MOST_ROWS, oursIn, PAGE, rowsOf } from './tremendous-lists.js';

/** A list of so many rows, and the windows that were asked for. */
function aList(length: number): {
  readonly windows: string[];
  readonly page: (window: string) => Promise<unknown>;
} {
  const windows: string[] = [];
  const page = (window: string): Promise<unknown> => {
    windows.push(window);
    const query = new URLSearchParams(window);
    const [limit, offset] = [Number(query.get('limit')), Number(query.get('offset'))];
    const count = Math.max(0, Math.min(limit, length - offset));
    return Promise.resolve({
      orders: Array.from({ length: count }, (_, n) => ({ n: offset + n })),
    });
  };
  return { windows, page };
}

async function all(rows: AsyncIterable<unknown>): Promise<unknown[]> {
  const read: unknown[] = [];
  for await (const row of rows) read.push(row);
  return read;
}

const SILENCE = { code: 'RAIL_UNAVAILABLE' };

describe('A list in pages', () => {
  it.each([
    [0, 1],
    [PAGE - 1, 1],
    [PAGE, 2],
    [2 * PAGE + 1, 3],
  ])('of %i rows is read to its end in %i requests', async (length, requests) => {
    const { windows, page } = aList(length);
    const rows = await all(rowsOf('orders', page));
    expect(rows).toEqual(Array.from({ length }, (_, n) => ({ n })));
    expect(windows).toHaveLength(requests);
  });

  it('that does not end is not read for ever', async () => {
    const { windows, page } = aList(Number.MAX_SAFE_INTEGER);
    expect(await all(rowsOf('orders', page))).toHaveLength(MOST_ROWS);
    expect(windows).toHaveLength(MOST_ROWS / PAGE);
  });

  it.each([{}, { orders: null }, { orders: { n: 1 } }, null, 'orders'])(
    'is not none when the answer has no list: %j',
    async (answer) => {
      const rows = rowsOf('orders', () => Promise.resolve(answer));
      await expect(all(rows)).rejects.toMatchObject(SILENCE);
    },
  );
});

describe('What is ours in a list', () => {
  const ours = (row: unknown): boolean => row === 'ours';
  // eslint-disable-next-line @typescript-eslint/require-await -- a list is asynchronous by its port
  async function* listed(...rows: readonly string[]): AsyncIterable<unknown> {
    yield* rows;
  }

  it('is all of it, and none only when nothing is listed', async () => {
    expect(await oursIn(listed('other', 'ours', 'ours'), ours)).toEqual(['ours', 'ours']);
    expect(await oursIn(listed(), ours)).toEqual([]);
    await expect(oursIn(listed('other'), ours)).rejects.toMatchObject(SILENCE);
  });

  it('is not none when the list was cut off before it', async () => {
    const { page } = aList(MOST_ROWS + 1);
    const last = (row: unknown): boolean => (row as { n: number }).n === MOST_ROWS;
    await expect(oursIn(rowsOf('orders', page), last)).rejects.toMatchObject(SILENCE);
  });
});
