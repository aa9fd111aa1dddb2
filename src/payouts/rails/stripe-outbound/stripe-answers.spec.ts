import { Money } from '#kernel';
import { observedFrom, recipientFrom } from './stripe-answers.js';

type Payment = Parameters<typeof observedFrom>[0];

const aPayment = (status: string, change: object = {}): Payment =>
  ({
    id: 'obp_1',
    status,
    amount: { value: 45_000, currency: 'usd' },
    metadata: { payout: 'pay_1' },
    ...change,
  }) as unknown as Payment;

describe('A payment as Stripe tells it', () => {
  it.each([
    ['processing', 'processing'],
    ['posted', 'posted'],
    ['failed', 'failed'],
    ['returned', 'returned'],
    ['canceled', 'cancelled'],
  ])('is %s there and %s here', (status, state) => {
    expect(observedFrom(aPayment(status))).toMatchObject({ state, rawReason: null });
  });

  it('concludes nothing from a status it does not know, and keeps the word', () => {
    expect(observedFrom(aPayment('teleported'))).toMatchObject({
      providerRef: 'obp_1',
      state: 'processing',
      reason: null,
      rawReason: 'teleported',
    });
  });

  it('carries our reference and its exact amount', () => {
    expect(observedFrom(aPayment('posted'))).toEqual({
      providerRef: 'obp_1',
      reference: 'pay_1',
      state: 'posted',
      amount: Money.of(45_000n, 'USD'),
      reason: null,
      rawReason: null,
    });
    for (const metadata of [{}, null, undefined])
      expect(observedFrom(aPayment('posted', { metadata })).reference).toBeNull();
  });

  it.each([
    [
      'failed',
      { failed: { reason: 'payout_method_closed' } },
      'closed_account',
      'payout_method_closed',
    ],
    ['returned', { returned: { reason: 'recalled' } }, 'recalled', 'recalled'],
    ['failed', { failed: { reason: 'a_word_added_since' } }, 'unknown', 'a_word_added_since'],
    ['failed', {}, null, null],
  ])('that %s says why: %j', (status, details, reason, rawReason) => {
    const payment = aPayment(status, { status_details: details });
    expect(observedFrom(payment)).toMatchObject({ state: status, reason, rawReason });
  });

  it('may be held by a review while it is processing', () => {
    const held = (processing?: object): string =>
      observedFrom(aPayment('processing', { status_details: { processing } })).state;
    expect(held({ reason: 'under_review' })).toBe('under_review');
    expect(held({ reason: 'a_word_added_since' })).toBe('processing');
    expect(held()).toBe('processing');
  });
});

describe('A recipient as Stripe tells it', () => {
  type Account = Parameters<typeof recipientFrom>[0];
  const account = (status: string | undefined, asked: readonly string[] = []): Account =>
    ({
      id: 'acct_1',
      ...(status && {
        configuration: { recipient: { capabilities: { bank_accounts: { local: { status } } } } },
      }),
      requirements: { entries: asked.map((description) => ({ description })) },
    }) as unknown as Account;

  it.each([
    ['active', [], 'ready'],
    ['active', ['later.date'], 'ready'],
    ['rejected', [], 'rejected'],
    ['unsupported', [], 'rejected'],
    ['restricted', ['individual.id_number'], 'needs_action'],
    ['restricted', [], 'pending'],
    ['pending', ['x'], 'pending'],
    [undefined, [], 'pending'],
  ])('whose account is %s while %j is asked is %s', (status, asked, readiness) => {
    expect(recipientFrom(account(status, asked))).toEqual({
      ref: 'acct_1',
      status: readiness,
      requirements: asked,
    });
  });

  it.each([
    {},
    { configuration: {} },
    { configuration: { recipient: {} } },
    { configuration: { recipient: { capabilities: {} } } },
    { configuration: { recipient: { capabilities: { bank_accounts: {} } } } },
  ])('that says less than it could is not ready yet: %j', (known) => {
    const bare = { id: 'acct_1', ...known } as unknown as Account;
    expect(recipientFrom(bare)).toEqual({ ref: 'acct_1', status: 'pending', requirements: [] });
  });
});
