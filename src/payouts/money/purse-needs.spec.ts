import { Money } from '#kernel';
import { needsOf, type DayNeed } from './purse-needs.js';

const usd = (minor: number): Money => Money.of(BigInt(minor), 'USD');
const on = (day: string, minor: number): DayNeed => ({ day, count: 1, amount: usd(minor) });
const TODAY = '2026-11-10';

const needs = (held: number, onItsWay: number, released: number, ...days: DayNeed[]) => {
  const facts = { held: usd(held), onItsWay: usd(onItsWay), released: usd(released), days };
  const { needed, missing, shortOn } = needsOf(facts, TODAY);
  return [needed.minor, missing.minor, shortOn];
};

describe('The needs of a purse', () => {
  it('are met to the cent', () => {
    expect(needs(100, 0, 40, on('2026-11-12', 60))).toEqual([100n, 0n, null]);
    expect(needs(99, 1, 40, on('2026-11-12', 60))).toEqual([100n, 0n, null]);
  });

  it('are short from the first day that is not covered on', () => {
    const days = [on('2026-11-12', 30), on('2026-11-15', 30), on('2026-11-20', 1)];
    expect(needs(99, 0, 40, ...days)).toEqual([101n, 2n, '2026-11-15']);
  });

  it('are short today when what is released, or what is late, is more than there is', () => {
    expect(needs(39, 0, 40)).toEqual([40n, 1n, TODAY]);
    expect(needs(39, 0, 0, on('2026-11-01', 40))).toEqual([40n, 1n, TODAY]);
  });

  it('count a balance below zero as what must be filled up first', () => {
    expect(needs(-5, 0, 0, on(TODAY, 1))).toEqual([1n, 6n, TODAY]);
  });
});
