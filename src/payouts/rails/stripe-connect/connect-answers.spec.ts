import Stripe from 'stripe';
import { Money } from '#kernel';
import {
  connectResultOf as connectMeaning,
  holderFrom,
  isReplayed,
  methodFrom,
  observedFrom,
  madeOf,
  withoutWayBack,
} from './connect-answers.js';
import { resultOf } from '../stripe-api/stripe-results.js';

const { errors } = Stripe;

const connectResultOf = (error: unknown): unknown => connectMeaning(resultOf(error, new Date(0)));

const refusal = (code: string, more: object = {}): Stripe.errors.StripeError =>
  new errors.StripeInvalidRequestError({ statusCode: 400, code, ...more });

const aTransfer = (change: object = {}): Stripe.Transfer =>
  ({
    id: 'tr_1',
    amount: 45_000,
    currency: 'usd',
    amount_reversed: 0,
    reversed: false,
    reversals: { data: [] },
    metadata: { payout: 'pay_1' },
    ...change,
  }) as unknown as Stripe.Transfer;

const aPayout = (status: string, change: object = {}): Stripe.Payout =>
  ({
    id: `po_${status}`,
    status,
    failure_code: null,
    metadata: { payout: 'pay_1' },
    ...change,
  }) as unknown as Stripe.Payout;

describe('A call of API v1 that did not succeed', () => {
  it.each([
    ['closed_account', ['account_closed']],
    [
      'restricted_account',
      [
        'account_frozen',
        'bank_account_restricted',
        'bank_ownership_changed',
        'debit_not_authorized',
      ],
    ],
    ['declined', ['declined', 'insufficient_funds']],
    [
      'name_mismatch',
      [
        'incorrect_account_holder_address',
        'incorrect_account_holder_name',
        'incorrect_account_holder_tax_id',
      ],
    ],
    [
      'bad_account',
      [
        'incorrect_account_type',
        'invalid_account_number',
        'invalid_account_number_length',
        'invalid_card',
        'no_account',
        'resource_missing',
        'unsupported_card',
      ],
    ],
    ['not_ready', ['insufficient_capabilities_for_transfer', 'payouts_not_allowed']],
    ['currency', ['invalid_currency']],
    ['refused', ['parameter_invalid']],
    ['unknown', ['could_not_process']],
  ])('was refused as %s for %j', (reason, codes) => {
    for (const code of codes)
      expect(connectResultOf(refusal(code))).toEqual({ kind: 'rejected', reason, rawReason: code });
  });

  it('says so when the word is a new one', () => {
    expect(connectResultOf(refusal('a_word_added_since'))).toEqual({
      kind: 'rejected',
      reason: 'unknown',
      rawReason: 'a_word_added_since',
      strange: [{ kind: 'reason', value: 'a_word_added_since' }],
    });
  });

  it('is an empty balance by its code alone', () => {
    expect(connectResultOf(refusal('balance_insufficient'))).toEqual({
      kind: 'no_funds',
      code: 'balance_insufficient',
    });
  });

  it('is as unclear as ever without a clear word', () => {
    expect(connectResultOf(new Error('reset'))).toEqual({ kind: 'unknown', code: 'unreadable' });
  });

  it('may be the stored answer of an earlier call, if the provider says so', () => {
    expect(isReplayed(refusal('x', { headers: { 'idempotent-replayed': 'true' } }))).toBe(true);
    expect(isReplayed(refusal('x', { headers: { 'idempotent-replayed': 'false' } }))).toBe(false);
    expect([refusal('x'), new Error('reset'), null].map(isReplayed)).toEqual([false, false, false]);
  });
});

