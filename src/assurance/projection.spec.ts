import { project, type Audited } from './projection.js';

const item = (book: bigint, audited: bigint, isCertain = false): Audited => ({
  book,
  audited,
  isCertain,
});

describe('what errors in a monetary-unit sample say', () => {
  const interval = { total: 1_000_000n, size: 50 };

  it('without an error: nothing, up to three intervals at 95 %', () => {
    expect(project([item(5_000n, 5_000n)], interval)).toEqual({
      known: 0n,
      projected: 0n,
      upperLimit: 60_000n,
    });
  });

  it('with errors: each tainting times the interval, the limit by rank', () => {
    // Taintings 50 % and 10 % of an interval of 20,000: 10,000 + 2,000 projected.
    // Limit: 60,000 + 10,000 x 1.75 + 2,000 x 1.55.
    expect(project([item(1_000n, 900n), item(5_000n, 2_500n)], interval)).toEqual({
      known: 0n,
      projected: 12_000n,
      upperLimit: 80_600n,
    });
  });

  it('counts errors of certain entries as they are, and understatements in the guess only', () => {
    expect(project([item(40_000n, 39_000n, true), item(1_000n, 1_100n)], interval)).toEqual({
      known: 1_000n,
      projected: -1_000n,
      upperLimit: 61_000n,
    });
  });

  it('knows everything when everything was looked at', () => {
    expect(project([item(10n, 4n, true)], null)).toEqual({
      known: 6n,
      projected: 6n,
      upperLimit: 6n,
    });
  });

  it('gives no limit with more errors than the table has', () => {
    const many = Array.from({ length: 11 }, () => item(100n, 50n));
    expect(project(many, interval).upperLimit).toBeNull();
  });
});
