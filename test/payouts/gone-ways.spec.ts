import { minutes } from '#kernel';
import {
  BatchPauses,
  MethodDisputes,
  Methods,
  Payouts,
  SendingHalts,
  SendingPolicy,
  type Payout,
} from '#payouts';
import { UnitOfWork } from '#platform';
import { MethodChanges } from '../../src/payouts/methods/method-changes.service.js';
import { PayoutPlanning } from '../../src/payouts/planning.service.js';
import { SendingRecords } from '../../src/payouts/sending/sending-records.service.js';
import { details, PayoutHouse, RAIL, usd, type Case } from './payout-house.js';

const PAYMENTS = '/v2/money_management/outbound_payments';
const OTHER_ACCOUNT = '000999999999';
const AT_FIRST = 15_000;
const TOP_UP = 2_000;

// Goal: money never goes to a way that is not hers any more, and what was on its way there comes to her by the one she has.
describe('A payment whose way is gone', () => {
  let house: PayoutHouse;
  let liesThere = AT_FIRST;
  beforeAll(async () => {
    house = await PayoutHouse.open({}, AT_FIRST);
  });
  beforeEach(() => {
    Object.assign(house.policy, new SendingPolicy(), {
      ...{ backOffMs: 1, mostBackOffMs: 1, quietMs: 0, pace: { questionsPerSecond: null } },
    });
  });
  afterEach(async () => {
    house.sandbox.desk.clearFaults();
    await house.putAside();
    expect(await house.brokenPromises()).toEqual([]);
  });
  afterAll(() => house.close());

  async function changesTo(yes: Case, countsFrom: 'now' | 'next' = 'now'): Promise<void> {
    const { applicantId, awardId } = yes;
    const wish = { applicantId, awardId, rail: RAIL, language: 'en', countsFrom };
    await house.get(Methods).setUp(wish, details(OTHER_ACCOUNT));
    await house.running.drain();
    await house.get(Methods).refresh();
    await house.running.drain();
  }

  async function releasedFor(minor = 3_000): Promise<{ yes: Case; payout: Payout }> {
    const yes = await house.aYes(usd(minor));
    const payout = await house.setUp(yes);
    await house.release();
    return { yes, payout };
  }

  /** Its call was answered: there is no money for it. */
  async function parked(): Promise<{ yes: Case; payout: Payout }> {
    const made = await releasedFor(liesThere + 1_000);
    await house.sending.sweep();
    await expectReleasedAgain(made.payout);
    return made;
  }

  async function expectReleasedAgain(payout: Payout): Promise<void> {
    expect(await house.stateOf(payout.id)).toBe('released');
    const [attempt] = await house.get(Payouts).attempts(payout.id);
    expect(attempt?.firstSentAt).not.toBeNull();
  }

  /** The provider has money and answers again, and senders come by. */
  async function sendersComeBy(): Promise<void> {
    house.sandbox.desk.clearFaults();
    house.sandbox.desk.topUp(TOP_UP);
    liesThere += TOP_UP;
    for (let round = 0; round < 4; round += 1) {
      await house.wakeUp();
      await house.sending.sweep();
    }
  }

  async function expectSentOnce(payout: Payout): Promise<void> {
    expect(await house.stateOf(payout.id)).toBe('in_transit');
    expect(house.paymentsFor(payout)).toBe(1);
    liesThere -= Number(payout.amount.minor);
  }

  function suspend({ applicantId }: Case, { methodId }: Payout): Promise<void> {
    return house
      .get(UnitOfWork)
      .run(() => house.get(MethodChanges).suspend(applicantId, house.preparer, methodId));
  }

  async function expectReplaced({ yes, payout }: { yes: Case; payout: Payout }): Promise<void> {
    expect(house.paymentsFor(payout)).toBe(0);
    expect(await house.stateOf(payout.id)).toBe('cancelled');
    expect(await house.entriesOf(payout)).toEqual([]);
    await house.get(PayoutPlanning).planDue();
    const next = await house.newestOf(yes.applicantId);
    expect(next).toMatchObject({ reissueOf: payout.id, state: 'approved' });
    expect(next.methodId).not.toBe(payout.methodId);
  }

  it('is not paid there when it waited for money', async () => {
    const made = await parked();
    await changesTo(made.yes);
    await sendersComeBy();
    await expectReplaced(made);
  });

  it('is not paid there when the provider was too busy for it', async () => {
    const made = await releasedFor();
    house.sandbox.desk.addFault({ kind: 'status_429', method: 'POST', path: PAYMENTS, times: 4 });
    await house.sending.sendNext();
    await expectReleasedAgain(made.payout);
    await changesTo(made.yes);
    await sendersComeBy();
    await expectReplaced(made);
  });

  it('is paid where she says when the change counts from the next one', async () => {
    const { yes, payout } = await parked();
    await changesTo(yes, 'next');
    await sendersComeBy();
    await expectSentOnce(payout);
  });

  it('goes nowhere once she says that it was not her', async () => {
    const { yes, payout } = await parked();
    await house.get(MethodDisputes).dispute(yes.applicantId);
    await sendersComeBy();
    expect(house.paymentsFor(payout)).toBe(0);
    expect(await house.stateOf(payout.id)).toBe('cancelled');
    await house.get(PayoutPlanning).planDue();
    expect((await house.newestOf(yes.applicantId)).id).toBe(payout.id);
  });

  it('that was claimed while its batch stood still ends while it stands', async () => {
    const made = await releasedFor();
    await house.taken();
    const { batchId } = await house.get(Payouts).get(made.payout.id);
    if (batchId === null) throw new Error('It was released in a batch.');
    await house.get(BatchPauses).pause(batchId, house.preparer, 'Something is odd in here.');
    await changesTo(made.yes);
    expect(await house.stateOf(made.payout.id)).toBe('sending');
    await house.wakeUp();
    await house.sending.sweep();
    await expectReplaced(made);
  });

  it('so it does while sending is halted', async () => {
    const made = await releasedFor();
    await house.taken();
    await house.get(SendingHalts).halt('Something does not add up.');
    await changesTo(made.yes);
    await house.wakeUp();
    await house.sending.sweep();
    await expectReplaced(made);
  });

  it('is not marked, however short before the call she changed it', async () => {
    const made = await releasedFor();
    const works = await house.taken();
    await changesTo(made.yes);
    expect(await house.get(SendingRecords).mark(works, 1_000)).toEqual([]);
    await sendersComeBy();
    await expectReplaced(made);
  });

  it('is taken over where the provider has it, although its answer was lost', async () => {
    const { yes, payout } = await releasedFor();
    house.sandbox.desk.addFault({ kind: 'drop_after', method: 'POST', path: PAYMENTS, times: 2 });
    await house.sending.sendNext();
    expect(await house.stateOf(payout.id)).toBe('outcome_unknown');
    await changesTo(yes);
    await sendersComeBy();
    await expectSentOnce(payout);
  });

  it('ends only when no call of it can be at work any more', async () => {
    house.policy.quietMs = minutes(15);
    const made = await releasedFor();
    house.sandbox.desk.addFault({ kind: 'drop_before', method: 'POST', path: PAYMENTS, times: 2 });
    await house.sending.sendNext();
    await changesTo(made.yes);
    await sendersComeBy();
    expect(await house.stateOf(made.payout.id)).toBe('outcome_unknown');
    await house.sql(
      `update payout_attempt set last_sent_at = last_sent_at - interval '16 minutes' where payout_id = $1`,
      made.payout.id,
    );
    await sendersComeBy();
    await expectReplaced(made);
  });

  it('waits while she sets up another way, and goes when that comes to nothing', async () => {
    const { yes, payout } = await parked();
    house.policy.mostBackOffMs = minutes(30);
    const changes = house.get(MethodChanges);
    const { applicantId, awardId } = yes;
    const begun = await changes.begin({ applicantId, awardId, rail: RAIL, language: 'en' });
    await sendersComeBy();
    expect(await house.stateOf(payout.id)).toBe('released');
    expect(house.paymentsFor(payout)).toBe(0);
    await changes.abandon(begun);
    await sendersComeBy();
    await expectSentOnce(payout);
  });

  it('is void when finance asks her for another way, released or not', async () => {
    const { yes, payout } = await releasedFor();
    await suspend(yes, payout);
    expect(await house.stateOf(payout.id)).toBe('cancelled');
    const waited = await parked();
    await suspend(waited.yes, waited.payout);
    await sendersComeBy();
    expect(house.paymentsFor(waited.payout)).toBe(0);
    expect(await house.stateOf(waited.payout.id)).toBe('cancelled');
  });
});
