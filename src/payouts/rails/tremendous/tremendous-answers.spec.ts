import { Money } from '#kernel';
import {
  flaggedFrom,
  isStanding,
  observedFrom,
  orderFrom,
  othersIn,
  resultOf,
  reviewFrom,
  type Order,
  type Review,
} from './tremendous-answers.js';

const REWARD = {
  id: 'R1',
  value: { denomination: '450.00', currency_code: 'USD' },
  expires_at: '2026-12-01T00:00:00Z',
  delivery: { method: 'LINK', link: 'https://x.example/1' },
};
const told = { id: 'O1', external_id: 'pay_1', status: 'EXECUTED', rewards: [REWARD] };

const AN_ORDER: Order = {
  id: 'O1',
  externalId: 'pay_1',
  status: 'EXECUTED',
  amount: Money.of(45_000n, 'USD'),
  isRefunded: false,
  rewardId: 'R1',
  expiresAt: new Date('2026-12-01T00:00:00Z'),
  link: 'https://x.example/1',
};

const aReview = (status: string, reasons: readonly string[] = []): Review => ({
  status,
  reasons,
  redeemedAt: null,
  rewardId: 'R1',
  orderId: 'O1',
});

const answer = (status: number, body: unknown = {}) => ({
  status,
  body: typeof body === 'string' ? body : JSON.stringify(body),
  retryAfterMs: null,
});

describe('An order', () => {
  it('is read to the cent', () => {
    expect(orderFrom(told)).toEqual(AN_ORDER);
  });

  it('may have no name of ours, no end and no link', () => {
    const bare = { ...told, external_id: null, rewards: [{ id: 'R1', value: REWARD.value }] };
    expect(orderFrom(bare)).toEqual({ ...AN_ORDER, externalId: null, expiresAt: null, link: null });
  });

  it.each([
    null,
    { ...told, id: 1 },
    { ...told, status: undefined },
    { ...told, rewards: [] },
    { ...told, rewards: 'none' },
    { ...told, rewards: [{ ...REWARD, id: null }] },
  ])('that we cannot understand is none (%#)', (value) => {
    expect(orderFrom(value)).toBeNull();
  });

  it.each([
    [{ denomination: '450.001', currency_code: 'USD' }, '450.001 USD'],
    [{ denomination: '450.00', currency_code: 'eur' }, '450.00 eur'],
    [{ currency_code: 'USD' }, 'nothing USD'],
    [undefined, 'nothing nothing'],
  ])('whose amount cannot be read keeps its words: %j', (value, unread) => {
    const order = orderFrom({ ...told, rewards: [{ ...REWARD, value }] });
    expect(order).toMatchObject({ id: 'O1', amount: { unread } });
    expect(order && observedFrom(order, null)).toMatchObject({
      amount: { unread },
      strange: [{ kind: 'amount', value: unread }],
    });
  });

  it.each([
    [{}, true],
    [{ status: 'A_WORD_ADDED_SINCE' }, true],
    [{ status: 'CANCELED' }, false],
    [{ status: 'FAILED' }, false],
    [{ isRefunded: true }, false],
  ])('with %j may still pay her: %s', (change, stands) => {
    expect(isStanding({ ...AN_ORDER, ...change })).toBe(stands);
  });

  it.each([
    ['450.00', true],
    ['0.01', true],
    ['0.00', false],
    [undefined, false],
  ])('with %s given back was refunded: %s', (total, isRefunded) => {
    const payment = { refund: { total, currency_code: 'USD' } };
    expect(orderFrom({ ...told, payment })).toMatchObject({ isRefunded });
  });
});

describe('What there is besides an order', () => {
  it('is each other one by its name, once, those that cannot be read too', () => {
    const order = orderFrom(told);
    if (!order) throw new Error('It can be read.');
    const rows = [told, { id: 'O8' }, { id: 'O9', status: 'OPEN' }, { id: 'O8' }, {}, null];
    expect(othersIn(rows, order)).toEqual([{ id: 'O8' }, { id: 'O9' }]);
    expect(othersIn([told], order)).toEqual([]);
  });
});

describe('A review', () => {
  it('is read with what it is about', () => {
    const value = {
      status: 'flagged',
      reasons: ['Disallowed IP', 'Many accounts'],
      redeemed_at: '2026-03-01T12:00:00Z',
      reward: { id: 'R1', order_id: 'O1' },
    };
    expect(reviewFrom(value)).toEqual({
      status: 'flagged',
      reasons: ['Disallowed IP', 'Many accounts'],
      redeemedAt: new Date('2026-03-01T12:00:00Z'),
      rewardId: 'R1',
      orderId: 'O1',
    });
  });

  it('needs nothing but a status', () => {
    expect(reviewFrom({ status: 'released' })).toEqual({
      ...aReview('released'),
      rewardId: null,
      orderId: null,
    });
    expect(reviewFrom({ reasons: [] })).toBeNull();
  });
});

