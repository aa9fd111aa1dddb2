import { minutes, parseId, type Id } from '#kernel';
import type { Staff } from '#identity';
import { openDesk, NAME, usd, WORDS, type Desk } from './desk.js';

const refusal = (code: string): unknown => expect.objectContaining({ code });

describe('the reviewers’ queue', () => {
  let desk: Desk;
  let ana: Staff;
  let ben: Staff;
  beforeEach(async () => {
    desk = await openDesk();
    ana = await desk.person('reviewer');
    ben = await desk.person('reviewer');
  });
  afterEach(() => desk.stop());

  const take = async (reviewer: Staff): Promise<Id<'application'> | null> =>
    (await desk.assignments.takeNext(reviewer.id))?.applicationId ?? null;
  const giveBack = async (reviewer: Staff): Promise<void> => {
    const held = await desk.assignments.takeNext(reviewer.id);
    if (held) await desk.assignments.handBack(held.id, reviewer.id);
  };

  it('hands out what is needed today first, then the oldest, and keeps one case per reviewer', async () => {
    const old = await desk.inReview();
    desk.house.clock.advance(minutes(5));
    const month = await desk.inReview({ when: 'month' });
    const today = await desk.inReview({ when: 'today' });
    const week = await desk.inReview({ when: 'week' });

    expect(await take(ana)).toBe(today);
    expect(await take(ana)).toBe(today);
    expect(await take(ben)).toBe(week);
    const carol = await desk.person('reviewer');
    const dora = await desk.person('reviewer');
    expect(await take(carol)).toBe(month);
    expect(await take(dora)).toBe(old);
    expect(await take(await desk.person('reviewer'))).toBeNull();

    await giveBack(ana);
    expect(
      (await desk.assignments.queue(ana.id, 'urgent')).rows.map((row) => row.applicationId),
    ).toEqual([today]);
    expect((await desk.assignments.queue(ben.id, 'mine')).counts).toEqual({
      urgent: 1,
      oldest: 1,
      mine: 1,
      appeals: 0,
    });
  });

  it('never gives one case to two reviewers who press at once', async () => {
    await Promise.all([desk.send(), desk.send(), desk.send()]);
    await desk.house.drain();
    const reviewers = await Promise.all(Array.from({ length: 8 }, () => desk.person('reviewer')));
    // A look that is older than somebody else's claim must look again, not fail: many rounds, because it is rare.
    for (let round = 0; round < 12; round += 1) {
      const taken = await Promise.all(reviewers.map(take));
      const given = taken.filter((id) => id !== null);
      expect(given).toHaveLength(3);
      expect(new Set(given).size).toBe(3);
      await Promise.all(reviewers.map(giveBack));
    }
  });

  it('never gives one case to two reviewers who choose the same one at once', async () => {
    const id = await desk.inReview();
    const tries = await Promise.allSettled([
      desk.assignments.take(ana.id, id),
      desk.assignments.take(ben.id, id),
    ]);
    expect(tries.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(tries.find((one) => one.status === 'rejected')?.reason).toEqual(refusal('CASE_TAKEN'));
  });

  it('shows nothing that was told before the conflict question is answered', async () => {
    const id = await desk.inReview();
    const { id: assignment } = await desk.assignments.take(ana.id, id);
    await expect(desk.assignments.openCase(assignment, ana.id)).rejects.toEqual(
      refusal('CONFLICT_UNANSWERED'),
    );
    await desk.assignments.answerConflict(assignment, ana.id, 'unsure');
    await expect(desk.assignments.openCase(assignment, ana.id)).rejects.toEqual(
      refusal('CONFLICT_UNANSWERED'),
    );
    expect(await readings(id)).toEqual([]);

    await desk.assignments.answerConflict(assignment, ana.id, 'none');
    const opened = await desk.assignments.openCase(assignment, ana.id);
    expect(opened.request).toMatchObject({ needs: ['food'], anythingElse: WORDS });
    expect(
      JSON.stringify(opened, (_, value: unknown) =>
        typeof value === 'bigint' ? String(value) : value,
      ),
    ).not.toContain(NAME);
    expect(await readings(id)).toEqual([{ act: 'RequestRead', actor: ana.id, purpose: 'review' }]);
  });

  it('opens nobody else’s case', async () => {
    const { id } = await desk.assignments.take(ana.id, await desk.inReview());
    await desk.assignments.answerConflict(id, ana.id, 'none');
    await expect(desk.assignments.openCase(id, ben.id)).rejects.toEqual(
      refusal('ASSIGNMENT_NOT_FOUND'),
    );
    await expect(desk.assignments.answerConflict(id, ben.id, 'yes')).rejects.toEqual(
      refusal('ASSIGNMENT_NOT_FOUND'),
    );
  });

  it('takes a case from a reviewer who knows the person, at once and for good', async () => {
    const id = await desk.inReview();
    const { id: assignment } = await desk.assignments.take(ana.id, id);
    expect((await desk.assignments.answerConflict(assignment, ana.id, 'yes')).state).toBe(
      'recused',
    );

    await expect(desk.assignments.openCase(assignment, ana.id)).rejects.toEqual(
      refusal('CLAIM_LOST'),
    );
    await expect(desk.assignments.take(ana.id, id)).rejects.toEqual(refusal('CASE_NOT_YOURS'));
    await expect(desk.assignments.retake(assignment, ana.id)).rejects.toEqual(
      refusal('CASE_NOT_YOURS'),
    );
    expect(await take(ana)).toBeNull();
    expect((await desk.assignments.queue(ana.id, 'oldest')).rows).toEqual([]);
    expect(await take(ben)).toBe(id);
  });

  it('lets a reviewer step back after opening, too', async () => {
    const id = await desk.inReview();
    const { id: assignment } = await desk.assignments.take(ana.id, id);
    await desk.assignments.answerConflict(assignment, ana.id, 'none');
    await desk.assignments.openCase(assignment, ana.id);
    await desk.assignments.answerConflict(assignment, ana.id, 'yes');
    await expect(desk.assignments.openCase(assignment, ana.id)).rejects.toEqual(
      refusal('CLAIM_LOST'),
    );
    expect(await take(ben)).toBe(id);
  });

  it('lets a claim run out after half an hour, and says who took the case', async () => {
    const id = await desk.inReview();
    const { id: assignment } = await desk.assignments.take(ana.id, id);
    await desk.assignments.answerConflict(assignment, ana.id, 'none');
    desk.house.clock.advance(minutes(30) - 1);
    expect(await take(ben)).toBeNull();
    desk.house.clock.advance(1);
    expect(await desk.assignments.claimStatus(assignment, ana.id)).toMatchObject({
      kind: 'expired',
      takenBy: null,
    });

    const bens = await desk.assignments.takeNext(ben.id);
    expect(bens?.applicationId).toBe(id);
    await expect(desk.assignments.openCase(assignment, ana.id)).rejects.toEqual(
      refusal('CLAIM_LOST'),
    );
    expect(await desk.assignments.claimStatus(assignment, ana.id)).toMatchObject({
      kind: 'taken',
      takenBy: ben.id,
    });
    const [row] = await desk.house.database.query<{ state: string }>(
      'select state from review_assignment where id = $1',
      [assignment],
    );
    expect(row?.state).toBe('lapsed');
  });

  it('gives a case back to the reviewer whose claim ran out, without asking about conflicts again', async () => {
    const id = await desk.inReview();
    const { id: assignment } = await desk.assignments.take(ana.id, id);
    await desk.assignments.answerConflict(assignment, ana.id, 'none');
    desk.house.clock.advance(minutes(31));
    const fresh = await desk.assignments.retake(assignment, ana.id);
    expect(fresh).toMatchObject({ state: 'accepted', conflict: 'none', applicationId: id });
    expect(fresh.id).not.toBe(assignment);
  });

  it('closes the case when the person withdraws', async () => {
    const id = await desk.inReview();
    const { id: assignment } = await desk.assignments.take(ana.id, id);
    await desk.assignments.answerConflict(assignment, ana.id, 'none');
    await desk.appeals.withdraw(id);
    await expect(desk.assignments.openCase(assignment, ana.id)).rejects.toEqual(
      refusal('CASE_NOT_IN_REVIEW'),
    );
    expect(await desk.assignments.claimStatus(assignment, ana.id)).toMatchObject({ kind: 'over' });
    expect(await take(ana)).toBeNull();
  });

  it('asks an amount nobody’s name: the queue holds amounts and ages only', async () => {
    await desk.inReview({ dollars: 250 });
    const { rows } = await desk.assignments.queue(ana.id, 'oldest');
    expect(rows.map(({ asked }) => asked)).toEqual([usd(250)]);
    expect(Object.keys(rows[0] ?? {}).sort()).toEqual([
      'answerDueOn',
      'applicationId',
      'asked',
      'assignmentId',
      'reference',
      'reviewsGiven',
      'round',
      'submittedAt',
      'urgency',
    ]);
  });

  const readings = (id: string) =>
    desk.house.database.query(
      `select act, actor, purpose from audit_event where kind = 'access' and subject = $1`,
      [parseId('application', id)],
    );
});
