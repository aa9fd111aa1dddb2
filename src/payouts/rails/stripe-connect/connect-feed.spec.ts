import type Stripe from 'stripe';
import { Money } from '#kernel';
import { entriesFrom } from './connect-feed.js';

type Line = Stripe.BalanceTransaction;

const aLine = (change: object = {}): Line =>
  ({
    id: 'txn_1',
    balance_type: 'payments',
    type: 'transfer',
    amount: -45_000,
    fee: 0,
    currency: 'usd',
    created: 1_772_366_400,
    source: 'tr_1',
    ...change,
  }) as unknown as Line;

const kindOf = (type: string): unknown => entriesFrom(aLine({ type }))[0]?.kind;

describe('A line of the balance that connected accounts are paid from', () => {
  it('is one entry, signed as the balance sees it', () => {
    expect(entriesFrom(aLine())).toEqual([
      {
        entryId: 'txn_1',
        effectiveAt: new Date('2026-03-01T12:00:00Z'),
        kind: 'payout',
        amount: Money.of(-45_000n, 'USD'),
        providerRef: 'tr_1',
        rawDigest: expect.any(Uint8Array) as Uint8Array,
      },
    ]);
  });

  it('brings its fee as an entry of its own, which takes money away', () => {
    const [line, fee] = entriesFrom(aLine({ fee: 25 }));
    expect(line?.amount).toEqual(Money.of(-45_000n, 'USD'));
    expect(fee).toMatchObject({ entryId: 'txn_1:fee', kind: 'fee', amount: Money.of(-25n, 'USD') });
  });

  it('in a currency nobody knows is an entry all the same, and its fee too, in the provider’s words', () => {
    expect(entriesFrom(aLine({ currency: 'eur', fee: 25 }))).toMatchObject([
      {
        kind: 'payout',
        amount: { unread: '-45000 eur' },
        providerRef: 'tr_1',
        strange: [{ kind: 'amount', value: '-45000 eur' }],
      },
      { kind: 'fee', amount: { unread: '-25 eur' } },
    ]);
  });

  it('of another balance belongs to another rail', () => {
    expect(entriesFrom(aLine({ balance_type: 'issuing' }))).toEqual([]);
  });

  it.each([
    ['funding', ['topup', 'topup_reversal', 'payout', 'payout_cancel', 'payout_failure']],
    ['payout', ['transfer']],
    ['payout_reversal', ['transfer_cancel', 'transfer_failure', 'transfer_refund']],
    ['fee', ['stripe_fee']],
    ['fee_tax', ['tax_fee']],
    ['fx', ['stripe_fx_fee']],
    ['adjustment', ['adjustment']],
    ['unknown', ['a_word_added_since']],
  ])('is %s when the provider says %j', (kind, types) => {
    expect(types.map(kindOf)).toEqual(types.map(() => kind));
  });

  it.each([
    [null, null],
    ['tr_9', 'tr_9'],
    [{ object: 'transfer', id: 'tr_9' }, 'tr_9'],
    [{ object: 'transfer_reversal', id: 'trr_1', transfer: 'tr_9' }, 'tr_9'],
    [{ object: 'transfer_reversal', id: 'trr_1', transfer: { id: 'tr_9' } }, 'tr_9'],
  ])('belongs to the transfer behind it (%#)', (source, providerRef) => {
    expect(entriesFrom(aLine({ source }))).toMatchObject([{ providerRef }]);
  });
});
