import { Money } from '#kernel';
import { standingFirst, withOthers } from './lookups.js';
import type { Observed } from './rail.js';

const observed: Observed = {
  providerRef: 'obp_1',
  reference: 'pay_1',
  state: 'posted',
  amount: Money.of(1n, 'USD'),
  reason: null,
  rawReason: null,
};

describe('What a look-up found', () => {
  it('is answered with one that stands, the others after it in their order', () => {
    const stands = (n: number): boolean => n > 2;
    expect(standingFirst([1, 3, 2, 4], stands)).toEqual([3, 4, 1, 2]);
    expect(standingFirst([1, 2], stands)).toEqual([1, 2]);
    expect(standingFirst([], stands)).toEqual([]);
  });

  it('names what there is besides, and nothing when there is nothing', () => {
    expect(withOthers(observed, [])).toBe(observed);
    expect(withOthers(observed, [{ id: 'obp_2' }, { id: 'obp_3' }])).toEqual({
      ...observed,
      others: ['obp_2', 'obp_3'],
    });
  });
});
