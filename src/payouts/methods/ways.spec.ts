import fc from 'fast-check';
import { Money } from '#kernel';
import type { RailCapabilities } from '../rails/rail.js';
import { detailsAsked, isSeenByAccountHolders, isTooSmall, wayOf, waysFor } from './ways.js';

const usd = (minor: number): Money => Money.of(BigInt(minor), 'USD');

function rail(id: string, change: Partial<RailCapabilities> = {}): RailCapabilities {
  return {
    id,
    provider: 'stripe',
    label: id,
    currencies: ['USD'],
    countries: ['US'],
    least: usd(100),
    most: usd(1_000_000),
    speed: 'days',
    onboarding: 'form',
    recipientNeeds: ['legal_name', 'bank_account'],
    onlookers: ['account_holders'],
    contactsHer: 'never',
    isBearer: false,
    cancelUntil: 'never',
    returnWindowDays: 5,
    idempotency: { lifetimeHours: 24, replaysErrors: false },
    pace: { mostAtOnce: 1, perSecond: 1, perPayment: 1, questionsPerSecond: 1, perQuestion: 1 },
    purse: 'payouts',
    hears: [],
    eventsKeptDays: 0,
    ...change,
  };
}

const names = (ways: readonly RailCapabilities[]): string[] => ways.map(({ id }) => id);

const CARD_TOO: Partial<RailCapabilities> = {
  alsoReaches: {
    way: 'card',
    label: 'Card',
    speed: 'minutes',
    recipientNeeds: ['legal_name'],
    onlookers: ['account_holders'],
  },
};

describe('The ways a payment can take', () => {
  it('are two where a rail reaches two kinds of account: the other one over the pages of its company', () => {
    const policy = { rails: ['gift', 'bank'], railLimits: {} };
    const ways = waysFor(policy, [rail('bank', CARD_TOO), rail('gift')], usd(5_000));
    expect(ways.map(({ id, way }) => [id, way])).toEqual([
      ['gift', 'gift'],
      ['bank', 'bank'],
      ['bank', 'card'],
    ]);
    const [, bank, card] = ways;
    expect(bank).toMatchObject({ speed: 'days', onboarding: 'form' });
    expect(card).toMatchObject({ speed: 'minutes', recipientNeeds: ['legal_name'] });
    expect(card && detailsAsked(card)).toBe('name');
  });

  it('are known by name; without one, and by one that is gone, it is the rail itself', () => {
    const both = rail('bank', CARD_TOO);
    expect(wayOf(both, 'card')).toMatchObject({ id: 'bank', way: 'card', speed: 'minutes' });
    expect(wayOf(both, null)).toMatchObject({ way: 'bank', speed: 'days' });
    expect(wayOf(both, 'gone')).toMatchObject({ way: 'bank', speed: 'days' });
    expect(wayOf(rail('bank'), 'card')).toMatchObject({ way: 'bank', speed: 'days' });
  });

  it('are those that the programme has on, in its order, if this house has them too', () => {
    const house = [rail('bank'), rail('card'), rail('gift')];
    const policy = { rails: ['gift', 'nowhere', 'bank'], railLimits: {} };
    expect(names(waysFor(policy, house, usd(5_000)))).toEqual(['gift', 'bank']);
  });

  it.each([
    [1_999, false],
    [2_000, true],
    [50_000, true],
    [50_001, false],
  ])('hold the bounds of the programme to the cent: %i is offered: %s', (minor, isOffered) => {
    const policy = {
      rails: ['bank'],
      railLimits: { bank: { least: usd(2_000), most: usd(50_000) } },
    };
    expect(waysFor(policy, [rail('bank')], usd(minor))).toHaveLength(isOffered ? 1 : 0);
  });

  it('hold each of several payments, not only the largest', () => {
    const limits = { bank: { least: usd(2_000), most: usd(50_000) } };
    const offered = (...minors: number[]): number =>
      waysFor({ rails: ['bank'], railLimits: limits }, [rail('bank')], ...minors.map(usd)).length;
    expect(offered(2_000, 50_000)).toBe(1);
    expect(offered(1_999, 50_000)).toBe(0);
    expect(offered(2_000, 50_001)).toBe(0);
  });

  it('are none for what is less than every rail sends, and only that is too small', () => {
    const house = [rail('a', { least: usd(100) }), rail('b', { least: usd(50) })];
    expect(isTooSmall(usd(49), house)).toBe(true);
    expect(isTooSmall(usd(50), house)).toBe(false);
    expect(isTooSmall(Money.of(1n, 'MXN'), house)).toBe(false);
    expect(isTooSmall(usd(1), [])).toBe(false);
    const both = rail('c', { currencies: ['USD', 'MXN'] });
    expect(isTooSmall(Money.of(1n, 'MXN'), [both])).toBe(false);
  });

  it("never leave the provider's own bounds, whatever the programme says", () => {
    fc.assert(
      fc.property(fc.nat(2_000_000), fc.nat(2_000_000), fc.nat(2_000_000), (minor, least, most) => {
        const policy = {
          rails: ['bank'],
          railLimits: { bank: { least: usd(least), most: usd(most) } },
        };
        const isOffered = waysFor(policy, [rail('bank')], usd(minor)).length === 1;
        const inside = (from: number, to: number): boolean => from <= minor && minor <= to;
        expect(isOffered).toBe(inside(least, most) && inside(100, 1_000_000));
      }),
    );
  });

  it.each([
    [null, usd(50_000), [1, 50_000], [50_001]],
    [usd(2_000), null, [2_000, 900_000], [1_999]],
    [null, null, [1, 900_000], []],
  ])('are bound on one side, the other, or none (%#)', (least, most, offered, refused) => {
    const policy = { rails: ['bank'], railLimits: { bank: { least, most } } };
    const isOffered = (minor: number): boolean =>
      waysFor(policy, [rail('bank', { least: usd(0) })], usd(minor)).length === 1;
    expect(offered.filter(isOffered)).toEqual(offered);
    expect(refused.filter(isOffered)).toEqual([]);
  });

  it('hold no bounds of the provider in a currency they are not given in', () => {
    const policy = { rails: ['bank'], railLimits: {} };
    const both = rail('bank', { currencies: ['USD', 'MXN'] });
    expect(names(waysFor(policy, [both], Money.of(9_000_000n, 'MXN')))).toEqual(['bank']);
    expect(names(waysFor(policy, [both], usd(9_000_000)))).toEqual([]);
  });

  it('are none in another currency', () => {
    const policy = { rails: ['bank'], railLimits: {} };
    expect(waysFor(policy, [rail('bank')], Money.of(5_000n, 'MXN'))).toEqual([]);
  });

  it('say by themselves what must be asked and who could see it', () => {
    expect(detailsAsked(rail('a'))).toBe('bank_account');
    expect(detailsAsked(rail('b', { onboarding: 'hosted_link' }))).toBe('name');
    expect(detailsAsked(rail('c', { onboarding: 'none' }))).toBe('nothing');
    expect(detailsAsked(rail('d', { onboarding: 'staff' }))).toBe('instruction');
    expect(detailsAsked(rail('e', { recipientNeeds: ['legal_name', 'address'] }))).toBe(
      'name_and_address',
    );
    expect(isSeenByAccountHolders(rail('f'))).toBe(true);
    expect(isSeenByAccountHolders(rail('g', { onlookers: ['phone_finders'] }))).toBe(false);
  });
});
