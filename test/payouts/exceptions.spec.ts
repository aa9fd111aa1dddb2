import { setTimeout as wait } from 'node:timers/promises';
import { BooksService, Vouchers, type VoucherDraft } from '#ledger';
import {
  ExceptionOwners,
  Methods,
  OtherWays,
  PayoutCorrections,
  PayoutExceptions,
  Payouts,
  type Payout,
} from '#payouts';
import { UnitOfWork } from '#platform';
import { PayoutsStore } from '../../src/payouts/payouts.store.js';
import { PayoutPlanning } from '../../src/payouts/planning.service.js';
import { PayoutHouse, days, details, hours, usd } from './payout-house.js';

const CLOSED_ACCOUNT = '000111111116';
const REASON = 'Nobody could be reached for months.';

// Goal: nothing that failed is lost from sight, and what is given up is given up by two and clean in the books.
// Method: the services on a real database, with the provider's sandbox.
describe('Exceptions', () => {
  let house: PayoutHouse;
  let vouchers: Vouchers;
  let corrections: PayoutCorrections;
  beforeAll(async () => {
    house = await PayoutHouse.open();
    vouchers = house.get(Vouchers);
    corrections = house.get(PayoutCorrections);
  });
  afterAll(() => house.close());
  afterEach(async () => {
    expect(await house.brokenPromises()).toEqual([]);
    await house.sql(
      `update payout set state = 'cancelled', closed_at = now() where state in ('approved', 'released')`,
    );
    // The next person has the same account, which is no matter of this test.
    await house.sql('update payout_method set fingerprint = null, likeness = null');
  });

  async function returned(): Promise<Payout> {
    const payout = await house.released(usd(45_000), CLOSED_ACCOUNT);
    await house.running.drain();
    await house.pass(hours(2));
    await house.settlement.poll();
    await house.pass(days(2));
    await house.settlement.poll();
    expect(await house.stateOf(payout.id)).toBe('returned');
    return house.get(Payouts).get(payout.id);
  }

  const listed = async (payout: Payout): Promise<boolean> =>
    (await house.get(Payouts).exceptions()).some(({ id }) => id === payout.id);

  it('are written off by two: the books are clear, nothing is owed, nothing can be paid', async () => {
    const payout = await returned();
    const draft = await corrections.draftWriteOff(payout.id, REASON);
    const voucher = await vouchers.submit(draft, { actor: house.preparer });
    expect(voucher.state).toBe('proposed');
    await expect(vouchers.post(voucher.id, house.preparer)).rejects.toMatchObject({
      code: 'NEEDS_SECOND_PERSON',
    });
    expect(await listed(payout)).toBe(true);
    await vouchers.post(voucher.id, house.releaser);

    const balance = await house.get(BooksService).awardBalance(payout.ledgerRef, 'USD');
    expect([balance.owed, balance.inTransit, balance.committed].map(({ minor }) => minor)).toEqual([
      0n,
      0n,
      0n,
    ]);
    expect(await listed(payout)).toBe(false);
    expect(await house.get(Payouts).forApplicant(payout.applicantId)).toEqual([]);
    expect(await house.get(PayoutPlanning).planFor(payout.awardId)).toBe(0);
    await expect(
      house.get(PayoutExceptions).retry(payout.id, house.preparer),
    ).rejects.toMatchObject({ code: 'PAYOUT_ALREADY_HANDLED' });
    const [award] = await house.running.database.query<{ state: string }>(
      'select state from award where id = $1',
      [payout.awardId],
    );
    expect(award?.state).toBe('cancelled');
    await expect(corrections.draftWriteOff(payout.id, REASON)).rejects.toMatchObject({
      code: 'NOTHING_TO_CANCEL',
    });
  });

  /** Somebody plans payouts of the award while the second person posts: in which order they came through. */
  async function postedWhilePlanning(
    draft: VoucherDraft,
    { awardId }: Payout,
  ): Promise<readonly string[]> {
    const voucher = await vouchers.submit(draft, { actor: house.preparer });
    const order: string[] = [];
    const begun = Promise.withResolvers<undefined>();
    const planning = house.get(UnitOfWork).run(async () => {
      await house.get(PayoutsStore).lockPlanning(awardId);
      begun.resolve(undefined);
      await wait(500);
      order.push('planned');
    });
    await begun.promise;
    await vouchers.post(voucher.id, house.releaser);
    order.push('posted');
    await planning;
    return order;
  }

  it('are written off after what is being planned of the award, never beside it', async () => {
    const payout = await returned();
    const draft = await corrections.draftWriteOff(payout.id, REASON);
    expect(await postedWhilePlanning(draft, payout)).toEqual(['planned', 'posted']);
  });

  it('so is a whole award called off, with the payout that was planned', async () => {
    const payout = await house.setUp(await house.aYes());
    const draft = await corrections.draftCancellation(payout.awardId, REASON);
    expect(await postedWhilePlanning(draft, payout)).toEqual(['planned', 'posted']);
    expect(await house.stateOf(payout.id)).toBe('cancelled');
  });

  it('are proposed to be written off once at a time, however many people try', async () => {
    const payout = await returned();
    const draft = await corrections.draftWriteOff(payout.id, REASON);
    const propose = (actor: string) => vouchers.submit(draft, { actor });
    const tried = await Promise.allSettled([propose(house.preparer), propose(house.releaser)]);
    const [made, ...more] = tried.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
    const [refused] = tried.flatMap((one): unknown[] =>
      one.status === 'rejected' ? [one.reason] : [],
    );
    expect(more).toEqual([]);
    expect(refused).toMatchObject({ kind: 'conflict', code: 'PROPOSED_ALREADY' });
    if (!made) throw new Error('One of the two proposals stands.');
    const again = { actor: made.proposedBy, id: made.id };
    expect((await vouchers.submit(draft, again)).id).toBe(made.id);
    const other = made.proposedBy === house.preparer ? house.releaser : house.preparer;
    await vouchers.decline(made.id, other, 'It may still be reached.');
    expect((await propose(other)).state).toBe('proposed');
  });

  it('are not written off once somebody paid again, and a proposal can be taken back', async () => {
    const payout = await returned();
    const draft = await corrections.draftWriteOff(payout.id, REASON);
    const first = await vouchers.submit(draft, { actor: house.preparer });
    await vouchers.withdraw(first.id, house.preparer);
    const second = await vouchers.submit(draft, { actor: house.preparer });
    await house.get(PayoutExceptions).retry(payout.id, house.preparer);
    await expect(vouchers.post(second.id, house.releaser)).rejects.toMatchObject({
      code: 'PAYOUT_ALREADY_HANDLED',
    });
    const paid = await house.released(usd(10_000));
    await expect(corrections.draftWriteOff(paid.id, REASON)).rejects.toMatchObject({
      code: 'PAYOUT_ALREADY_HANDLED',
    });
  });

  it('are paid by another way that she has chosen since, once', async () => {
    const payout = await returned();
    const other = house.get(OtherWays);
    expect(await other.find(payout)).toBeNull();
    await expect(other.pay(payout.id, house.preparer)).rejects.toMatchObject({
      code: 'NO_OTHER_WAY',
    });
    const { applicantId, awardId } = payout;
    const wish = { applicantId, awardId, rail: payout.rail, language: 'en' };
    await house.get(Methods).setUp(wish, details());
    // Planning would pay it by itself; finance is quicker here.
    await house.get(Methods).refresh();
    const [item] = (await house.get(Payouts).exceptions()).filter(({ id }) => id === payout.id);
    expect(item?.otherRail).toBe(payout.rail);
    await other.pay(payout.id, house.preparer);
    const next = await house.newestOf(applicantId);
    expect(next).toMatchObject({ reissueOf: payout.id, state: 'approved' });
    expect(next.methodId).not.toBe(payout.methodId);
    await house.running.drain();
    await expect(other.pay(payout.id, house.preparer)).rejects.toMatchObject({
      code: 'PAYOUT_ALREADY_HANDLED',
    });
    expect((await house.newestOf(applicantId)).id).toBe(next.id);
  });

  it('are not paid by a way for which she took her permission back', async () => {
    const payout = await returned();
    const { applicantId, awardId } = payout;
    const wish = { applicantId, awardId, rail: payout.rail, language: 'en' };
    await house.get(Methods).setUp(wish, details());
    await house.get(Methods).refresh();
    await house.sql('update release set revoked_at = now() where applicant_id = $1', applicantId);
    expect(await house.get(OtherWays).find(payout)).toBeNull();
    await house.running.drain();
  });

  it('belong to who prepared the batch, or else to somebody of finance who has little to do', async () => {
    const payout = await returned();
    const owners = house.get(ExceptionOwners);
    expect(await owners.assignAll()).toBe(0);
    for (const [person, role] of [
      [house.preparer, 'finance_preparer'],
      [house.releaser, 'finance_releaser'],
    ]) {
      await house.sql(
        `insert into role_grant (person_id, role, granted_by) values ($1, $2, 'system')`,
        person,
        role,
      );
    }
    expect(await owners.assignAll()).toBeGreaterThan(0);
    expect(await owners.assignAll()).toBe(0);
    expect((await house.get(Payouts).get(payout.id)).ownerId).toBe(house.preparer);
    await owners.assign(payout.id, house.releaser, house.preparer);
    expect((await house.get(Payouts).get(payout.id)).ownerId).toBe(house.releaser);
    await expect(owners.assign(payout.id, house.approver, house.preparer)).rejects.toMatchObject({
      code: 'OWNER_NOT_IN_FINANCE',
    });
  });

  it('that are unclear are looked up next when somebody asks for it', async () => {
    const payout = await house.released();
    const turn = async (): Promise<unknown> =>
      (
        await house.running.database.query<{ waits: boolean }>(
          `select not_before > now() as waits from payout where id = $1`,
          [payout.id],
        )
      )[0]?.waits;
    await house.sql(
      `update payout set state = 'outcome_unknown', not_before = now() + interval '1 day' where id = $1`,
      payout.id,
    );
    await house.get(PayoutExceptions).lookUpNow(payout.id, house.preparer);
    expect(await turn()).toBe(false);
    await house.sql(
      `update payout set state = 'released', not_before = now() + interval '1 day' where id = $1`,
      payout.id,
    );
    await house.get(PayoutExceptions).lookUpNow(payout.id, house.preparer);
    expect(await turn()).toBe(true);
  });
});
