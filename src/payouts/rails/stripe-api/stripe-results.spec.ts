import Stripe from 'stripe';
import { Money } from '#kernel';
import {
  isRefusal,
  isRefusalThere,
  moneyOf,
  reasonFor,
  resultOf as resultAt,
  unavailable,
  unavailableFor,
} from './stripe-results.js';

const { errors } = Stripe;
type Raw = ConstructorParameters<typeof errors.StripeError>[0];

const NOW = new Date('2026-03-01T12:00:00.000Z');
const resultOf = (error: unknown): unknown => resultAt(error, NOW);

/** An error as the library throws it. */
const failure = (statusCode: number | undefined, more: object = {}): Stripe.errors.StripeError =>
  new errors.StripeAPIError({ type: 'api_error', statusCode, ...more } as unknown as Raw);

describe('An amount of Stripe', () => {
  it('is whole minor units of the currency it names', () => {
    expect(moneyOf(45_001, 'usd')).toEqual(Money.of(45_001n, 'USD'));
    expect(moneyOf(-7, 'mxn')).toEqual(Money.of(-7n, 'MXN'));
    expect(() => moneyOf(1, 'xyz')).toThrow();
  });
});

describe('A reason of Stripe in our words', () => {
  it.each([
    [
      'limit',
      [
        'payout_method_amount_limit_exceeded',
        'payout_method_usage_frequency_limit_exceeded',
        'quota_exceeded',
      ],
    ],
    ['declined', ['payout_method_declined']],
    [
      'bad_account',
      [
        'payout_method_does_not_exist',
        'payout_method_invalid_account_number',
        'payout_method_unsupported',
        'invalid_payout_method',
        'not_found',
      ],
    ],
    [
      'closed_account',
      ['payout_method_expired', 'payout_method_closed', 'payout_method_canceled_by_customer'],
    ],
    ['currency', ['payout_method_currency_unsupported', 'fx_rate_drift_exceeded_after_review']],
    [
      'name_mismatch',
      [
        'payout_method_holder_address_incorrect',
        'payout_method_holder_details_incorrect',
        'payout_method_holder_name_incorrect',
      ],
    ],
    ['restricted_account', ['payout_method_restricted']],
    ['review', ['review_rejected', 'blocked_by_stripe']],
    ['recalled', ['recalled']],
    ['not_ready', ['capability_not_enabled']],
    ['refused', ['recipient_not_notifiable', 'invalid_fields']],
    ['unknown', ['a_word_added_since', '']],
  ])('is %s for %j', (reason, raw) => {
    expect(raw.map(reasonFor)).toEqual(raw.map(() => reason));
  });
});

