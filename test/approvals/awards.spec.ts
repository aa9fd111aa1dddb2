import { dayIn, days, hours, later, utcDate, type Id } from '#kernel';
import { UnitOfWork } from '#platform';
import { openDesk, usd, type Desk } from '../eligibility/desk.js';

const refusal = (code: string): unknown => expect.objectContaining({ code });

/** The programmes' time zone unless settings say another one. */
const ZONE = 'America/New_York';

describe('an award', () => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await openDesk({ instalments: 3 });
  });
  afterAll(() => desk.stop());

  const granted = async (dollars = 500) => {
    const id = await desk.ready({ dollars });
    const approver = await desk.person('approver');
    const { award } = await desk.determinations.decide(id, approver, {
      outcome: 'approved',
      amount: usd(dollars),
      reasonCode: 'AS_RECOMMENDED',
    });
    if (!award) throw new Error('One approval is enough for this amount.');
    return award;
  };
  const mark = (id: Id<'instalment'>, fact: Parameters<typeof desk.awards.markInstalment>[1]) =>
    desk.house.get(UnitOfWork).run(() => desk.awards.markInstalment(id, fact));
  const states = async (id: Id<'award'>) =>
    (await desk.awards.instalments(id)).map(({ state }) => state);

  it('is split into monthly parts that sum to it', async () => {
    const award = await granted();
    const parts = await desk.awards.instalments(award.id);
    expect(parts.map(({ amount }) => amount.format())).toEqual(['$166.67', '$166.67', '$166.66']);
    expect(parts[0]?.dueOn).toBe(dayIn(ZONE, desk.house.clock.now()));
    expect(new Set(parts.map(({ dueOn }) => dueOn.slice(0, 7))).size).toBe(3);
  });

  it('is accepted by its own person only, once, and told first', async () => {
    const award = await granted();
    const other = await granted();
    await expect(desk.awards.accept(award.id, other.applicantId)).rejects.toEqual(
      refusal('AWARD_NOT_FOUND'),
    );
    await desk.awards.accept(award.id, award.applicantId);
    await desk.awards.accept(award.id, award.applicantId);
    const accepted = await desk.awards.get(award.id);
    expect(accepted).toMatchObject({
      state: 'active',
      notifiedAt: desk.house.clock.now(),
      acceptedAt: desk.house.clock.now(),
    });
    await desk.house.drain();
    const entries = await desk.house.database.query<{ kind: string }>(
      `select kind from ledger.entry where idempotency_key like $1 order by seq`,
      [`${award.id}:%`],
    );
    expect(entries.map(({ kind }) => kind)).toEqual([
      'award.reserved',
      'award.approved',
      'award.notified',
    ]);
  });

  it('has its first part due when it is accepted, and the next ones in their months', async () => {
    const award = await granted();
    const today = desk.awards.today();
    const due = async (day: string) =>
      (await desk.awards.dueInstalments(day)).filter(({ awardId }) => awardId === award.id).length;
    expect(await due(today)).toBe(0);
    await desk.awards.accept(award.id, award.applicantId);
    expect(await states(award.id)).toEqual(['due', 'planned', 'planned']);
    expect(await due(today)).toBe(1);
    const inSixWeeks = utcDate(later(desk.house.clock.now(), days(42)));
    await desk.awards.fallDue(inSixWeeks);
    await desk.awards.fallDue(inSixWeeks);
    expect(await states(award.id)).toEqual(['due', 'due', 'planned']);
    expect(await due(inSixWeeks)).toBe(2);
    expect(await due(today)).toBe(1);
  });

  it('falls due at midnight where the programme is, not in Greenwich', async () => {
    const award = await granted();
    await desk.awards.accept(award.id, award.applicantId);
    const [, second] = await desk.awards.instalments(award.id);
    const dueOn = second?.dueOn ?? '';
    let midnight = new Date(`${dueOn}T00:00:00Z`);
    while (dayIn(ZONE, midnight) < dueOn) midnight = later(midnight, hours(1));
    const { clock } = desk.house;
    clock.advance(later(midnight, -1).getTime() - clock.now().getTime());
    expect(utcDate(clock.now())).toBe(dueOn);
    await desk.awards.fallDue(desk.awards.today());
    expect(await states(award.id)).toEqual(['due', 'planned', 'planned']);
    clock.advance(1);
    await desk.awards.fallDue(desk.awards.today());
    expect(await states(award.id)).toEqual(['due', 'due', 'planned']);
  });

  it('is complete when its last part is paid, and open again when money comes back', async () => {
    const award = await granted();
    await desk.awards.accept(award.id, award.applicantId);
    await desk.awards.fallDue('2099-01-01');
    const parts = await desk.awards.instalments(award.id);
    for (const { id } of parts) {
      await mark(id, 'InstalmentReleased');
      await mark(id, 'InstalmentPaid');
    }
    expect((await desk.awards.get(award.id)).state).toBe('completed');
    const last = parts[2];
    if (!last) throw new Error('There are three parts.');
    await mark(last.id, 'PaymentCameBack');
    expect((await desk.awards.get(award.id)).state).toBe('active');
    expect(await states(award.id)).toEqual(['paid', 'paid', 'due']);
    await expect(mark(last.id, 'InstalmentPaid')).rejects.toEqual(refusal('STATE_EDGE_MISSING'));
  });

  it('changes within a unit of work only', async () => {
    const award = await granted();
    const [part] = await desk.awards.instalments(award.id);
    if (!part) throw new Error('There is a part.');
    await expect(desk.awards.markInstalment(part.id, 'InstalmentFellDue')).rejects.toThrow(
      'within the act',
    );
  });
});

