import { allIn, named } from './stripe-objects.js';

describe('An object of Stripe', () => {
  it('is taken as it is when it has a name', () => {
    const payment = { id: 'obp_1' };
    expect(named(payment)).toBe(payment);
  });

  it.each([{}, { id: '' }, { id: null }, { id: 1 }, { message: 'Not Found' }])(
    'is no answer without one: %j',
    (thing) => {
      expect(() => named(thing)).toThrow(
        expect.objectContaining({ code: 'RAIL_UNAVAILABLE' }) as Error,
      );
    },
  );
});

describe('A list of Stripe', () => {
  /** Numbers from 1 on, and how many were asked for. */
  function counted(last: number): { list: AsyncIterable<number>; asked: () => number } {
    let n = 0;
    async function* list(): AsyncIterable<number> {
      while (n < last) yield await Promise.resolve((n += 1));
    }
    return { list: list(), asked: () => n };
  }
  const even = (n: number): boolean => n % 2 === 0;

  it('is read to its end, whatever was found before', async () => {
    expect(await allIn(counted(5).list, even)).toEqual([2, 4]);
    expect(await allIn(counted(0).list, even)).toEqual([]);
    expect(await allIn(counted(5).list, (n) => n > 5)).toEqual([]);
  });

  it('that does not end is not read for ever', async () => {
    const long = counted(1_000_000);
    expect(await allIn(long.list, (n) => n === 2 || n === 4, 3)).toEqual([2]);
    expect(long.asked()).toBe(4);
    expect(await allIn(counted(3).list, () => false, 3)).toEqual([]);
    const far = counted(1_000_000);
    expect(await allIn(far.list, (n) => n === 7)).toEqual([7]);
    expect(far.asked()).toBe(10_001);
  });

  it('whose rest was not read does not say "none"', async () => {
    const none = allIn(counted(4).list, () => false, 3);
    await expect(none).rejects.toMatchObject({ code: 'RAIL_UNAVAILABLE' });
  });
});