describe('The payout of a transfer', () => {
  const other = aPayout('paid', { metadata: { payout: 'pay_2' } });
  const nameless = aPayout('paid', { metadata: null });

  it('carries its reference, whatever else went to the account', () => {
    const own = aPayout('pending');
    expect(madeOf(aTransfer(), [other, nameless, own])).toEqual({ payout: own, others: [] });
    expect(madeOf(aTransfer(), [other, nameless])).toEqual({ payout: null, others: [] });
  });

  it.each(['failed', 'canceled'])('is one that stands rather than one that is %s', (status) => {
    const [over, stands] = [aPayout(status), aPayout('in_transit')];
    for (const both of [
      [over, stands],
      [stands, over],
    ])
      expect(madeOf(aTransfer(), both)).toEqual({ payout: stands, others: [] });
    expect(madeOf(aTransfer(), [over])).toEqual({ payout: over, others: [] });
  });

  it('is the first that stands, and each later one is told, but none that failed', () => {
    const [first, second, third] = [aPayout('paid'), aPayout('pending'), aPayout('in_transit')];
    const newestFirst = [third, aPayout('failed'), second, first, aPayout('canceled')];
    expect(madeOf(aTransfer(), newestFirst)).toEqual({ payout: first, others: [third, second] });
  });

  it('is of its own attempt, or of none', () => {
    const transfer = aTransfer({ metadata: { payout: 'pay_1', attempt: 'po:pay_1:1' } });
    const of = (attempt: string): Stripe.Payout =>
      aPayout('paid', { metadata: { payout: 'pay_1', attempt } });
    const [own, later, nobodys] = [of('po:pay_1:1'), of('po:pay_1:2'), aPayout('pending')];
    expect(madeOf(transfer, [later, own])).toEqual({ payout: own, others: [] });
    expect(madeOf(transfer, [later])).toEqual({ payout: null, others: [] });
    expect(madeOf(transfer, [nobodys, own])).toEqual({ payout: own, others: [nobodys] });
  });
});

describe('A transfer and its payout as one payment', () => {
  const ON_ITS_WAY = {
    providerRef: 'tr_1',
    reference: 'pay_1',
    state: 'processing',
    amount: Money.of(45_000n, 'USD'),
    reason: null,
    rawReason: null,
  };

  it.each([
    ['pending', { state: 'processing' }],
    ['in_transit', { state: 'processing' }],
    ['paid', { state: 'posted' }],
    // The money rests in her account there; until it is taken back, nothing has failed.
    ['failed', { isHalfDone: true }],
    ['canceled', { isHalfDone: true }],
  ])('with a payout that is %s', (status, seen) => {
    const payout = aPayout(status, { failure_code: status === 'failed' ? 'no_account' : null });
    expect(observedFrom(aTransfer(), payout)).toEqual({ ...ON_ITS_WAY, ...seen });
  });

  it.each([
    [{ currency: 'eur' }, '45000 eur'],
    [{ amount: null }, 'nothing usd'],
    [{ amount: 1.5 }, '1.5 usd'],
  ])('keeps the words of an amount it cannot read, and tells them: %j', (change, unread) => {
    expect(observedFrom(aTransfer(change), aPayout('paid'))).toEqual({
      ...ON_ITS_WAY,
      state: 'posted',
      amount: { unread },
      strange: [{ kind: 'amount', value: unread }],
    });
  });

  it('is half done while there is no payout', () => {
    expect(observedFrom(aTransfer(), null)).toEqual({ ...ON_ITS_WAY, isHalfDone: true });
  });

  it.each([
    [null, { state: 'cancelled', reason: 'cancelled_at_provider' }],
    [aPayout('canceled'), { state: 'cancelled', reason: 'cancelled_at_provider' }],
    [
      aPayout('failed', { failure_code: 'no_account' }),
      { state: 'failed', reason: 'bad_account', rawReason: 'no_account' },
    ],
    [
      aPayout('failed', { failure_code: 'x' }),
      {
        state: 'failed',
        reason: 'unknown',
        rawReason: 'x',
        strange: [{ kind: 'reason', value: 'x' }],
      },
    ],
  ])('that was taken back is over, with the reason of its payout (%#)', (payout, seen) => {
    expect(observedFrom(aTransfer({ reversed: true }), payout)).toEqual({ ...ON_ITS_WAY, ...seen });
  });

  it('that was taken back because its payout was refused says so, whoever looks', () => {
    const reversals = (...metadata: (object | null)[]) => ({
      data: metadata.map((one) => ({ metadata: one })),
    });
    const back = (said: object): Stripe.Transfer => aTransfer({ reversed: true, reversals: said });
    expect(observedFrom(back(reversals({ refusal: 'payouts_not_allowed' })), null)).toEqual({
      ...ON_ITS_WAY,
      state: 'failed',
      reason: 'not_ready',
      rawReason: 'payouts_not_allowed',
    });
    // By hand, in two parts: nobody wrote down why.
    expect(observedFrom(back(reversals(null, {})), null)).toEqual({
      ...ON_ITS_WAY,
      state: 'cancelled',
      reason: 'cancelled_at_provider',
    });
    const refused = back(reversals({}, { refusal: 'payouts_not_allowed' }));
    expect(observedFrom(refused, null)).toMatchObject({ reason: 'not_ready' });
    // Its own payout says more than what was written down before there was one.
    const own = aPayout('failed', { failure_code: 'no_account' });
    expect(observedFrom(refused, own)).toMatchObject({ reason: 'bad_account' });
  });

  it('of which a part was taken back by hand is told', () => {
    const strange = [{ kind: 'part_taken_back', value: '4000 of 45000' }];
    const part = aTransfer({ amount_reversed: 4_000 });
    expect(observedFrom(part, aPayout('in_transit'))).toEqual({ ...ON_ITS_WAY, strange });
    expect(observedFrom(part, null)).toEqual({ ...ON_ITS_WAY, isHalfDone: true, strange });
    const whole = aTransfer({ amount_reversed: 45_000, reversed: true });
    expect(observedFrom(whole, null)).not.toHaveProperty('strange');
  });

  it('whose money is not given back says so in the word of the provider, beside all else', () => {
    const half = observedFrom(aTransfer({ amount_reversed: 4_000 }), null);
    expect(withoutWayBack(half, 'balance_insufficient')).toEqual({
      ...half,
      wayBackRefusal: 'balance_insufficient',
      strange: [
        { kind: 'part_taken_back', value: '4000 of 45000' },
        { kind: 'way_back', value: 'balance_insufficient' },
      ],
    });
    const bare = observedFrom(aTransfer(), null);
    expect(withoutWayBack(bare, 'x').strange).toEqual([{ kind: 'way_back', value: 'x' }]);
  });

  it('that is none of ours has no reference, and nothing of ours is missing of it', () => {
    const seen = observedFrom(aTransfer({ metadata: {} }), null);
    expect(seen).toEqual({ ...ON_ITS_WAY, reference: null });
  });
});

