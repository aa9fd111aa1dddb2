import { Money } from '#kernel';
import { isOver, methodFrom, methodSetUp, observedFrom, recipientFrom } from './stripe-answers.js';

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

  it('that was cancelled has that for a reason, and no other one has a reason made up', () => {
    expect(observedFrom(aPayment('canceled')).reason).toBe('cancelled_at_provider');
    expect(observedFrom(aPayment('failed')).reason).toBeNull();
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
    [{ value: 45_000, currency: 'eur' }, '45000 eur'],
    [{ value: 0.5, currency: 'usd' }, '0.5 usd'],
    [{ currency: 'usd' }, 'nothing usd'],
    [{}, 'nothing nothing'],
    [null, 'nothing nothing'],
    [undefined, 'nothing nothing'],
  ])('keeps the words of an amount it cannot read, and tells them: %j', (amount, unread) => {
    expect(observedFrom(aPayment('posted', { amount }))).toMatchObject({
      state: 'posted',
      amount: { unread },
      strange: [{ kind: 'amount', value: unread }],
    });
  });

  it.each([
    ['processing', false],
    ['posted', false],
    ['teleported', false],
    ['canceled', true],
    ['failed', true],
    ['returned', true],
  ])('that is %s left nothing with her: %s', (status, over) => {
    expect(isOver(status)).toBe(over);
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

  it('may be held by a review while it is processing; any other word for why is told', () => {
    const held = (processing?: object) =>
      observedFrom(aPayment('processing', { status_details: { processing } }));
    expect(held({ reason: 'under_review' }).state).toBe('under_review');
    expect(held({ reason: 'under_review' }).strange).toBeUndefined();
    expect(held({ reason: 'a_word_added_since' })).toMatchObject({
      state: 'processing',
      strange: [{ kind: 'payment_state', value: 'a_word_added_since' }],
    });
    expect(held().state).toBe('processing');
    expect(held().strange).toBeUndefined();
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
    ['active', 'pending', 'ready'],
    ['restricted', 'active', 'ready'],
    ['rejected', 'active', 'ready'],
    ['rejected', 'pending', 'pending'],
    ['rejected', 'restricted', 'needs_action'],
    ['unsupported', 'rejected', 'rejected'],
  ])('whose bank account is %s and whose card is %s is %s', (bank, card, status) => {
    const asked = { bank_accounts: { local: { status: bank } }, cards: { status: card } };
    const both = {
      id: 'acct_1',
      configuration: { recipient: { capabilities: asked } },
      requirements: { entries: [{ description: 'individual.id_number' }] },
    } as unknown as Account;
    expect(recipientFrom(both).status).toBe(status);
  });

  it('keeps each word it does not know', () => {
    const asked = { bank_accounts: { local: { status: 'odd' } }, cards: { status: 'odder' } };
    const strange = {
      id: 'acct_1',
      configuration: { recipient: { capabilities: asked } },
    } as unknown as Account;
    expect(recipientFrom(strange)).toMatchObject({
      status: 'pending',
      strange: [
        { kind: 'recipient_state', value: 'odd' },
        { kind: 'recipient_state', value: 'odder' },
      ],
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

describe('An account that was handed over', () => {
  const setUp = (status: string, method: object | null = null) =>
    methodSetUp({ id: 'osi_1', status, payout_method: method } as Parameters<
      typeof methodSetUp
    >[0]);
  const method = { id: 'pm_1', bank_account: { last4: '6789' } };

  it('is saved when Stripe took it, and known by its last two digits', () => {
    expect(setUp('succeeded', method)).toEqual({ kind: 'saved', ref: 'pm_1', lastDigits: '89' });
    expect(setUp('succeeded', { id: 'pm_1' })).toMatchObject({ lastDigits: '' });
  });

  it.each(['canceled', 'requires_payout_method'])('is refused when it %s', (status) => {
    expect(setUp(status, method)).toEqual({ kind: 'refused', code: 'bad_account' });
  });

  it('waits when Stripe says neither yes nor no, and a word nobody knows is told', () => {
    expect(setUp('requires_action', method)).toEqual({ kind: 'waiting', ref: 'osi_1' });
    expect(setUp('succeeded')).toEqual({ kind: 'waiting', ref: 'osi_1' });
    expect(setUp('a_word_added_since')).toEqual({
      kind: 'waiting',
      ref: 'osi_1',
      strange: [{ kind: 'recipient_state', value: 'a_word_added_since' }],
    });
  });
});

describe("What she set up on Stripe's own pages", () => {
  type Saved = Parameters<typeof methodFrom>[0][number];
  const saved = (id: string, created: string, change: object = {}): Saved =>
    ({
      id,
      created,
      archived: false,
      usage_status: { payments: 'eligible', transfers: 'ineligible' },
      ...change,
    }) as unknown as Saved;
  const bank = { type: 'bank_account', bank_account: { last4: '6789' } };
  const card = { type: 'card', card: { last4: '5556', fingerprint: 'mark_1' } };

  it('is waited for while there is nothing that can be paid', () => {
    expect(methodFrom([])).toEqual({ kind: 'waiting' });
    const unusable = [
      saved('usba_1', '2026-11-01T10:00:00Z', { ...bank, archived: true }),
      saved('card_1', '2026-11-01T10:00:00Z', { ...card, usage_status: { payments: 'invalid' } }),
    ];
    expect(methodFrom(unusable)).toEqual({ kind: 'waiting' });
  });

  it('is the newest card, with the mark by which it is known again', () => {
    const old = saved('card_0', '2026-11-01T10:00:00Z', {
      card: { last4: '0000', fingerprint: 'm' },
    });
    const bankToo = saved('usba_1', '2026-11-03T10:00:00Z', bank);
    const late = saved('card_1', '2026-11-02T10:00:00Z', card);
    const isCard = { kind: 'saved', ref: 'card_1', lastDigits: '56', way: 'debit-card' };
    expect(methodFrom([old, late])).toEqual({ ...isCard, identity: 'mark_1' });
    expect(methodFrom([bankToo, late, old])).toEqual({ ...isCard, identity: 'mark_1' });
  });

  it('is refused when it is nothing that could be known again: a bank account, or a kind added since', () => {
    const refused = { kind: 'refused', code: 'bad_account' };
    expect(methodFrom([saved('usba_1', '2026-11-01T10:00:00Z', bank)])).toEqual(refused);
    expect(methodFrom([saved('new_1', '2026-11-02T10:00:00Z')])).toEqual(refused);
  });
});
