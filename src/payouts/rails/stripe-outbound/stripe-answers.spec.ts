import { observedFrom } from './stripe-answers.js';

type Payment = Parameters<typeof observedFrom>[0];

const aPayment = (status: string): Payment =>
  ({
    id: 'obp_1',
    status,
    amount: { value: 45_000, currency: 'usd' },
    metadata: { payout: 'pay_1' },
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
});
