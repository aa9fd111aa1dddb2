import { Money } from '#kernel';
import { statementEntryFrom } from './stripe-feed.js';

type Entry = Parameters<typeof statementEntryFrom>[0];

const anEntry = (
  value: number,
  category = 'outbound_payment',
  flow?: unknown,
  currency = 'usd',
): Entry =>
  ({
    id: 'trxe_1',
    effective_at: '2026-03-01T12:00:00.000Z',
    balance_impact: { available: { value, currency } },
    transaction_details: { category, flow },
  }) as unknown as Entry;

describe('A line of the financial account', () => {
  it('is an entry, signed as the available balance sees it', () => {
    const flow = { type: 'outbound_payment', outbound_payment: 'obp_1' };
    expect(statementEntryFrom(anEntry(-45_000, 'outbound_payment', flow))).toEqual({
      entryId: 'trxe_1',
      effectiveAt: new Date('2026-03-01T12:00:00Z'),
      kind: 'payout',
      amount: Money.of(-45_000n, 'USD'),
      providerRef: 'obp_1',
      rawDigest: expect.any(Uint8Array) as Uint8Array,
    });
  });

  it('that does not move the available balance is none', () => {
    expect(statementEntryFrom(anEntry(0))).toBeNull();
    expect(statementEntryFrom(anEntry(0, 'outbound_payment', undefined, 'eur'))).toBeNull();
  });

  it.each([
    [-45_000, 'payout'],
    [45_000, 'payout_reversal'],
  ])('in a currency nobody knows is an entry in the provider’s words: %i', (value, kind) => {
    const flow = { type: 'outbound_payment', outbound_payment: 'obp_1' };
    const unread = `${String(value)} eur`;
    expect(statementEntryFrom(anEntry(value, 'outbound_payment', flow, 'eur'))).toMatchObject({
      kind,
      amount: { unread },
      providerRef: 'obp_1',
      strange: [{ kind: 'amount', value: unread }],
    });
  });

  it.each([
    [
      'funding',
      -1,
      [
        'received_credit',
        'received_credit_reversal',
        'inbound_transfer',
        'inbound_transfer_reversal',
      ],
    ],
    ['payout', -1, ['outbound_payment']],
    // A payment that failed is taken back under its own category.
    ['payout_reversal', 1, ['outbound_payment', 'outbound_payment_reversal']],
    ['fee', -1, ['stripe_fee']],
    ['fee_tax', -1, ['stripe_fee_tax']],
    ['fx', -1, ['currency_conversion']],
    ['adjustment', 1, ['adjustment']],
    ['unknown', 1, ['a_word_added_since']],
  ])('is %s for %i of %j', (kind, value, categories) => {
    for (const category of categories)
      expect(statementEntryFrom(anEntry(value, category))).toMatchObject({ kind });
  });

  it.each([
    [undefined, null],
    [null, null],
    [{ type: 'outbound_payment', inbound_transfer: 'ibt_1', outbound_payment: 'obp_1' }, 'obp_1'],
    [{ type: 'a_kind_added_since', outbound_payment: 'obp_1' }, null],
  ])('belongs to what its flow names: %j', (flow, providerRef) => {
    expect(statementEntryFrom(anEntry(-1, 'outbound_payment', flow))).toMatchObject({
      providerRef,
    });
  });
});