describe('the database', () => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await openDesk();
  });
  afterAll(() => desk.stop());

  const determine = async (
    id: Id<'application'>,
    by: string,
    change: Record<string, unknown> = {},
  ) => {
    const row = {
      id: 'det_forged' + Math.random().toString(36).slice(2),
      state: 'proposed',
      amount: 40_000,
      needed: 1,
      digest: Buffer.alloc(32),
      ...change,
    };
    await desk.asService(
      `insert into determination (id, application_id, round, state, outcome, amount_minor, currency, fund, reason_code,
         policy_id, approvals_needed, director_needed, digest, opened_by, opened_at)
       values ($1, $2, 0, $3, 'approved', $4, 'USD', 'GENERAL', 'AS_RECOMMENDED', 'pol_00000000000000000001', $5, false, $6, $7, now())`,
      [row.id, id, row.state, row.amount, row.needed, row.digest, by],
    );
    return row.id;
  };
  const approve = (
    determination: string,
    by: string,
    digest = Buffer.alloc(32),
    director = false,
  ) =>
    desk.asService(
      `insert into approval (id, determination_id, person_id, as_director, digest, given_at, expires_at)
       values ('apv_' || gen_random_uuid(), $1, $2, $3, $4, now(), now() + interval '7 days')`,
      [determination, by, director, digest],
    );
  const award = async (determination: string, id: Id<'application'>, amount = 40_000) => {
    const { applicantId } = await desk.applications.get(id);
    await desk.asService(
      `with w as (insert into award (id, application_id, applicant_id, determination_id, state, fund, amount_minor, currency, offered_at)
         values ('awd_' || gen_random_uuid(), $2, $3, $1, 'offered', 'GENERAL', $4, 'USD', now()) returning id)
       insert into instalment (id, award_id, number, amount_minor, due_on, state)
         select 'ins_' || gen_random_uuid(), id, 1, $4, current_date, 'planned' from w`,
      [determination, id, applicantId, amount],
    );
  };

  it('refuses an approval by the reviewer, one of another digest, and a director who is none', async () => {
    const id = await desk.inReview();
    const reviewer = await desk.person('reviewer', 'approver');
    await desk.review(id, reviewer);
    const approver = await desk.person('approver');
    const determination = await determine(id, approver.id);
    await expect(approve(determination, reviewer.id)).rejects.toThrow(
      'who reviewed a case cannot approve it',
    );
    await expect(approve(determination, approver.id, Buffer.alloc(32, 1))).rejects.toThrow(
      'another digest',
    );
    await expect(approve(determination, approver.id, Buffer.alloc(32), true)).rejects.toThrow(
      'only the finance director',
    );
  });

  it('refuses a review by somebody who approved the case', async () => {
    const id = await desk.inReview({ dollars: 900 });
    await desk.review(id, await desk.person('reviewer'));
    const both = await desk.person('reviewer', 'approver');
    const { id: assignment } = await desk.assignments.take(both.id, id);
    await desk.assignments.answerConflict(assignment, both.id, 'none');
    await approve(await determine(id, both.id), both.id);
    await expect(
      desk.asService(
        `insert into review (id, assignment_id, application_id, round, reviewer_id, rubric_version, scores, score,
           recommendation, amount_minor, reason_code, submitted_at)
         values ('rev_forged', $1, $2, 0, $3, 1, '{}', 400, 'approve', 90000, 'NEED_FITS', now())`,
        [assignment, id, both.id],
      ),
    ).rejects.toThrow('who approved a case cannot review it');
  });

  it('refuses an award without approvals, before its decision, of another amount, and under an open hold', async () => {
    const id = await desk.ready();
    const approver = await desk.person('approver');
    const open = await determine(id, approver.id);
    await approve(open, approver.id);
    await expect(award(open, id)).rejects.toThrow('an award follows a decision');
    await desk.asService(
      `update determination set state = 'decided', decided_at = now() where id = $1`,
      [open],
    );
    await expect(award(open, id, 40_001)).rejects.toThrow('exactly what its determination says');
    const hold = await desk.holds.open(id, 'STORY_UNCLEAR', 'system');
    await expect(award(open, id)).rejects.toThrow('an open hold blocks an award');
    await desk.holds.clear(hold.id, approver.id, 'Looked at it.');
    await award(open, id);

    const bare = await desk.ready();
    const unapproved = await determine(bare, approver.id, { state: 'decided' });
    await expect(award(unapproved, bare)).rejects.toThrow('an award needs 1 valid approvals');
  });

  it('refuses an award on fewer approvals than policy asks for, whatever the determination claims', async () => {
    const id = await desk.ready({ dollars: 900 });
    const approver = await desk.person('approver');
    const modest = await determine(id, approver.id, {
      state: 'decided',
      amount: 90_000,
      needed: 1,
    });
    await approve(modest, approver.id);
    await expect(award(modest, id, 90_000)).rejects.toThrow('an award needs 2 valid approvals');
  });

  it('refuses to change what was decided, approved or promised', async () => {
    const id = await desk.ready();
    const approver = await desk.person('approver');
    await desk.determinations.decide(id, approver, {
      outcome: 'approved',
      amount: usd(400),
      reasonCode: 'AS_RECOMMENDED',
    });
    await expect(
      desk.asService('update determination set amount_minor = amount_minor + 1'),
    ).rejects.toThrow('changes its state only');
    await expect(desk.asService('update approval set as_director = true')).rejects.toMatchObject({
      code: '42501',
    });
    await expect(
      desk.asService('update award set amount_minor = amount_minor + 1'),
    ).rejects.toThrow('changes its state only');
    await expect(desk.asService('delete from award')).rejects.toMatchObject({ code: '42501' });
    await expect(desk.asService('update policy_version set number = 9')).rejects.toMatchObject({
      code: '42501',
    });
    await expect(
      desk.asService('update instalment set amount_minor = amount_minor - 1'),
    ).rejects.toThrow('sum to');
    await expect(
      desk.asService(
        `insert into instalment (id, award_id, number, amount_minor, due_on, state)
         select 'ins_extra', id, 2, 1, current_date, 'planned' from award limit 1`,
      ),
    ).rejects.toThrow('sum to');
  });
});
