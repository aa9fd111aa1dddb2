import { days, newId, type Id } from '#kernel';
import {
  FollowUpModule,
  FollowUps,
  FollowUpSweep,
  Grievances,
  followUpInvariants,
} from '#follow-up';
import { Facts, UnitOfWork } from '#platform';
import { ContactBook, type ContactPoint } from '#privacy';
import { startModules, type RunningModules } from '../support/modules.js';

const EVERY_WINDOW = [
  'weekday_morning',
  'weekday_afternoon',
  'weekday_evening',
  'weekend_morning',
  'weekend_afternoon',
  'weekend_evening',
];

/** Somebody who was paid. */
interface Paid {
  readonly applicantId: Id<'applicant'>;
  readonly payoutId: Id<'payout'>;
}

describe('asking whether the money came', () => {
  let house: RunningModules;

  beforeAll(async () => {
    house = await startModules([FollowUpModule]);
  });

  afterAll(async () => {
    await house.stop();
  });

  const points = (...channels: ContactPoint['channel'][]): ContactPoint[] =>
    channels.map((channel) => ({
      channel,
      value: channel === 'email' ? 'someone@example.org' : null,
      contentLevel: 1,
      windows: EVERY_WINDOW,
      voicemail: false,
      sharedDevice: true,
      expiresAt: new Date(house.clock.now().getTime() + days(60)),
    }));

  /** Writes a paid payout behind the curtain, and says so as payouts does. */
  const somebodyPaid = async (...channels: ContactPoint['channel'][]): Promise<Paid> => {
    const [applicantId, payoutId] = [newId('applicant'), newId('payout')];
    await house.database.query(
      `with replica as (select set_config('session_replication_role', 'replica', true)),
       one as (insert into applicant (id, language, created_at)
               select $1, 'es', clock_timestamp() from replica),
       two as (insert into application (id, applicant_id, programme_id, reference, state, currency, created_at,
                                        asked_minor, submitted_at, answer_due_on)
               select 'app_' || $1, $1, 'prg_1', 'R-' || upper(right($1, 6)), 'approved', 'USD',
                      clock_timestamp(), 45000, clock_timestamp(), current_date from replica),
       three as (insert into award (id, application_id, applicant_id, determination_id, state, fund, amount_minor,
                                    currency, offered_at)
                 select 'awd_' || $1, 'app_' || $1, $1, 'det_' || $1, 'active', 'GEN', 45000, 'USD', clock_timestamp()
                 from replica)
       insert into payout (id, instalment_id, award_id, application_id, applicant_id, ledger_ref, fund, amount_minor,
                           currency, rail, method_id, method_version, state, approval_digest, created_at, paid_at)
       select $2, $2 || 'i', 'awd_' || $1, 'app_' || $1, $1, gen_random_uuid(), 'GEN', 45000, 'USD',
              'stripe-outbound', 'mth_1', 1, 'paid', decode(repeat('00', 32), 'hex'), clock_timestamp(),
              clock_timestamp()
       from replica`,
      [applicantId, payoutId],
    );
    if (channels.length > 0) {
      await house.get(ContactBook).save(applicantId, points(...channels));
    }
    await happened('PayoutPaid', payoutId);
    return { applicantId, payoutId };
  };

  const happened = async (name: string, subject: string): Promise<void> => {
    await house.get(UnitOfWork).run(() => house.get(Facts).record({ name, subject }));
    await house.drain();
  };
  const afterDays = async (count: number): Promise<void> => {
    for (let day = 0; day < count; day += 1) {
      house.clock.advance(days(1));
      await house.get(FollowUpSweep).run();
    }
  };
  const stateOf = async ({ payoutId }: Paid): Promise<string | undefined> => {
    const sql = 'select state from follow_up where payout_id = $1';
    const rows = await house.database.query<{ state: string }>(sql, [payoutId]);
    return rows[0]?.state;
  };
  const messagesTo = ({ applicantId }: Paid): Promise<{ template: string; language: string }[]> =>
    house.database.query(
      'select template, language from message where applicant_id = $1 order by created_at',
      [applicantId],
    );
  const questionFor = async ({ applicantId }: Paid): Promise<Id<'followUp'>> => {
    const [open] = await house.get(FollowUps).openFor(applicantId);
    if (!open) throw new Error('A question is open.');
    return open.id;
  };

  it('asks after two days in her language, and once when the fact arrives twice', async () => {
    const she = await somebodyPaid('email');
    await happened('PayoutPaid', she.payoutId);
    expect(await house.get(FollowUps).openFor(she.applicantId)).toEqual([]);
    await afterDays(1);
    expect(await stateOf(she)).toBe('scheduled');
    await afterDays(1);
    expect(await stateOf(she)).toBe('sent');
    expect(await messagesTo(she)).toEqual([{ template: 'update', language: 'es' }]);
    expect(await house.get(FollowUps).openFor(she.applicantId)).toHaveLength(1);
  });

  it('reminds twice, then only waits, and is gone after thirty days', async () => {
    const she = await somebodyPaid('email');
    await afterDays(24);
    expect(await messagesTo(she)).toHaveLength(3);
    expect(await stateOf(she)).toBe('no_response');
    expect(await house.get(FollowUps).openFor(she.applicantId)).toHaveLength(1);
    await afterDays(6);
    expect(await stateOf(she)).toBe('expired');
    expect(await messagesTo(she)).toHaveLength(3);
    expect(await house.get(FollowUps).openFor(she.applicantId)).toEqual([]);
  });

  it('writes to nobody who did not allow it, and still lets her answer', async () => {
    const silent = await somebodyPaid();
    const byPhoneOnly = await somebodyPaid('advocate');
    await afterDays(10);
    for (const she of [silent, byPhoneOnly]) {
      expect(await messagesTo(she)).toEqual([]);
      expect(await stateOf(she)).toBe('suppressed_unsafe');
      await house.get(FollowUps).answer(await questionFor(she), she.applicantId, 'received');
      expect(await stateOf(she)).toBe('responded');
    }
  });

  it('opens a payment trace when the money did not come, and seals her words', async () => {
    const she = await somebodyPaid();
    await afterDays(2);
    const id = await questionFor(she);
    await house.get(FollowUps).answer(id, she.applicantId, 'not_received', 'He has the card ÑÑÑ');
    const [row] = await house.database.query<{ sealed: string }>(
      `select encode(answer_sealed, 'escape') as sealed from follow_up where id = $1`,
      [id],
    );
    expect(row?.sealed.length).toBeGreaterThan(20);
    expect(row?.sealed).not.toContain('card');
    const open = await house.get(Grievances).listOpen();
    const trace = open.find(({ payoutId }) => payoutId === she.payoutId);
    expect(trace).toMatchObject({ category: 'payment_not_received', state: 'new' });
    if (!trace) throw new Error('There is a trace.');

    const person = newId('person');
    await house.database.query(
      `insert into person (id, email, name) values ($1, 'p@forms.invalid', 'P')`,
      [person],
    );
    await expect(
      house.get(Grievances).close(trace.id, person, 'arrived_later'),
    ).rejects.toMatchObject({ code: 'STATE_EDGE_MISSING' });
    await house.get(Grievances).take(trace.id, person);
    await house.get(Grievances).close(trace.id, person, 'arrived_later');
    expect(await house.get(Grievances).get(trace.id)).toMatchObject({
      state: 'closed',
      outcome: 'arrived_later',
    });
  });

  it('takes one answer, only from her, and none after she asked not to be asked', async () => {
    const she = await somebodyPaid();
    const other = await somebodyPaid();
    await afterDays(2);
    const followUps = house.get(FollowUps);
    const id = await questionFor(she);
    await expect(followUps.answer(id, other.applicantId, 'received')).rejects.toMatchObject({
      code: 'FOLLOW_UP_UNKNOWN',
    });
    await followUps.answer(id, she.applicantId, 'received');
    await expect(followUps.answer(id, she.applicantId, 'not_received')).rejects.toMatchObject({
      code: 'STATE_EDGE_MISSING',
    });
    await followUps.decline(await questionFor(other), other.applicantId);
    expect(await stateOf(other)).toBe('opted_out');
    expect(await followUps.openFor(other.applicantId)).toEqual([]);
  });

  it('does not ask about money that went back', async () => {
    const she = await somebodyPaid('email');
    await happened('PayoutReturned', she.payoutId);
    await afterDays(3);
    expect(await stateOf(she)).toBe('expired');
    expect(await messagesTo(she)).toEqual([]);
  });

  it('keeps its promises', async () => {
    for (const { promise, sql } of followUpInvariants) {
      expect({ promise, offences: await house.database.query(sql) }).toEqual({
        promise,
        offences: [],
      });
    }
  });
});
