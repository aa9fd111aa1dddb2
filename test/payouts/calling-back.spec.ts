import { hours } from '#kernel';
import { Methods, Payouts, Recalls, type Payout } from '#payouts';
import { setUpPayment } from '../../src/cli/story/applicant.js';
import { prepareBatch, releaseBatch } from '../../src/cli/story/staff.js';
import { expectBooksToBalance, openTheatre, type Theatre } from '../support/stage.js';
import { details, PayoutHouse, RAIL, usd } from './payout-house.js';
import { aYesAt, payoutOf, staffAt } from './yes.js';

const PAYMENTS = '/v2/money_management/outbound_payments';

// Goal: a payment that would reach the wrong hands is stopped while its company still can, and nobody is told that it was when it was not.
describe('A payment that is called back', () => {
  let house: PayoutHouse;
  beforeAll(async () => {
    house = await PayoutHouse.open();
  });
  afterEach(async () => {
    house.sandbox.desk.clearFaults();
    expect(await house.brokenPromises()).toEqual([]);
  });
  afterAll(() => house.close());

  async function sent(): Promise<Payout> {
    const { id } = await house.released(usd(12_000));
    await house.sending.sweep();
    return house.get(Payouts).get(id);
  }

  const callBack = (payout: Payout, person = house.preparer): Promise<void> =>
    house.get(Recalls).callBack(payout.id, person);

  it('goes back to the award, and she is asked for another way', async () => {
    const payout = await sent();
    expect(house.get(Recalls).mayAsk(payout)).toBe(true);
    await callBack(payout);
    expect(await house.get(Payouts).get(payout.id)).toMatchObject({
      state: 'failed',
      reason: 'cancelled_at_provider',
    });
    expect(await house.entriesOf(payout)).toEqual(['payout.initiated', 'payout.failed']);
    expect(await house.get(Methods).current(payout.applicantId)).toBeNull();
    const acts = await house.running.database.query<{ act: string; actor: string }>(
      `select act, actor from audit_event where subject = $1 and kind = 'decision'`,
      [payout.id],
    );
    expect(acts).toContainEqual({ act: 'PaymentCallBackAsked', actor: house.preparer });
  });

  it('is paid by another way that she chose meanwhile, and she is asked for nothing', async () => {
    const payout = await sent();
    const { applicantId, awardId } = payout;
    const wish = { applicantId, awardId, rail: RAIL, language: 'en' };
    await house.get(Methods).setUp(wish, details('000999999999'));
    await house.get(Methods).refresh();
    await callBack(payout);
    await house.running.drain();
    const chosen = await house.get(Methods).current(applicantId);
    expect(chosen).toMatchObject({ state: 'active', version: 2 });
    expect(await house.newestOf(applicantId)).toMatchObject({
      ...{ reissueOf: payout.id, state: 'approved', methodId: chosen?.id },
    });
    const asked = await house.running.database.query(
      `select 1 from audit_event where subject = $1 and act = 'AnotherWayAskedFor'`,
      [payout.id],
    );
    expect(asked).toEqual([]);
  });

  it('too late stays what it is: paid, and the books with it', async () => {
    const payout = await sent();
    await house.pass(hours(2));
    await expect(callBack(payout)).rejects.toMatchObject({ code: 'PAYMENT_GONE' });
    expect(await house.stateOf(payout.id)).toBe('paid');
    expect(await house.entriesOf(payout)).toEqual(['payout.initiated', 'payout.settled']);
    await expect(callBack(payout)).rejects.toMatchObject({ code: 'PAYMENT_GONE' });
  });

  it('twice at the same moment is called back once', async () => {
    const payout = await sent();
    const tries = await Promise.allSettled([callBack(payout), callBack(payout, house.releaser)]);
    expect(tries.some(({ status }) => status === 'fulfilled')).toBe(true);
    expect(await house.entriesOf(payout)).toEqual(['payout.initiated', 'payout.failed']);
  });

  it('while the company does not answer is as it was, and is asked again later', async () => {
    const payout = await sent();
    const fault = { kind: 'drop_after', method: 'POST', path: PAYMENTS, times: 2 } as const;
    house.sandbox.desk.addFault(fault);
    await expect(callBack(payout)).rejects.toMatchObject({ code: 'RAIL_UNAVAILABLE' });
    // The company did it, and its answer was lost: the same key asks again, and what it says then decides.
    await callBack(payout);
    expect(await house.stateOf(payout.id)).toBe('failed');
    expect(await house.entriesOf(payout)).toEqual(['payout.initiated', 'payout.failed']);
  });

  it('cannot be asked for before it left, nor after it ended', async () => {
    const released = await house.released(usd(13_000));
    expect(house.get(Recalls).mayAsk(released)).toBe(false);
    await expect(callBack(released)).rejects.toMatchObject({ code: 'PAYMENT_GONE' });
    await house.putAside();
  });
});

describe('The page that calls a payment back', () => {
  let theatre: Theatre;
  beforeAll(async () => {
    theatre = await openTheatre();
  });
  afterAll(() => theatre.stop());

  it('says what will happen and what she reads then, does it, and is not offered again', async () => {
    const { visitor } = await aYesAt(theatre, '311.11');
    await setUpPayment(visitor);
    await theatre.drain();
    const preparer = await staffAt(theatre, 'preparer');
    const payout = await payoutOf(theatre, '311.11');
    await releaseBatch(await staffAt(theatre, 'releaser'), await prepareBatch(preparer, [payout]));
    await theatre.drain();
    await preparer.open(`/finance/payouts/${payout}`);
    expect(preparer.page.text).toContain('Call it back');
    await preparer.open(`/finance/payouts/${payout}/call-back`);
    expect(preparer.page.text).toContain('If it is too late, nothing changes');
    await preparer.send({}, '/call-back');
    expect(preparer.page.path).toBe(`/finance/payouts/${payout}`);
    expect(preparer.page.text).not.toContain('Call it back');
    expect((await preparer.open(`/finance/payouts/${payout}/call-back`)).path).toBe(
      `/finance/payouts/${payout}`,
    );
    await expectBooksToBalance(theatre);
  });
});
