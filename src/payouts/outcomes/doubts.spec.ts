import { Money, newId } from '#kernel';
import type { Observed } from '../rails/rail.js';
import { amountSaid, doubtsAbout, isOther } from './doubts.js';

const amount = Money.of(45_000n, 'USD');
const told = { id: newId('payout'), amount };
const seen = (change: Partial<Observed> = {}): Observed => ({
  ...{ providerRef: 'obp_1', reference: told.id, state: 'processing', amount },
  ...{ reason: null, rawReason: null, ...change },
});

describe('What a provider says of a payout', () => {
  it('is right when it is one payment of the right amount', () => {
    expect(doubtsAbout(told, seen(), null)).toEqual([]);
    expect(doubtsAbout(told, seen({ others: [] }), 'obp_1')).toEqual([]);
  });

  it.each([
    [Money.of(45_001n, 'USD'), '$450.01'],
    [Money.of(45_000n, 'MXN'), 'MX$450.00'],
    [{ unread: '45000 eur' }, '"45000 eur" (an amount that cannot be read here)'],
  ])('is doubted when it is another amount (%#)', (other, words) => {
    expect(doubtsAbout(told, seen({ amount: other }), 'obp_1')).toEqual([
      `The provider has payment obp_1 of ${words} for payout ${told.id}, which is over $450.00.`,
    ]);
  });

  it.each([
    [{ others: ['obp_2'] }, null],
    [{ others: ['obp_2'] }, 'obp_1'],
    [{ others: ['obp_2'] }, 'obp_2'],
    [{}, 'obp_2'],
    [{ providerRef: 'obp_2' }, 'obp_1'],
    [{ providerRef: 'obp_2', others: ['obp_1'] }, null],
  ])('is doubted in the same words whichever of two payments is seen: %j %j', (change, known) => {
    expect(doubtsAbout(told, seen(change), known)).toEqual([
      `The provider has 2 payments for payout ${told.id}: obp_1, obp_2.`,
    ]);
  });

  it('is doubted for each thing that is wrong', () => {
    const worse = seen({ amount: { unread: '1 eur' }, others: ['obp_3', 'obp_0'] });
    expect(doubtsAbout(told, worse, 'obp_2')).toEqual([
      expect.stringContaining('"1 eur"'),
      `The provider has 4 payments for payout ${told.id}: obp_0, obp_1, obp_2, obp_3.`,
    ]);
  });

  it('is not about the payment we know when that is another one', () => {
    expect(isOther(seen(), 'obp_2')).toBe(true);
    expect([isOther(seen(), 'obp_1'), isOther(seen(), null)]).toEqual([false, false]);
  });

  it('is told to people without what might be anything', () => {
    expect(amountSaid(amount)).toBe('$450.00');
    expect(amountSaid({ unread: '45000 <b>' })).toBe(
      '"(9 characters, not kept)" (an amount that cannot be read here)',
    );
  });
});
