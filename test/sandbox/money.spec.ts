import { mkdtempSync, readFileSync, rmSync, appendFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { constantFrom, array, asyncProperty, assert, integer, tuple } from 'fast-check';
import type { Stripe } from 'stripe';
import type { RunningSandbox } from '../../src/sandbox/sandbox.js';
import { errorOf, paymentTo, recipientWith, sdkFor, standingSandbox } from './support.js';

const dayMs = 24 * 3_600_000;

describe('money at the sandbox', () => {
  let sandbox: RunningSandbox;
  let stripe: Stripe;

  beforeEach(async () => {
    sandbox = await standingSandbox();
    stripe = sdkFor(sandbox);
  });

  afterEach(async () => {
    expect(sandbox.desk.state().books).toEqual({ isBalanced: true, differences: [] });
    await sandbox.stop();
  });

  it.each([
    ['000123456789', 50_000, ['posted', undefined], 0],
    ['000111111113', 50_000, ['failed', 'payout_method_does_not_exist'], 0],
    ['000111111116', 50_000, ['returned', 'payout_method_closed'], 2 * dayMs],
    ['000222222227', 50_000, ['processing', 'under_review'], 9 * dayMs],
    ['000333333335', 50_000, ['returned', 'payout_method_restricted'], 2 * dayMs],
    ['000555555559', 50_000, ['failed', 'payout_method_amount_limit_exceeded'], 0],
    ['000666666661', 50_000, ['processing', undefined], 9 * dayMs],
    ['000777777773', 50_000, ['returned', 'recalled'], 2 * dayMs],
    ['000888888885', 50_000, ['failed', 'unknown_failure'], dayMs],
    ['000123456789', 1313, ['returned', 'payout_method_closed'], 2 * dayMs],
    ['000123456789', 1414, ['processing', 'under_review'], 9 * dayMs],
    ['000123456789', 1515, ['failed', 'payout_method_declined'], 0],
  ])('account %s and amount %d end as %j', async (number, value, end, afterMs) => {
    const to = await recipientWith(stripe, number);
    const { id } = await stripe.v2.moneyManagement.outboundPayments.create(paymentTo(to, value));
    sandbox.desk.forward(2_000 + afterMs);
    const payment = await stripe.v2.moneyManagement.outboundPayments.retrieve(id);
    const [detail] = Object.values(payment.status_details ?? {}) as { reason: string }[];
    expect([payment.status, detail?.reason]).toEqual(end);
  });

  it('posts before it returns: both are events, and the money is back', async () => {
    const to = await recipientWith(stripe, '000111111116');
    const { id } = await stripe.v2.moneyManagement.outboundPayments.create(paymentTo(to));
    sandbox.desk.forward(7 * dayMs);
    const events = await stripe.v2.core.events.list({ object_id: id });
    expect(events.data.map(({ type, created }) => [type.split('.').at(-1), created])).toEqual([
      ['returned', '2026-11-04T09:00:02.000Z'],
      ['posted', '2026-11-02T09:00:02.000Z'],
      ['created', '2026-11-02T09:00:00.000Z'],
    ]);
    expect(sandbox.desk.state().balance.availableMinor).toBe(25_000_000);
  });

  it('moves money from available to pending to away, and the entries say so', async () => {
    const to = await recipientWith(stripe);
    const { id } = await stripe.v2.moneyManagement.outboundPayments.create(paymentTo(to, 70_000));
    const balance = async (): Promise<(number | undefined)[]> => {
      const account = await stripe.v2.moneyManagement.financialAccounts.retrieve('fa_sandbox_main');
      const { available, outbound_pending: pending } = account.balance;
      return [available['usd']?.value, pending['usd']?.value];
    };
    expect(await balance()).toEqual([24_930_000, 70_000]);
    sandbox.desk.forward(2_000);
    expect(await balance()).toEqual([24_930_000, 0]);
    const { data } = await stripe.v2.moneyManagement.transactions.list({ flow: id });
    expect(data).toMatchObject([
      { category: 'outbound_payment', status: 'posted', amount: { value: -70_000 } },
    ]);
    const entries = await stripe.v2.moneyManagement.transactionEntries
      .list({ transaction: data[0]?.id ?? '', limit: 1 })
      .autoPagingToArray({ limit: 10 });
    expect(
      entries.map(({ balance_impact: impact }) => [
        impact.available.value,
        impact.outbound_pending.value,
      ]),
    ).toEqual([
      [0, -70_000],
      [-70_000, 70_000],
    ]);
  });

  it('books a return as a transaction of its own that names the payment', async () => {
    const to = await recipientWith(stripe, '000333333335');
    const { id } = await stripe.v2.moneyManagement.outboundPayments.create(paymentTo(to, 70_000));
    sandbox.desk.forward(3 * dayMs);
    const { data } = await stripe.v2.moneyManagement.transactions.list({ flow: id });
    expect(data.map(({ category, amount }) => [category, amount.value])).toEqual([
      ['outbound_payment_reversal', 70_000],
      ['outbound_payment', -70_000],
    ]);
  });

  it('books fees in one batch for all payments that left', async () => {
    expect(sandbox.desk.chargeFees()).toBeNull();
    const to = await recipientWith(stripe);
    const failing = await recipientWith(stripe, '000111111113');
    for (const recipient of [to, to, failing]) {
      await stripe.v2.moneyManagement.outboundPayments.create(paymentTo(recipient));
    }
    sandbox.desk.forward(2_000);
    expect(sandbox.desk.chargeFees()).toMatchObject({
      category: 'stripe_fee',
      amount: { value: -300 },
      flow: { type: 'fee_batch' },
    });
    expect(sandbox.desk.chargeFees()).toBeNull();
  });

  it('lets a person decide, against the plan, but never against the order of states', async () => {
    const to = await recipientWith(stripe, '000222222227');
    const { id } = await stripe.v2.moneyManagement.outboundPayments.create(paymentTo(to));
    expect(() => sandbox.desk.decide(id, 'return', 'recalled')).toThrow('processing');
    sandbox.desk.decide(id, 'post', null);
    sandbox.desk.decide(id, 'return', 'payout_method_holder_name_incorrect');
    expect(() => sandbox.desk.decide(id, 'post', null)).toThrow('returned');
    const payment = await stripe.v2.moneyManagement.outboundPayments.retrieve(id);
    expect(payment.status_details?.returned?.reason).toBe('payout_method_holder_name_incorrect');
  });

  it('refuses the account that the bank does not know, and a routing number with a wrong digit', async () => {
    await expect(recipientWith(stripe, '000444444440')).rejects.toMatchObject({
      type: 'InvalidPayoutMethodError',
    });
    const { account } = await recipientWith(stripe);
    const error = await errorOf(
      stripe.v2.moneyManagement.outboundSetupIntents.create(
        {
          payout_method_data: {
            type: 'bank_account',
            bank_account: {
              country: 'US',
              currency: 'usd',
              account_number: '000123456789',
              routing_number: '110000001',
            },
          },
        },
        { stripeContext: account },
      ),
    );
    expect(error.message).toContain('routing number');
  });
});

describe('any sequence of acts at the sandbox', () => {
  it('keeps every cent: what is left is what came in less fees and what is out', async () => {
    const sandbox = await standingSandbox({ startingBalanceMinor: 500 });
    const stripe = sdkFor(sandbox);
    const { desk } = sandbox;
    const { outboundPayments } = stripe.v2.moneyManagement;

    const paymentId = (size: number): string => {
      const payments = desk.payments();
      return payments[size % Math.max(payments.length, 1)]?.id ?? 'obp_none';
    };
    const acts: Record<string, (size: number, account: string) => unknown> = {
      pay: (value, recipient) =>
        outboundPayments.create({
          amount: { value, currency: 'usd' },
          from: { financial_account: 'fa_sandbox_main', currency: 'usd' },
          to: { recipient },
        }),
      cancel: (size) => outboundPayments.cancel(paymentId(size)),
      post: (size) => desk.decide(paymentId(size), 'post', null),
      fail: (size) => desk.decide(paymentId(size), 'fail', null),
      return: (size) => desk.decide(paymentId(size), 'return', null),
      clock: (size) => desk.forward(size * 3_600_000),
      topUp: (size) => desk.topUp(size),
      fees: () => desk.chargeFees(),
    };
    const sequence = array(
      tuple(constantFrom(...Object.keys(acts)), integer({ min: 1, max: 400 })),
      {
        minLength: 5,
        maxLength: 25,
      },
    );
    await assert(
      asyncProperty(sequence, async (steps) => {
        desk.reset();
        const { account } = await recipientWith(stripe, '000111111116');
        for (const [act, size] of steps) {
          // An act that is refused must leave nothing behind; whether it is refused is not the question.
          await Promise.resolve()
            .then(() => acts[act]?.(size, account))
            .catch(() => undefined);
        }
        const { balance, books } = desk.state();
        const sum = (rows: readonly { amount: { value: number } }[]): number =>
          rows.reduce((total, { amount }) => total + amount.value, 0);
        const came = sum(desk.transactions().filter(({ category }) => /credit|fee/.test(category)));
        const out = sum(
          desk.payments().filter(({ status }) => status === 'processing' || status === 'posted'),
        );
        expect(books.differences).toEqual([]);
        expect(balance.availableMinor).toBe(came - out);
      }),
      { numRuns: 25 },
    );
    await sandbox.stop();
  });
});

describe('a restart of the sandbox', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'sandbox-'));

  afterAll(() => {
    rmSync(dataDir, { recursive: true });
  });

  it('keeps money, payments, keys, the clock and what is still to happen', async () => {
    const first = await standingSandbox({ dataDir, secretKey: 'sk_test_same' });
    const stripe = sdkFor(first);
    const to = await recipientWith(stripe, '000111111116');
    const options = { idempotencyKey: 'key-1' };
    const payment = await stripe.v2.moneyManagement.outboundPayments.create(paymentTo(to), options);
    first.desk.forward(dayMs);
    const before = first.desk.state();
    await first.stop();
    const journal = join(dataDir, 'sandbox', 'journal.jsonl');
    expect(readFileSync(journal, 'utf8')).not.toContain('000111111116');
    appendFileSync(journal, '[["payment","obp_half"');

    const second = await standingSandbox({ dataDir, secretKey: 'sk_test_same' });
    const again = sdkFor(second);
    expect(second.desk.state()).toEqual(before);
    const replay = await again.v2.moneyManagement.outboundPayments.create(paymentTo(to), options);
    expect(replay.id).toBe(payment.id);
    second.desk.forward(2 * dayMs);
    expect(second.desk.payments().map(({ status }) => status)).toEqual(['returned']);
    expect(second.desk.state().books.isBalanced).toBe(true);
    second.desk.reset();
    expect(second.desk.state()).toMatchObject({
      payments: {},
      balance: { availableMinor: 25_000_000, outboundPendingMinor: 0 },
      clock: { offsetMs: 0 },
    });
    await second.stop();
  });

  it('keeps what came after everything had been forgotten, and nothing from before', async () => {
    const secrets = { dataDir, secretKey: 'sk_test_same' };
    const first = await standingSandbox(secrets);
    const pay = async (): Promise<string> => {
      const stripe = sdkFor(first);
      const to = await recipientWith(stripe);
      return (await stripe.v2.moneyManagement.outboundPayments.create(paymentTo(to))).id;
    };
    const early = await pay();
    first.desk.reset();
    const late = await pay();
    await first.stop();
    const second = await standingSandbox(secrets);
    const ids = second.desk.payments().map(({ id }) => id);
    await second.stop();
    expect(ids).toContain(late);
    expect(ids).not.toContain(early);
  });
});
