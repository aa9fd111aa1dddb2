import fc from 'fast-check';
import { Money } from '#kernel';
import { payoutGraph, UNPAID_ENDS } from '../payout.states.js';
import type { CardStanding } from '../rails/prepaid-card/card-controls.js';
import { cardGraph, type CardState } from './card.states.js';
import { cardAfterLook } from './payout-card.js';

const usd = (minor: number): Money => Money.of(BigInt(minor), 'USD');
const LIMIT = usd(45_000);

const standing = (state: CardStanding['state'], spent = 0, isSettled = true): CardStanding => ({
  cardRef: 'ic_1',
  lastDigits: '4242',
  state,
  limit: LIMIT,
  spent: usd(spent),
  unspent: LIMIT.minus(usd(spent)),
  isSettled,
});
const withHer = { state: 'paid', amount: LIMIT } as const;
const known = (state: CardState, returned = 0) => ({
  state,
  returned: usd(returned),
});

describe('A look at a card', () => {
  it.each([
    ['waiting', 'active', 'active'],
    ['frozen', 'active', 'active'],
    ['active', 'active', 'active'],
    ['waiting', 'inactive', 'waiting'],
    ['active', 'inactive', 'frozen'],
    ['frozen', 'inactive', 'frozen'],
  ] as const)('makes one that was %s here and is %s there %s', (before, there, after) => {
    expect(cardAfterLook(known(before), standing(there, 100), withHer)).toEqual({
      state: after,
      spent: usd(100),
      overspent: usd(0),
      rest: usd(0),
    });
  });

  it.each(['paid', 'settled'] as const)(
    'sends the rest of an ended one back to the award (%s)',
    (state) => {
      expect(cardAfterLook(known('active'), standing('ended', 100), { ...withHer, state })).toEqual(
        {
          state: 'ended',
          spent: usd(100),
          overspent: usd(0),
          rest: usd(44_900),
        },
      );
    },
  );

  it('sends nothing back while a till may still take something', () => {
    expect(cardAfterLook(known('active'), standing('ended', 100, false), withHer)).toEqual({
      state: 'ending',
      spent: usd(100),
      overspent: usd(0),
      rest: usd(0),
    });
  });

  it('leaves an ended one that was never used to its payout, which comes back whole', () => {
    expect(cardAfterLook(known('waiting'), standing('ended'), withHer)).toEqual({
      state: 'ending',
      spent: usd(0),
      overspent: usd(0),
      rest: usd(0),
    });
  });

  it('sends nothing back twice, and only what a later return adds', () => {
    const rest = (spent: number, returned: number): bigint =>
      cardAfterLook(known('ended', returned), standing('ended', spent), withHer).rest.minor;
    expect(rest(100, 44_900)).toBe(0n);
    expect(rest(60, 44_900)).toBe(40n);
    expect(rest(0, 44_900)).toBe(100n);
    expect(rest(200, 44_900)).toBe(0n);
  });

  it('sends nothing back of a payout that is not with her', () => {
    const elsewhere = payoutGraph.states.filter((state) => !['paid', 'settled'].includes(state));
    for (const state of elsewhere) {
      const all = usd(100);
      const isGone = UNPAID_ENDS.includes(state);
      expect(cardAfterLook(known('active'), standing('ended', 100), { ...withHer, state })).toEqual(
        {
          state: 'ended',
          spent: isGone ? usd(0) : all,
          overspent: isGone ? all : usd(0),
          rest: usd(0),
        },
      );
    }
  });

  it.each([
    ['that lives', { there: 'active', taken: 45_100, back: 0 }, [45_000, 100, 0]],
    ['that ended', { there: 'ended', taken: 45_100, back: 0 }, [45_000, 100, 0]],
    ['whose rest went back', { there: 'ended', taken: 700, back: 44_900 }, [100, 600, 0]],
    ['that got a part again', { there: 'ended', taken: 250, back: 44_900 }, [100, 150, 0]],
    ['that got all again and more', { there: 'ended', taken: 60, back: 44_900 }, [60, 0, 40]],
  ] as const)('counts apart what a shop took too much, of one %s', (_, now, parts) => {
    const seen = cardAfterLook(known('active', now.back), standing(now.there, now.taken), withHer);
    const { spent, overspent, rest } = seen;
    expect([spent, overspent, rest]).toEqual(parts.map((minor) => usd(minor)));
  });

  it('never brings back more than the card holds, looked at as often as one likes', () => {
    const looks = fc.array(fc.nat(50_000), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(looks, fc.constantFrom(...cardGraph.states), (spents, state) => {
        let returned = 0;
        for (const spent of spents) {
          const seen = cardAfterLook(known(state, returned), standing('ended', spent), withHer);
          expect(seen.rest.minor >= 0n).toBe(true);
          expect(seen.overspent.minor >= 0n).toBe(true);
          expect(seen.spent.plus(seen.overspent)).toEqual(usd(spent));
          returned += Number(seen.rest.minor);
          const parts = seen.spent.plus(usd(returned));
          expect(parts).toEqual(seen.state === 'ended' ? LIMIT : usd(0));
        }
        expect(returned).toBeLessThanOrEqual(Math.max(0, 45_000 - Math.min(...spents)));
      }),
    );
  });
});
