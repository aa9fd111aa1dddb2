import * as fc from 'fast-check';
import { days, hours, newId } from '#kernel';
import { RailRegistry, type PayoutRail } from '#payouts';
import type { Observed, SubmitPayout, SubmitResult } from '../../src/payouts/rails/rail.js';
import type { ConnectPayout, Transfer } from '../../src/sandbox/stripe/v1/objects.js';
import type { Fault } from '../../src/sandbox/http/faults.js';
import { fillIn, sdkFor } from '../sandbox/support.js';
import { StripeCalls } from '../../src/payouts/rails/stripe-api/stripe-calls.js';
import { usd, type PayoutHouse } from './payout-house.js';
import { stripeConnect } from './stands/stripe-connect.js';
import type { Payee } from './stands/stand.js';

const TRANSFERS = '/v1/transfers';
const PAYOUTS = '/v1/payouts';
const FUNDED = 25_000_000;
/** How often a payment is looked at before a test gives up. */
const MOST_LOOKS = 40;

/** A transfer and a payout are one payment, whatever happens to either call or its answer. */
describe('The rail stripe-connect', () => {
  let house: PayoutHouse;
  let rail: PayoutRail;
  let payee: Payee;
  /** What left for good so far, by all tests. */
  let spent = 0;

  beforeAll(async () => {
    const open = await stripeConnect.open();
    house = open.house;
    rail = house.get(RailRegistry).get('stripe-connect');
    payee = await open.payee();
  });
  afterAll(() => house.close());
  afterEach(() => {
    const { connect } = house.sandbox.desk;
    house.sandbox.desk.clearFaults();
    expect(connect.resting()).toBe(0);
    expect(connect.availableMinor).toBe(FUNDED - spent);
    expect(connect.differences()).toEqual([]);
  });

  const order = (minor = 12_345): SubmitPayout => {
    const reference = newId('payout');
    return { key: `po:${reference}:1`, reference, ...payee, amount: usd(minor) };
  };
  const fails = (path: string, fault: Omit<Fault, 'path'>): void => {
    house.sandbox.desk.addFault({ method: 'POST', ...fault, path });
  };
  const lookUp = ({ reference, key, recipient }: SubmitPayout): Promise<Observed | null> =>
    rail.lookup({ reference, key, recipient, since: new Date(0) });
  const transfersFor = ({ reference }: SubmitPayout): Transfer[] =>
    house.sandbox.desk.connect
      .transfers()
      .filter(({ transfer_group: group }) => group === reference);
  const payoutsFor = ({ reference }: SubmitPayout): ConnectPayout[] =>
    house.sandbox.desk.connect
      .payouts()
      .map(({ object }) => object)
      .filter(({ metadata }) => metadata['payout'] === reference);
  const pass = (ms: number): void => {
    house.running.clock.advance(ms);
    house.sandbox.desk.forward(0);
  };
  /** Once it is hers, and once the days have passed in which it could come back. */
  const isHers = async (payment: SubmitPayout): Promise<void> => {
    pass(hours(1));
    expect(await lookUp(payment)).toMatchObject({ state: 'posted' });
    spent += Number(payment.amount.minor);
  };

  describe('when the answer to the transfer is lost', () => {
    it('makes no second transfer, and finishes with the payout', async () => {
      const payment = order();
      fails(TRANSFERS, { kind: 'drop_after', times: 2 });
      expect((await rail.submit(payment)).kind).toBe('unknown');
      const seen = await lookUp(payment);
      expect(seen).toMatchObject({ state: 'processing', isHalfDone: true });
      expect(payoutsFor(payment)).toEqual([]);
      const finished = await rail.finish?.(seen?.providerRef ?? '');
      expect(finished).toMatchObject({ reference: payment.reference, state: 'processing' });
      expect(finished?.isHalfDone).toBeUndefined();
      await rail.finish?.(seen?.providerRef ?? '');
      expect([transfersFor(payment).length, payoutsFor(payment).length]).toEqual([1, 1]);
      await isHers(payment);
    });

    it('makes none under the same key either', async () => {
      const payment = order();
      fails(TRANSFERS, { kind: 'drop_after', times: 2 });
      await rail.submit(payment);
      expect((await rail.submit(payment)).kind).toBe('accepted');
      expect([transfersFor(payment).length, payoutsFor(payment).length]).toEqual([1, 1]);
      await isHers(payment);
    });
  });

  it('takes a payout whose answer is lost for half done, and makes no second one', async () => {
    const payment = order();
    fails(PAYOUTS, { kind: 'drop_after', times: 2 });
    const result = await rail.submit(payment);
    expect(result).toMatchObject({ kind: 'accepted', observed: { isHalfDone: true } });
    const { observed } = result as Extract<SubmitResult, { kind: 'accepted' }>;
    expect(await rail.finish?.(observed.providerRef)).not.toHaveProperty('isHalfDone');
    expect(payoutsFor(payment)).toHaveLength(1);
    await isHers(payment);
  });

  it('does not begin the second step without the time to end it; whoever looks later makes it', async () => {
    const payment = order();
    const result = await rail.submit(payment, () => false);
    expect(result).toMatchObject({ kind: 'accepted', observed: { isHalfDone: true } });
    expect([transfersFor(payment).length, payoutsFor(payment).length]).toEqual([1, 0]);
    const { observed } = result as Extract<SubmitResult, { kind: 'accepted' }>;
    expect(await rail.finish?.(observed.providerRef)).not.toHaveProperty('isHalfDone');
    expect(payoutsFor(payment)).toHaveLength(1);
    await isHers(payment);
  });

  describe('when the bank account behind her account is exchanged', () => {
    const setUp = async (recipient: string, number: string): Promise<string> => {
      const urls = { refresh: house.sandbox.url, done: house.sandbox.url };
      await fillIn((await rail.onboardingLink?.(recipient, urls)) ?? '', number);
      house.sandbox.desk.forward(0);
      const saved = await rail.saveMethod(recipient, { kind: 'nothing' }, newId('method'));
      return saved.kind === 'saved' ? saved.ref : '';
    };
    const someone = async (): Promise<Payee> => {
      const name = { kind: 'name', givenName: 'Given', surname: 'Surname' } as const;
      const { ref: recipient } = await rail.ensureRecipient(name, newId('method'));
      return { recipient, method: await setUp(recipient, '700000000001') };
    };

    it('pays the one she chose, also when the payout is made later', async () => {
      const own = await someone();
      const payment = { ...order(), ...own };
      await rail.submit(payment, () => false);
      expect(await setUp(own.recipient, '700000000002')).not.toBe(own.method);
      await rail.finish?.(transfersFor(payment)[0]?.id ?? '');
      const next = { ...order(), ...own };
      await rail.submit(next);
      const paid = [...payoutsFor(payment), ...payoutsFor(next)];
      expect(paid.map(({ destination }) => destination)).toEqual([own.method, own.method]);
      await isHers(payment);
      spent += Number(next.amount.minor);
    });

    it('pays nobody when the one she chose is gone, and says why', async () => {
      const own = await someone();
      const { stripe } = house.get(StripeCalls);
      await setUp(own.recipient, '700000000003');
      await stripe.v2.moneyManagement.payoutMethods.archive(
        own.method,
        {},
        { stripeContext: own.recipient },
      );
      const payment = { ...order(), ...own };
      await rail.submit(payment);
      const [transfer] = transfersFor(payment);
      expect(await rail.finish?.(transfer?.id ?? '')).toMatchObject({
        state: 'failed',
        reason: 'bad_account',
        rawReason: 'resource_missing',
      });
      expect(payoutsFor(payment)).toEqual([]);
    });
  });

  it('says that the provider wants a rest when the second step was too much', async () => {
    const payment = order();
    fails(PAYOUTS, { kind: 'status_429', retryAfterSeconds: 7 });
    const result = await rail.submit(payment);
    expect(result).toMatchObject({
      kind: 'accepted',
      observed: { isHalfDone: true },
      retryAfterMs: 7_000,
    });
    const { observed } = result as Extract<SubmitResult, { kind: 'accepted' }>;
    fails(PAYOUTS, { kind: 'status_429', retryAfterSeconds: 7 });
    await expect(rail.finish?.(observed.providerRef)).rejects.toMatchObject({
      later: { retryAfterMs: 7_000 },
    });
    expect(await rail.finish?.(observed.providerRef)).not.toHaveProperty('isHalfDone');
    expect(payoutsFor(payment)).toHaveLength(1);
    await isHers(payment);
  });

  /** Somebody pays out once more under the same name, from what rests in her account. */
  const payOutAgain = async ({ reference, amount }: SubmitPayout): Promise<string> => {
    const { id } = await sdkFor(house.sandbox).payouts.create(
      {
        amount: Number(amount.minor),
        currency: 'usd',
        metadata: { payout: reference, attempt: `po:${reference}:1` },
      },
      { stripeContext: payee.recipient },
    );
    return id;
  };

  it('tells of a second payout that stands under one transfer, whichever way it is asked', async () => {
    const [payment, other] = [order(1_234), order(1_234)];
    await rail.submit(payment);
    fails(PAYOUTS, { kind: 'drop_before', times: 2 });
    await rail.submit(other);
    const second = await payOutAgain(payment);
    const [ref = '', otherRef = ''] = [payment, other].map((one) => transfersFor(one)[0]?.id);
    const seen = async (): Promise<(Observed | null | undefined)[]> => [
      await lookUp(payment),
      await rail.fetch(ref),
      await rail.finish?.(ref),
    ];
    const twice = { providerRef: ref, state: 'processing', others: [second] };
    expect(await seen()).toMatchObject([twice, twice, twice]);
    expect(await rail.fetch(otherRef)).not.toHaveProperty('others');

    // One that failed beside one that stands was only tried again.
    house.sandbox.desk.connect.decide(second, 'fail', 'account_closed');
    for (const one of await seen()) {
      expect(one).not.toHaveProperty('others');
      expect(one).not.toHaveProperty('isHalfDone');
    }
    expect(await rail.finish?.(otherRef)).not.toHaveProperty('isHalfDone');
    await isHers(payment);
    spent += 1_234;
  });

  it('calls both off, or says that it is too late', async () => {
    const [payment, other] = [order(2_345), order(2_345)];
    await rail.submit(payment);
    fails(PAYOUTS, { kind: 'drop_before', times: 2 });
    await rail.submit(other);
    await payOutAgain(payment);
    const [ref = '', otherRef = ''] = [payment, other].map((one) => transfersFor(one)[0]?.id);
    expect(await rail.cancel(ref, 'both')).toBe('cancelled');
    expect(payoutsFor(payment).map(({ status }) => status)).toEqual(['canceled', 'canceled']);
    expect(await rail.cancel(otherRef, 'other')).toBe('cancelled');
  });

  describe('when the provider stored a failure', () => {
    it('finds the transfer that was made all the same', async () => {
      const payment = order();
      fails(TRANSFERS, { kind: 'status_500', effect: true });
      expect(await rail.submit(payment)).toEqual({ kind: 'unknown', code: '500' });
      expect(await rail.submit(payment)).toEqual({ kind: 'unknown', code: '500' });
      const seen = await lookUp(payment);
      await rail.finish?.(seen?.providerRef ?? '');
      expect([transfersFor(payment).length, payoutsFor(payment).length]).toEqual([1, 1]);
      await isHers(payment);
    });

    it('hears it again under the same key, with nothing made; a new attempt pays', async () => {
      const payment = order();
      fails(TRANSFERS, { kind: 'status_500', effect: false });
      expect(await rail.submit(payment)).toEqual({ kind: 'unknown', code: '500' });
      expect(await rail.submit(payment)).toEqual({ kind: 'unknown', code: '500' });
      expect(await lookUp(payment)).toBeNull();
      const second = { ...payment, key: `po:${payment.reference}:2` };
      expect((await rail.submit(second)).kind).toBe('accepted');
      expect(transfersFor(payment)).toHaveLength(1);
      await isHers(payment);
    });

    it.each([true, false])('of the payout (made: %s), makes one payout', async (effect) => {
      const payment = order();
      fails(PAYOUTS, { kind: 'status_500', effect });
      await rail.submit(payment);
      const seen = await lookUp(payment);
      const finished = await rail.finish?.(seen?.providerRef ?? '');
      expect(finished).not.toHaveProperty('isHalfDone');
      expect([transfersFor(payment).length, payoutsFor(payment).length]).toEqual([1, 1]);
      await isHers(payment);
    });

    it('of the payout under every key there is, waits until the keys are forgotten', async () => {
      const payment = order();
      fails(PAYOUTS, { kind: 'status_500', effect: false, times: 6 });
      await rail.submit(payment);
      const [transfer] = transfersFor(payment);
      for (let look = 0; look < 4; look += 1) {
        expect(await rail.finish?.(transfer?.id ?? '')).toMatchObject({ isHalfDone: true });
      }
      expect(house.sandbox.desk.connect.resting()).toBe(12_345);
      pass(hours(25));
      expect(await rail.finish?.(transfer?.id ?? '')).not.toHaveProperty('isHalfDone');
      expect(payoutsFor(payment)).toHaveLength(1);
      await isHers(payment);
    });

    it.each([true, false])(
      'of the way back (made: %s), brings the money back once',
      async (effect) => {
        const payment = order(1_515);
        await rail.submit(payment);
        pass(hours(1));
        const [transfer] = transfersFor(payment);
        const id = transfer?.id ?? '';
        fails(`${TRANSFERS}/${id}/reversals`, { kind: 'status_500', effect });
        await expect(rail.finish?.(id)).rejects.toMatchObject({ code: 'RAIL_UNAVAILABLE' });
        expect(await rail.finish?.(id)).toMatchObject({ state: 'failed', reason: 'declined' });
        expect(transfersFor(payment).map(({ amount_reversed: back }) => back)).toEqual([1_515]);
      },
    );
  });

  it('brings back what failed after it was paid', async () => {
    const payment = order(1_313);
    await rail.submit(payment);
    pass(hours(1));
    expect(await lookUp(payment)).toMatchObject({ state: 'posted' });
    pass(days(7));
    const seen = await lookUp(payment);
    expect(seen).toMatchObject({ state: 'processing', isHalfDone: true });
    expect(await rail.finish?.(seen?.providerRef ?? '')).toMatchObject({
      state: 'failed',
      reason: 'closed_account',
    });
  });

  /** What the sender and the watch do together, until it is known what became of the payment. */
  async function carryThrough(payment: SubmitPayout): Promise<Observed> {
    let attempt = 1;
    for (let look = 0; look < MOST_LOOKS; look += 1) {
      const seen = await lookUp(payment).catch(() => 'silence' as const);
      if (seen === 'silence') continue;
      if (seen === null) {
        const key = `po:${payment.reference}:${String(attempt)}`;
        const result = await rail.submit({ ...payment, key });
        if (result.kind === 'unknown' && result.code === '500') attempt += 1;
      } else if (seen.isHalfDone) {
        await rail.finish?.(seen.providerRef).catch(() => undefined);
      } else return seen;
    }
    throw new Error('The payment did not come to an end.');
  }

  it('pays once or not at all, and leaves nothing behind, on any bad wire', async () => {
    const fault = fc.record({
      kind: fc.constantFrom('drop_before', 'drop_after', 'status_500', 'status_429', 'html_200'),
      method: fc.constantFrom('POST', 'POST', 'GET'),
      path: fc.constantFrom(TRANSFERS, PAYOUTS),
      effect: fc.boolean(),
      times: fc.integer({ min: 1, max: 2 }),
    });
    // Paid; paid and then failed; failed at once.
    const amount = fc.constantFrom(7_700, 1_313, 1_515);
    await fc.assert(
      fc.asyncProperty(fc.array(fault, { maxLength: 5 }), amount, async (faults, minor) => {
        const payment = order(minor);
        house.sandbox.desk.clearFaults();
        for (const one of faults as Fault[]) house.sandbox.desk.addFault(one);
        await carryThrough(payment);
        pass(hours(1));
        await carryThrough(payment);
        pass(days(7));
        const end = await carryThrough(payment);
        const standing = transfersFor(payment).filter(({ reversed }) => !reversed);
        const paid = payoutsFor(payment).filter(({ status }) => status === 'paid');
        const isPaid = minor === 7_700;
        expect([end.state, standing.length, paid.length]).toEqual(
          isPaid ? ['posted', 1, 1] : ['failed', 0, 0],
        );
        if (isPaid) spent += minor;
        expect(house.sandbox.desk.connect.resting()).toBe(0);
      }),
      { numRuns: 25 },
    );
  });
});
