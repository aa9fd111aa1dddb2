import { days } from '#kernel';
import { FULL_SCORES, LOW_SCORES, openDesk, usd, type Desk } from './desk.js';

const refusal = (code: string): unknown => expect.objectContaining({ code });

describe('reviews', () => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await openDesk();
  });
  afterAll(() => desk.stop());

  const held = async (dollars = 400) => {
    const id = await desk.inReview({ dollars });
    const reviewer = await desk.person('reviewer');
    const assignment = await desk.assignments.take(reviewer.id, id);
    await desk.assignments.answerConflict(assignment.id, reviewer.id, 'none');
    return { id, reviewer, assignment: assignment.id };
  };
  const good = {
    scores: FULL_SCORES,
    recommendation: 'approve',
    amount: usd(400),
    reasonCode: 'NEED_FITS',
    note: null,
  } as const;

  it('pass a small request on after one, with the score under the rubric in force', async () => {
    const { id, reviewer, assignment } = await held(500);
    const review = await desk.reviews.submit(assignment, reviewer.id, {
      ...good,
      scores: { safety: 3, immediacy: 4, essentiality: 4, no_other_source: null, fit: 2 },
      note: 'told-to-deciders',
    });
    expect(review).toMatchObject({ score: 344, rubricVersion: 1, round: 0 });
    expect(await desk.stateOf(id)).toBe('ready_for_determination');
    const [read] = await desk.reviews.read(id, 0, {
      actor: 'per_00000000000000000000',
      purpose: 'decision',
    });
    expect(read?.note).toBe('told-to-deciders');
    const dump = await desk.house.database.query<{ line: string }>(
      'select review::text as line from review',
    );
    expect(dump[0]?.line).not.toContain(Buffer.from('told-to-deciders').toString('hex'));
  });

  it('are two above the first step, and the second reviewer is another person', async () => {
    const { id, reviewer, assignment } = await held(501);
    await desk.reviews.submit(assignment, reviewer.id, { ...good, amount: usd(501) });
    expect(await desk.stateOf(id)).toBe('in_review');
    await expect(desk.assignments.take(reviewer.id, id)).rejects.toEqual(refusal('CASE_NOT_YOURS'));
    await desk.review(id, await desk.person('reviewer'));
    expect(await desk.stateOf(id)).toBe('ready_for_determination');
  });

  it('are three when two are far apart', async () => {
    const id = await desk.inReview({ dollars: 900 });
    await desk.review(id, await desk.person('reviewer'));
    await desk.review(id, await desk.person('reviewer'), { scores: LOW_SCORES });
    expect(await desk.stateOf(id)).toBe('in_review');
    await desk.review(id, await desk.person('reviewer'), { scores: LOW_SCORES });
    expect(await desk.stateOf(id)).toBe('ready_for_determination');
  });

  it('are three when one says yes and one says no', async () => {
    const id = await desk.inReview({ dollars: 900 });
    await desk.review(id, await desk.person('reviewer'));
    await desk.review(id, await desk.person('reviewer'), {
      recommendation: 'decline',
      amount: null,
      reasonCode: 'NEED_OUTSIDE',
    });
    expect(await desk.stateOf(id)).toBe('in_review');
  });

  it('go by what the programme can give when more was asked for', async () => {
    const id = await desk.inReview({ dollars: 4_000 });
    const [programme] = await desk.applications.programmes();
    if (!programme) throw new Error('The desk has a programme.');
    await desk.applications.saveProgramme({ ...programme, most: usd(450) });
    await desk.review(id, await desk.person('reviewer'), {
      recommendation: 'approve_reduced',
      reasonCode: 'ABOVE_LIMIT',
      amount: usd(450),
    });
    expect(await desk.stateOf(id)).toBe('ready_for_determination');
    await desk.applications.saveProgramme(programme);
  });

  it('refuse what does not fit together', async () => {
    const { id, reviewer, assignment } = await held();
    const submit = (change: object) =>
      desk.reviews.submit(assignment, reviewer.id, { ...good, ...change });
    await expect(submit({ reasonCode: 'NEED_OUTSIDE' })).rejects.toEqual(refusal('REASON_UNFIT'));
    await expect(submit({ recommendation: 'decline' })).rejects.toEqual(refusal('REASON_UNFIT'));
    await expect(submit({ amount: null })).rejects.toEqual(refusal('AMOUNT_MISSING'));
    await expect(submit({ amount: usd(5_001) })).rejects.toEqual(refusal('AMOUNT_ABOVE_LIMIT'));
    await expect(
      submit({ recommendation: 'approve_reduced', reasonCode: 'PART_OUTSIDE' }),
    ).rejects.toEqual(refusal('AMOUNT_NOT_REDUCED'));
    await expect(submit({ scores: { safety: 4 } })).rejects.toEqual(refusal('SCORES_INCOMPLETE'));
    expect(await desk.stateOf(id)).toBe('in_review');
    expect(await desk.house.database.query('select 1 from duty where subject = $1', [id])).toEqual(
      [],
    );
  });

  it('never change, for anybody', async () => {
    await desk.ready();
    await expect(desk.house.database.query('update review set score = 1')).rejects.toThrow(
      'append-only',
    );
    await expect(desk.asService('update review set score = 1')).rejects.toMatchObject({
      code: '42501',
    });
    await expect(desk.asService('delete from review')).rejects.toMatchObject({ code: '42501' });
    await expect(desk.house.database.query(`update rubric set version = 2`)).rejects.toThrow(
      'append-only',
    );
  });

  it('are refused by the database without a case in hand, and after stepping back', async () => {
    const { id, reviewer, assignment } = await held();
    const insert = (person: string, of: string) =>
      desk.asService(
        `insert into review (id, assignment_id, application_id, round, reviewer_id, rubric_version, scores, score,
           recommendation, amount_minor, reason_code, submitted_at)
         values ('rev_forged', $1, $2, 0, $3, 1, '{}', 400, 'approve', 40000, 'NEED_FITS', now())`,
        [of, id, person],
      );
    const other = await desk.person('reviewer');
    await expect(insert(other.id, assignment)).rejects.toThrow('holds without a conflict');
    await desk.assignments.answerConflict(assignment, reviewer.id, 'yes');
    await expect(insert(reviewer.id, assignment)).rejects.toThrow('holds without a conflict');
  });

  it('are not handed in by somebody who took another part in the case', async () => {
    const { id, reviewer, assignment } = await held();
    await desk.house.database.query(
      `insert into duty (subject, person_id, part) values ($1, $2, 'approve')`,
      [id, reviewer.id],
    );
    await expect(desk.reviews.submit(assignment, reviewer.id, good)).rejects.toEqual(
      refusal('DUTY_CONFLICT'),
    );
    await expect(desk.assignments.take((await desk.person('reviewer')).id, id)).rejects.toEqual(
      refusal('CASE_TAKEN'),
    );
  });

  it('are one when the same form arrives twice', async () => {
    const { id, reviewer, assignment } = await held(900);
    const twice = await Promise.allSettled([
      desk.reviews.submit(assignment, reviewer.id, good),
      desk.reviews.submit(assignment, reviewer.id, good),
    ]);
    expect(twice.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await desk.reviews.forApplication(id, 0)).toHaveLength(1);
  });
});

