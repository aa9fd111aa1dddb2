import type { TemplateKind } from '#ledger';
import { anAward, anOrder, fundedWith, openBooks, usd, type Books } from './bookkeeping.js';

const BATCH = 1_000;

// Goal: a large batch is posted as fast on the day the books are opened as later.
// Method: tables that were counted while they were empty, as the database does by itself, and then two large batches of awards
// on one connection, whose plans are kept.
describe('On their first day', () => {
  let books: Books;
  beforeAll(async () => {
    books = await openBooks();
    await books.database.query('vacuum analyze');
  });
  afterAll(() => books.stop());

  const seconds = async (kind: TemplateKind, awards: readonly string[]): Promise<number> => {
    const begun = performance.now();
    await books.must(...awards.map((awardRef) => anOrder(kind, { awardRef, amount: usd(100) })));
    return (performance.now() - begun) / 1_000;
  };

  it('the books take the last large batch about as fast as the first', async () => {
    await books.must(...fundedWith('GEN', 10_000_000));
    const batches = [0, 1].map(() => Array.from({ length: BATCH }, anAward));
    const taken: number[] = [];
    for (const kind of ['award.reserved', 'award.approved'] as const) {
      for (const batch of batches) taken.push(await seconds(kind, batch));
    }
    const [first = 0] = taken;
    expect(taken.at(-1)).toBeLessThan(4 * first);
  });
});
