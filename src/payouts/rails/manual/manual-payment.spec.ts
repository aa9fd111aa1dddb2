import { days, later, Money, newId } from '#kernel';
import {
  isStale,
  KEPT_FOR_MS,
  observedFrom,
  STALE_AFTER_MS,
  type ManualPayment,
} from './manual-payment.js';
import { manualPaymentGraph } from './manual-payment.states.js';

const CONFIRMED = new Date('2026-03-01T12:00:00Z');

const aPayment = (change: Partial<ManualPayment> = {}): ManualPayment => ({
  id: newId('manualPayment'),
  reference: 'pay_1',
  payeeRef: 'payee_1',
  way: 'check',
  amount: Money.of(45_000n, 'USD'),
  state: 'confirmed',
  instructedAt: CONFIRMED,
  carriedOutBy: null,
  carriedOutAt: null,
  proofType: null,
  proofDigest: null,
  confirmedBy: null,
  confirmedAt: CONFIRMED,
  back: null,
  closedBy: null,
  closedAt: null,
  reason: null,
  ...change,
});

describe('A payment by hand', () => {
  it('is told in the words of every rail', () => {
    const payment = aPayment({ reason: 'declined' });
    expect(observedFrom(payment)).toEqual({
      providerRef: payment.id,
      reference: 'pay_1',
      state: 'posted',
      amount: payment.amount,
      reason: 'declined',
      rawReason: null,
    });
  });

  it('has reached her when a second person has confirmed it, and until a second one confirms that it came back', () => {
    const told = manualPaymentGraph.states.map((state) => [
      state,
      observedFrom(aPayment({ state })).state,
    ]);
    expect(Object.fromEntries(told)).toEqual({
      open: 'processing',
      carried_out: 'processing',
      confirmed: 'posted',
      came_back: 'posted',
      failed: 'failed',
      returned: 'returned',
      cancelled: 'cancelled',
    });
  });

  it('is a stale check after 90 days, and its payee is known for longer than that', () => {
    const stale = (after: number, change: Partial<ManualPayment> = {}): boolean =>
      isStale(aPayment(change), later(CONFIRMED, after));
    expect(STALE_AFTER_MS).toBe(days(90));
    expect(KEPT_FOR_MS).toBeGreaterThan(STALE_AFTER_MS);
    expect([stale(days(90)), stale(days(90) + 1)]).toEqual([false, true]);
    expect(stale(days(900), { way: 'cash' })).toBe(false);
    expect(stale(days(900), { state: 'returned' })).toBe(false);
    expect(stale(days(900), { state: 'came_back' })).toBe(false);
    expect(stale(days(900), { confirmedAt: null })).toBe(false);
  });
});