describe('A connected account', () => {
  const account = (status?: string, asked: readonly string[] = []): Stripe.V2.Core.Account =>
    ({
      id: 'acct_1',
      ...(status && {
        configuration: {
          recipient: { capabilities: { stripe_balance: { stripe_transfers: { status } } } },
        },
      }),
      requirements: { entries: asked.map((description) => ({ description })) },
    }) as unknown as Stripe.V2.Core.Account;

  it.each([
    ['active', ['later.date'], 'ready'],
    ['rejected', ['x'], 'rejected'],
    ['unsupported', [], 'rejected'],
    ['restricted', ['individual.id_number'], 'needs_action'],
    ['pending', [], 'pending'],
    [undefined, ['x'], 'needs_action'],
    [undefined, [], 'pending'],
  ])('whose transfers are %s while %j is asked is %s', (status, asked, readiness) => {
    expect(holderFrom(account(status, asked))).toEqual({
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
    { configuration: { recipient: { capabilities: { stripe_balance: {} } } } },
  ])('that says less than it could is not ready yet: %j', (known) => {
    const bare = { id: 'acct_1', ...known } as unknown as Stripe.V2.Core.Account;
    expect(holderFrom(bare)).toEqual({ ref: 'acct_1', status: 'pending', requirements: [] });
  });
});

describe('Where payouts from her account go', () => {
  type External = Parameters<typeof methodFrom>[1][number];
  const bank = (last4: string, change: object = {}): External =>
    ({
      id: `ba_${last4}`,
      object: 'bank_account',
      routing_number: null,
      last4,
      fingerprint: `mark_${last4}`,
      ...change,
    }) as unknown as External;

  it('is what Stripe calls the default, with its mark, or else the first one', () => {
    const isDefault = { default_for_currency: true };
    expect(methodFrom('acct_1', [bank('0011'), bank('0022', isDefault)])).toEqual({
      kind: 'saved',
      ref: 'ba_0022',
      lastDigits: '22',
      identity: 'mark_0022',
    });
    expect(methodFrom('acct_1', [bank('0011')])).toMatchObject({ lastDigits: '11' });
  });

  it('shows the bank and the last four digits of a bank account, and nothing of a card', () => {
    const seen = { routing_number: '110000000' };
    expect(methodFrom('acct_1', [bank('0011', seen)])).toMatchObject({
      bank: { routingNumber: '110000000', lastFour: '0011' },
    });
    const without = [
      bank('0011', { routing_number: null }),
      bank('0011', { ...seen, object: 'card' }),
    ];
    for (const one of without) expect(methodFrom('acct_1', [one])).not.toHaveProperty('bank');
  });

  it('is known by nothing where Stripe shows no mark, or no account at all', () => {
    const unknown = { kind: 'saved' };
    expect(methodFrom('acct_1', [bank('0011', { fingerprint: null })])).toEqual({
      ...unknown,
      ref: 'ba_0011',
      lastDigits: '11',
    });
    expect(methodFrom('acct_1', [])).toEqual({ ...unknown, ref: 'acct_1', lastDigits: '' });
  });
});
