import { openBooks, type Books } from './bookkeeping.js';
import { wholeLife } from './whole-life.js';

describe('the whole life of a grant in the books', () => {
  let books: Books;

  beforeAll(async () => {
    books = await openBooks();
    for (const order of wholeLife()) await books.must(order);
  });
  afterAll(() => books.stop());

  it('ends with these balances', async () => {
    expect(await books.balances()).toEqual({
      '1010:GEN:USD': 4_900_000n,
      '1010:OVC26:USD': 112_000n,
      '1010:RES26:USD': 8_500_000n,
      '1110:GEN:MXN': 185_000n,
      '1110:GEN:USD': 19_975n,
      '1110:OVC26:USD': 165_000n,
      '1110:RES26:USD': 2_870_000n,
      '1120:GEN:USD': 39_700n,
      '1120:RES26:USD': 950_000n,
      '1410:GEN:USD': 10_000n,
      '1990:GEN:MXN': -185_000n,
      '1990:GEN:USD': 10_000n,
      '2210:OVC26:USD': -255_000n,
      '2410:OVC26:USD': -10_000n,
      '3900:GEN:USD': 20_000n,
      '3900:RES26:USD': -20_000n,
      '4110:GEN:USD': -5_000_000n,
      '4120:RES26:USD': -12_500_000n,
      '4210:OVC26:USD': -57_000n,
      '4910:RES26:USD': 175_000n,
      '4920:RES26:USD': -175_000n,
      '5110:OVC26:USD': 45_000n,
      '5110:RES26:USD': 205_000n,
      '5190:RES26:USD': -30_000n,
      '6110:GEN:USD': 325n,
      '6310:RES26:USD': 25_000n,
      '9010:OVC26:USD': 300_000n,
      '9010:RES26:USD': 12_500_000n,
      '9110:OVC26:USD': -255_000n,
      '9110:RES26:USD': -12_320_000n,
      '9140:OVC26:USD': -45_000n,
      '9140:RES26:USD': -180_000n,
    });
  });

  it('keeps every promise of the books, of all funds and of each', async () => {
    expect(await books.brokenPromises()).toEqual([]);
  });
});
