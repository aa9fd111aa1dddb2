import { relatedTo } from './stripe-related.js';

const about = (type: string, object: unknown): string | null =>
  relatedTo(type, { data: { object } });

describe('What an event of Stripe points to', () => {
  it('is the object of a thin event, whatever else it carries', () => {
    const data = { object: { id: 'po_1', metadata: { payout: 'pay_1' } } };
    expect(relatedTo('payout.paid', { related_object: { id: 'obp_1' }, data })).toBe('obp_1');
    for (const related_object of [null, {}, { id: 7 }, 'obp_1'])
      expect(relatedTo('payout.paid', { related_object, data })).toBeNull();
  });

  it.each(['payout.paid', 'payout.failed'])(
    'is our own reference for %s: its account is not ours',
    (type) => {
      expect(about(type, { id: 'po_1', metadata: { payout: 'pay_1' } })).toBe('pay_1');
      for (const metadata of [undefined, null, {}, { payout: 7 }])
        expect(about(type, { id: 'po_1', metadata })).toBeNull();
    },
  );

  it.each([
    ['account.external_account.updated', 'account'],
    ['capability.updated', 'account'],
    ['issuing_authorization.created', 'card'],
    ['issuing_transaction.updated', 'card'],
  ])('is for %s its %s, named or whole', (type, name) => {
    expect(about(type, { id: 'x_1', [name]: 'owner_1' })).toBe('owner_1');
    expect(about(type, { id: 'x_1', [name]: { id: 'owner_1' } })).toBe('owner_1');
    expect(about(type, { id: 'x_1' })).toBeNull();
    expect(about(type, { id: 'x_1', [name]: { id: '' } })).toBeNull();
  });

  it.each([
    'account.updated',
    'issuing_card.updated',
    'transfer.reversed',
    'a_payout.paid',
    'a.capability.b',
  ])('is the object itself for %s', (type) => {
    expect(about(type, { id: 'x_1', account: 'acct_1', card: 'ic_1' })).toBe('x_1');
  });

  it.each([undefined, null, 'x_1', {}, { id: '' }, { id: 7 }, { id: 'x'.repeat(256) }])(
    'is nothing where nothing is named (%#)',
    (object) => {
      expect(about('transfer.reversed', object)).toBeNull();
      expect(relatedTo('transfer.reversed', {})).toBeNull();
    },
  );

  it('may be named by up to 255 characters', () => {
    expect(about('transfer.reversed', { id: 'x'.repeat(255) })).toHaveLength(255);
  });
});