describe('A call to Stripe that did not succeed', () => {
  it.each([
    [new TypeError('reset'), 'unreadable'],
    [undefined, 'unreadable'],
    [failure(undefined), 'no_answer'],
    [failure(302), '302'],
    [failure(399), '399'],
    [failure(500), '500'],
    [failure(503), '503'],
  ])('is no failure without a clear word (%#): the money may have left', (error, code) => {
    expect(resultOf(error)).toEqual({ kind: 'unknown', code });
  });

  it.each([408, 425, 499])('%i leaves open what became of it, whoever says it', (status) => {
    const said = failure(status, { type: 'invalid_request_error', code: 'timeout' });
    expect(resultOf(said)).toEqual({ kind: 'unknown', code: String(status) });
  });

  it.each([400, 401, 403, 404, 409, 422, 429])(
    '%i without a word of the provider was said by somebody in between',
    (status) => {
      const unclear = { kind: 'unknown', code: String(status) };
      expect(resultOf(failure(status, { type: undefined }))).toEqual(unclear);
      const raw = { statusCode: status, type: 'Not Found' } as unknown as Raw;
      expect(resultOf(new errors.StripeOAuthError(raw))).toEqual(unclear);
    },
  );

  it.each([409, 429])('%i means later, and how much later if that is said', (status) => {
    const after = (seconds?: string): unknown =>
      resultOf(
        failure(status, seconds === undefined ? {} : { headers: { 'retry-after': seconds } }),
      );
    const busy = { kind: 'busy', code: String(status) };
    expect(after()).toEqual({ ...busy, retryAfterMs: null });
    expect(after('2.5')).toEqual({ ...busy, retryAfterMs: 2_500 });
    expect(after('Sun, 01 Mar 2026 12:00:05 GMT')).toEqual({ ...busy, retryAfterMs: 5_000 });
    for (const nonsense of ['0', '-1', 'soon', 'Infinity'])
      expect(after(nonsense)).toEqual({ ...busy, retryAfterMs: null });
  });

  it.each([401, 403])('%i stops everything: nobody lets us in before a person acts', (status) => {
    expect(resultOf(failure(status, { code: 'x' }))).toEqual({ kind: 'stopped', code: 'x' });
  });

  it('tells an empty account, a shut one and a key used for something else apart', () => {
    const raw = { statusCode: 400, code: 'x' } as unknown as Raw;
    const kindOf = (error: Stripe.errors.StripeError): unknown => resultOf(error);
    expect(kindOf(new errors.InsufficientFundsError(raw))).toEqual({ kind: 'no_funds', code: 'x' });
    expect(kindOf(new errors.FinancialAccountNotOpenError(raw))).toEqual({
      kind: 'stopped',
      code: 'x',
    });
    expect(kindOf(new errors.StripeIdempotencyError(raw))).toEqual({ kind: 'mismatch', code: 'x' });
  });

  it('is a refusal for any other clear no, with the provider’s own word kept', () => {
    const rejected = (reason: string, rawReason: string): object => ({
      kind: 'rejected',
      reason,
      rawReason,
    });
    expect(resultOf(failure(400, { code: 'recalled' }))).toEqual(rejected('recalled', 'recalled'));
    expect(resultOf(failure(404, { type: 'not_found' }))).toEqual(
      rejected('bad_account', 'not_found'),
    );
    expect(resultOf(failure(498, { code: 'a_word_added_since' }))).toEqual({
      ...rejected('unknown', 'a_word_added_since'),
      strange: [{ kind: 'reason', value: 'a_word_added_since' }],
    });
  });
});

describe('Reading from Stripe', () => {
  it('was refused only by a clear no', () => {
    expect(isRefusal(failure(404))).toBe(true);
    expect([failure(500), failure(429), failure(401), new Error('x'), null].map(isRefusal)).toEqual(
      Array(5).fill(false),
    );
  });

  it('was refused too when we may not act in the account it is about, and Stripe itself says so', () => {
    expect(isRefusal(failure(403))).toBe(false);
    expect([failure(403), failure(404)].map(isRefusalThere)).toEqual([true, true]);
    const others = [failure(500), failure(429), failure(401), new Error('x'), null];
    expect(others.map(isRefusalThere)).toEqual(Array(5).fill(false));
  });

  it('says that nothing was changed when there is no answer', () => {
    expect(unavailable()).toMatchObject({ kind: 'unavailable', code: 'RAIL_UNAVAILABLE' });
    expect(unavailable().message).toMatch(/Nothing was changed\.$/);
    expect(unavailable().later).toBeNull();
  });

  it('knows a provider that wants to be left alone from one that says nothing', () => {
    const limited = failure(429, { headers: { 'retry-after': '7' } });
    expect(unavailableFor(limited, NOW).later).toEqual({ retryAfterMs: 7_000 });
    expect(unavailableFor(failure(429), NOW).later).toEqual({ retryAfterMs: null });
    for (const other of [failure(500), failure(409), new Error('x')])
      expect(unavailableFor(other, NOW)).toMatchObject({ code: 'RAIL_UNAVAILABLE', later: null });
    const told = unavailableFor(limited, NOW);
    expect(unavailableFor(told, NOW)).toBe(told);
  });
});
