import { approvalsInvariants } from '#approvals';
import { eligibilityInvariants } from '#eligibility';
import { days, minutes, type Id } from '#kernel';
import type { Staff } from '#identity';
import { ledgerInvariants } from '#ledger';
import { FUND, NAME, openDesk, usd, type Desk } from '../eligibility/desk.js';

const refusal = (code: string): unknown => expect.objectContaining({ code });
const yes = (dollars: number, reasonCode = 'AS_RECOMMENDED') =>
  ({ outcome: 'approved', amount: usd(dollars), reasonCode }) as const;

describe('a decision', () => {
  let desk: Desk;
  let petra: Staff;
  let quinn: Staff;
  let dana: Staff;
  beforeAll(async () => {
    desk = await openDesk();
    petra = await desk.person('approver');
    quinn = await desk.person('approver');
    dana = await desk.person('finance_director');
  });
  afterAll(async () => {
    for (const { promise, sql } of [
      ...approvalsInvariants,
      ...eligibilityInvariants,
      ...ledgerInvariants,
    ]) {
      expect([promise, await desk.house.database.query(sql)]).toEqual([promise, []]);
    }
    await desk.stop();
  });

  const approvalsOf = (id: Id<'application'>) =>
    desk.house.database.query<{ state: string; given: string }>(
      `select d.state, count(a.id)::text as given from determination d
       left join approval a on a.determination_id = d.id
       where d.application_id = $1 group by d.id order by d.state desc`,
      [id],
    );

  it('by one person up to $500 makes an award, its instalment, the encumbrance and the answer', async () => {
    const before = await desk.books.fundStatus(FUND);
    const id = await desk.ready({ dollars: 400 });
    const { award, determination } = await desk.determinations.decide(id, petra, yes(400));
    expect(determination).toMatchObject({
      state: 'decided',
      approvalsNeeded: 1,
      directorNeeded: false,
    });
    expect(award).toMatchObject({
      state: 'offered',
      fund: FUND,
      amount: usd(400),
      notifiedAt: null,
    });
    expect(await desk.stateOf(id)).toBe('approved');
    const after = await desk.books.fundStatus(FUND);
    expect(after.available).toEqual(before.available.minus(usd(400)));
    expect(after.committed).toEqual(before.committed.plus(usd(400)));

    await desk.house.drain();
    const told = await desk.awards.forApplication(id);
    expect(told?.notifiedAt).toEqual(desk.house.clock.now());
    const owed = await desk.books.awardBalance(told?.ledgerRef ?? '');
    expect(owed.owed).toEqual(usd(400));
  });

  it('above $500 waits for a second person, whose approval binds to the same digest', async () => {
    const id = await desk.ready({ dollars: 900 });
    const first = await desk.determinations.decide(id, petra, yes(900));
    expect(first).toMatchObject({
      award: null,
      determination: { state: 'proposed', approvalsNeeded: 2 },
    });
    await expect(desk.determinations.decide(id, petra, yes(900))).rejects.toEqual(
      refusal('ALREADY_APPROVED'),
    );
    await expect(
      desk.determinations.approve(first.determination.id, quinn, '0'.repeat(64)),
    ).rejects.toEqual(refusal('DECISION_MOVED'));
    const second = await desk.determinations.approve(
      first.determination.id,
      quinn,
      first.determination.digest,
    );
    expect(second.award?.amount).toEqual(usd(900));
    await expect(
      desk.determinations.approve(first.determination.id, dana, first.determination.digest),
    ).rejects.toEqual(refusal('DECISION_MOVED'));
  });

  it('above $1,500 needs three, one of them the finance director', async () => {
    const id = await desk.ready({ dollars: 2_000 });
    await desk.determinations.decide(id, petra, yes(2_000));
    await desk.determinations.decide(id, quinn, yes(2_000));
    await expect(
      desk.determinations.decide(id, await desk.person('approver'), yes(2_000)),
    ).rejects.toEqual(refusal('DIRECTOR_NEEDED'));
    const { award } = await desk.determinations.decide(id, dana, yes(2_000));
    expect(award?.amount).toEqual(usd(2_000));
  });

  it('about another amount voids every approval given so far', async () => {
    const id = await desk.ready({ dollars: 900 });
    await desk.determinations.decide(id, petra, yes(900));
    const other = await desk.determinations.decide(id, quinn, yes(800, 'FUND_IS_SHARED'));
    expect(other).toMatchObject({ award: null, isFresh: true });
    expect(await approvalsOf(id)).toEqual([
      { state: 'voided', given: '1' },
      { state: 'proposed', given: '1' },
    ]);
    const { award } = await desk.determinations.decide(id, petra, yes(800, 'FUND_IS_SHARED'));
    expect(award?.amount).toEqual(usd(800));
  });

  it('starts anew when an approval is older than seven days', async () => {
    const desk2 = await openDesk();
    const [first, second] = [await desk2.person('approver'), await desk2.person('approver')];
    const id = await desk2.ready({ dollars: 900 });
    await desk2.determinations.decide(id, first, yes(900));
    desk2.house.clock.advance(days(7));
    const late = await desk2.determinations.decide(id, second, yes(900));
    expect(late).toMatchObject({
      award: null,
      isFresh: true,
      determination: { state: 'proposed' },
    });
    const { award } = await desk2.determinations.decide(id, first, yes(900));
    expect(award).not.toBeNull();
    await desk2.stop();
  });

  it('is made once when two approvers press at the same moment', async () => {
    const id = await desk.ready({ dollars: 300 });
    const wanted = { ...yes(300), seen: null };
    const tries = await Promise.allSettled([
      desk.determinations.decide(id, petra, wanted),
      desk.determinations.decide(id, quinn, wanted),
    ]);
    expect(tries.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(tries.find((one) => one.status === 'rejected')?.reason).toEqual(refusal('NOT_READY'));
    const awards = await desk.house.database.query(
      'select 1 from award where application_id = $1',
      [id],
    );
    expect(awards).toHaveLength(1);
  });

  it('does not build on what moved between the page and the button', async () => {
    const id = await desk.ready({ dollars: 900 });
    const tries = await Promise.allSettled([
      desk.determinations.decide(id, petra, { ...yes(900), seen: null }),
      desk.determinations.decide(id, quinn, { ...yes(700, 'FUND_IS_SHARED'), seen: null }),
    ]);
    expect(tries.find((one) => one.status === 'rejected')?.reason).toEqual(
      refusal('DECISION_MOVED'),
    );
    expect(await approvalsOf(id)).toEqual([{ state: 'proposed', given: '1' }]);
  });

  it('is refused to the reviewer of the case', async () => {
    const id = await desk.inReview();
    const both = await desk.person('reviewer', 'approver');
    await desk.review(id, both);
    await expect(desk.determinations.decide(id, both, yes(400))).rejects.toEqual(
      refusal('DUTY_CONFLICT'),
    );
    expect(
      (await desk.cases.ready(both.id)).find(({ application }) => application.id === id)?.barred,
    ).toBe('reviewed');
  });

  it('is refused while a hold is open, and an answer without money is not', async () => {
    const id = await desk.ready();
    await desk.holds.open(id, 'STORY_UNCLEAR', 'system');
    await expect(desk.determinations.decide(id, petra, yes(400))).rejects.toEqual(
      refusal('HOLD_OPEN'),
    );
    await desk.determinations.decide(id, petra, {
      outcome: 'declined',
      reasonCode: 'NEED_OUTSIDE',
    });
    expect(await desk.stateOf(id)).toBe('declined');
  });

  it('says how much the fund has when it is not enough, and keeps nothing of it', async () => {
    const poor = await openDesk({ budget: 1_000 });
    const [first, second] = [await poor.person('approver'), await poor.person('approver')];
    const id = await poor.ready({ dollars: 1_200 });
    await poor.determinations.decide(id, first, yes(1_200));
    await expect(poor.determinations.decide(id, second, yes(1_200))).rejects.toMatchObject({
      code: 'BUDGET_EXCEEDED',
      message: 'Fund has $1,000.00 free. This needs $1,200.00.',
    });
    expect(await poor.stateOf(id)).toBe('ready_for_determination');
    expect(await poor.awards.forApplication(id)).toBeNull();
    await poor.stop();
  });

  it('asks for a reason of its own when the amount is not the recommended one, and for enough reviews', async () => {
    const id = await desk.ready({ dollars: 400 });
    await expect(desk.determinations.decide(id, petra, yes(300))).rejects.toEqual(
      refusal('REASON_UNFIT'),
    );
    await expect(desk.determinations.decide(id, petra, yes(400, 'FUND_IS_SHARED'))).rejects.toEqual(
      refusal('REASON_UNFIT'),
    );
    await expect(desk.determinations.decide(id, petra, yes(600, 'NEED_IS_LARGER'))).rejects.toEqual(
      refusal('REVIEWS_MISSING'),
    );
    await expect(
      desk.determinations.decide(id, petra, yes(5_001, 'NEED_IS_LARGER')),
    ).rejects.toEqual(refusal('AMOUNT_ABOVE_LIMIT'));
    expect(await approvalsOf(id)).toEqual([]);
  });

  it('of no carries a reason she can read, and cannot be made without one', async () => {
    const id = await desk.ready();
    await expect(
      desk.determinations.decide(id, petra, { outcome: 'declined', reasonCode: 'NEED_FITS' }),
    ).rejects.toEqual(refusal('REASON_UNFIT'));
    await desk.determinations.decide(id, petra, {
      outcome: 'declined',
      reasonCode: 'OTHER_SOURCE',
      words: 'Ask at the office.',
    });
    const [answer] = await desk.house.database.query<{ outcome: string; reason: string }>(
      'select outcome, reason_code as reason from answer_given where application_id = $1',
      [id],
    );
    expect(answer).toEqual({ outcome: 'declined', reason: 'OTHER_SOURCE' });
  });

  it('after an appeal is taken by other people', async () => {
    const id = await desk.ready();
    await desk.determinations.decide(id, petra, {
      outcome: 'declined',
      reasonCode: 'NEED_OUTSIDE',
    });
    await desk.appeals.make(id);
    await desk.house.drain();
    await desk.review(id, await desk.person('reviewer'));
    await expect(desk.determinations.decide(id, petra, yes(400))).rejects.toEqual(
      refusal('DECIDED_EARLIER'),
    );
    const { award } = await desk.determinations.decide(id, quinn, yes(400));
    expect(award?.amount).toEqual(usd(400));
  });

  it('can be a place on the waiting list, from which somebody new reviews again', async () => {
    const id = await desk.ready();
    await desk.determinations.decide(id, petra, {
      outcome: 'waitlisted',
      reasonCode: 'FUND_EMPTY',
    });
    expect(await desk.stateOf(id)).toBe('waitlisted');
    await desk.determinations.leaveWaitlist(id, quinn);
    await expect(desk.determinations.leaveWaitlist(id, quinn)).rejects.toEqual(
      refusal('NOT_WAITING'),
    );
    await desk.review(id, await desk.person('reviewer'));
    const { award } = await desk.determinations.decide(id, quinn, yes(400));
    expect(award).not.toBeNull();
  });

  it('can be a question back to the reviewers, which somebody new reads', async () => {
    const id = await desk.ready({ dollars: 900 });
    await desk.determinations.decide(id, petra, yes(900));
    await desk.determinations.returnToReview(id, quinn, { note: 'Is the rent due already?' });
    expect(await approvalsOf(id)).toEqual([{ state: 'voided', given: '1' }]);
    const fresh = await desk.person('reviewer');
    const { id: assignment } = await desk.assignments.take(fresh.id, id);
    await desk.assignments.answerConflict(assignment, fresh.id, 'none');
    expect((await desk.assignments.openCase(assignment, fresh.id)).questions).toEqual([
      'Is the rent due already?',
    ]);
    await expect(desk.cases.open(id, quinn.id)).rejects.toEqual(refusal('NOT_READY'));
  });

  it('is prepared on a page without a name, and reading it is logged', async () => {
    const id = await desk.ready();
    const opened = await desk.cases.open(id, petra.id);
    expect(opened.notedReviews).toHaveLength(1);
    expect(
      JSON.stringify(opened, (_, value: unknown) => (typeof value === 'bigint' ? '' : value)),
    ).not.toContain(NAME);
    const reads = await desk.house.database.query<{ act: string; purpose: string }>(
      `select act, purpose from audit_event where kind = 'access' and subject = $1 and actor = $2 order by seq`,
      [id, petra.id],
    );
    expect(reads).toEqual([
      { act: 'RequestRead', purpose: 'decision' },
      { act: 'ReviewsRead', purpose: 'decision' },
    ]);
  });

  it('counts what the person was promised before', async () => {
    const id = await desk.ready({ dollars: 400 });
    const [earlier] = await desk.house.database.query<{ id: string }>(
      'select id from award limit 1',
    );
    expect(earlier).toBeDefined();
    // The same person, as the books of promises see it: an earlier award moved to this applicant.
    const { applicantId } = await desk.applications.get(id);
    await desk.house.database.query('alter table award disable trigger keeps_what_was_promised');
    await desk.house.database.query('update award set applicant_id = $1 where id = $2', [
      applicantId,
      earlier?.id,
    ]);
    await desk.house.database.query('alter table award enable trigger keeps_what_was_promised');
    const first = await desk.determinations.decide(id, petra, yes(400));
    expect(first).toMatchObject({ award: null, determination: { approvalsNeeded: 2 } });
    desk.house.clock.advance(minutes(1));
    expect((await desk.determinations.decide(id, quinn, yes(400))).award).not.toBeNull();
  });
});