describe('A row of the list of held payments', () => {
  const row = (more: object = {}) => ({
    status: 'flagged',
    reasons: ['VPN detected'],
    reward: { id: 'R1', order_id: 'O1' },
    ...more,
  });

  it('names the payment, also when it does not say since when', () => {
    const since = new Date('2026-11-02T12:00:00Z');
    expect(flaggedFrom(row({ redeemed_at: since.toISOString() }))).toEqual([
      { providerRef: 'O1', reasons: ['VPN detected'], since },
    ]);
    expect(flaggedFrom(row())).toEqual([
      { providerRef: 'O1', reasons: ['VPN detected'], since: null },
    ]);
    expect(flaggedFrom(row({ reward: {} }))).toEqual([]);
  });
});

describe('A payment by link', () => {
  const seen = (change: Partial<Order> = {}, review: Review | null = null) =>
    observedFrom({ ...AN_ORDER, ...change }, review);

  it('is on its way until she used the link', () => {
    expect(seen()).toEqual({
      providerRef: 'O1',
      reference: 'pay_1',
      state: 'processing',
      amount: AN_ORDER.amount,
      reason: null,
      rawReason: null,
      usableUntil: AN_ORDER.expiresAt,
    });
  });

  it.each<[string, Partial<Order>, Review | null, object]>([
    [
      'approval there',
      { status: 'PENDING INTERNAL PAYMENT APPROVAL' },
      null,
      { state: 'under_review', reason: null },
    ],
    [
      'approval by us there',
      { status: 'PENDING APPROVAL' },
      null,
      { state: 'under_review', reason: null },
    ],
    [
      'a used link that passed',
      {},
      aReview('released'),
      { state: 'posted', reason: null, rawReason: null },
    ],
    [
      'a used link that is held',
      {},
      aReview('flagged'),
      { state: 'under_review', reason: null, rawReason: null },
    ],
    ['a word added since', {}, aReview('pondered'), { state: 'under_review' }],
    [
      'a used link that was taken back',
      {},
      aReview('blocked', ['Disallowed IP', 'Many accounts']),
      { state: 'cancelled', reason: 'review', rawReason: 'Disallowed IP, Many accounts' },
    ],
    [
      'money given back',
      { isRefunded: true },
      null,
      { state: 'expired', reason: 'expired', rawReason: 'EXECUTED' },
    ],
    [
      'a used link, whatever was given back',
      { isRefunded: true },
      aReview('released'),
      { state: 'posted' },
    ],
    [
      'an order called back',
      { status: 'CANCELED' },
      null,
      { state: 'cancelled', reason: 'cancelled_at_provider', rawReason: 'CANCELED' },
    ],
    [
      'an order that failed',
      { status: 'FAILED' },
      null,
      { state: 'failed', reason: 'unknown', rawReason: 'FAILED' },
    ],
    [
      'a failure before any review',
      { status: 'FAILED' },
      aReview('released'),
      { state: 'failed', reason: 'unknown' },
    ],
  ])('with %s', (_, change, review, expected) => {
    expect(seen(change, review)).toMatchObject(expected);
  });
});

describe('The answer to an order', () => {
  it.each([200, 201, 299])('%i is an order, with its link', (status) => {
    expect(resultOf(answer(status, { order: told }))).toEqual({
      kind: 'accepted',
      observed: observedFrom(AN_ORDER, null),
      claim: 'https://x.example/1',
    });
  });

  it('may have no link yet', () => {
    const order = { ...told, rewards: [{ ...REWARD, delivery: {} }] };
    expect(resultOf(answer(200, { order }))).not.toHaveProperty('claim');
  });

  it('is a clear no when the order failed at once', () => {
    expect(resultOf(answer(200, { order: { ...told, status: 'FAILED' } }))).toEqual({
      kind: 'rejected',
      reason: 'unknown',
      rawReason: 'order_failed',
    });
  });

  it.each(['<html>', '{}', '{"order":null}'])('%s may have been done', (body) => {
    expect(resultOf(answer(200, body))).toEqual({ kind: 'unknown', code: 'unreadable' });
  });

  it('is what the failure says when it is none', () => {
    for (const status of [199, 300, 422, 500])
      expect(resultOf(answer(status))).toEqual({ kind: 'unknown', code: String(status) });
    const said = answer(422, { errors: { message: 'No.' } });
    expect(resultOf(said)).toEqual({ kind: 'rejected', reason: 'refused', rawReason: '422' });
  });
});