describe('screening and holds', () => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await openDesk();
  });
  afterAll(() => desk.stop());

  it('sends a request on to review, once', async () => {
    const id = await desk.inReview();
    expect(await desk.stateOf(id)).toBe('in_review');
    await desk.house.drain();
    const acts = await desk.house.database.query<{ act: string }>(
      `select act from audit_event where subject = $1 order by seq`,
      [id],
    );
    expect(acts.map(({ act }) => act).filter((act) => act.startsWith('Screening'))).toEqual([
      'ScreeningStarted',
      'ScreeningPassed',
    ]);
  });

  it('refuses nobody: a request to a programme that closed waits for a person', async () => {
    const id = await desk.send();
    const [programme] = await desk.applications.programmes();
    if (!programme) throw new Error('The desk has a programme.');
    await desk.applications.saveProgramme({ ...programme, closedAt: desk.house.clock.now() });
    await desk.house.drain();
    expect(await desk.stateOf(id)).toBe('screening');
    const [hold] = await desk.holds.openHolds(id);
    expect(hold).toMatchObject({
      kind: 'budget',
      reasonCode: 'PROGRAMME_CLOSED',
      openedBy: 'system',
    });
    if (!hold) throw new Error('The request is on hold.');
    const ana = await desk.person('reviewer');
    await desk.holds.clear(hold.id, ana.id, 'It arrived in time.');
    await desk.applications.saveProgramme(programme);
    expect(await desk.stateOf(id)).toBe('in_review');
    await expect(desk.holds.clear(hold.id, ana.id, 'Again.')).rejects.toEqual(
      refusal('HOLD_CLEARED'),
    );
  });

  it('lets nobody clear a hold they opened, by the service or by SQL', async () => {
    const id = await desk.inReview();
    const ana = await desk.person('reviewer');
    const hold = await desk.holds.open(id, 'STORY_UNCLEAR', ana.id);
    await expect(desk.holds.open(id, 'STORY_UNCLEAR', ana.id)).rejects.toEqual(
      refusal('HOLD_IS_OPEN'),
    );
    await expect(desk.holds.clear(hold.id, ana.id, 'Fine.')).rejects.toEqual(refusal('HOLD_OWN'));
    await expect(
      desk.asService(`update hold set cleared_by = opened_by, cleared_at = now()`),
    ).rejects.toMatchObject({ code: '23514' });
    await desk.holds.clear(hold.id, (await desk.person('reviewer')).id, 'Looked at it.');
    expect(await desk.holds.openHolds(id)).toEqual([]);
  });

  it('gives a second look to people who had no part in the first', async () => {
    const id = await desk.ready();
    const [first] = await desk.reviews.forApplication(id, 0);
    const approver = await desk.person('approver');
    await desk.determinations.decide(id, approver, {
      outcome: 'declined',
      reasonCode: 'NEED_OUTSIDE',
    });
    desk.house.clock.advance(days(1));
    await desk.appeals.make(id, 'You missed the rent.');
    await desk.house.drain();
    expect(await desk.applications.get(id)).toMatchObject({ state: 'in_review', round: 1 });
    if (!first) throw new Error('The first look has a review.');
    expect((await desk.assignments.queue(first.reviewerId, 'appeals')).rows).toEqual([]);
    expect((await desk.assignments.queue(approver.id, 'appeals')).rows).toEqual([]);
    const fresh = await desk.person('reviewer');
    expect((await desk.assignments.queue(fresh.id, 'appeals')).counts.appeals).toBe(1);
    const { id: assignment } = await desk.assignments.take(fresh.id, id);
    await desk.assignments.answerConflict(assignment, fresh.id, 'none');
    expect((await desk.assignments.openCase(assignment, fresh.id)).appealWords).toBe(
      'You missed the rent.',
    );
  });
});
