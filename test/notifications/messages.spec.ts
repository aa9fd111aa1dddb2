import { days, hours, later, newId, type Id } from '#kernel';
import {
  MessageSender,
  Messages,
  NotificationsModule,
  messageGraph,
  notificationsInvariants,
  type MessageTemplate,
} from '#notifications';
import { LANGUAGES, Renderer, UnitOfWork, translate } from '#platform';
import { ContactBook, WINDOWS, type ContactPoint } from '#privacy';
import { startSandbox, type RunningSandbox } from '../../src/sandbox/sandbox.js';
import { startModules, type RunningModules } from '../support/modules.js';

interface Row {
  readonly state: string;
  readonly channel: string | null;
  readonly reason: string | null;
}
const TEMPLATES: readonly MessageTemplate[] = ['update', 'question', 'ready'];
/** Every test begins on a Tuesday at nine, where the people live. */
const MORNING_HOUR_UTC = 9;

describe('neutral messages', () => {
  let house: RunningModules;
  let sandbox: RunningSandbox;
  let messages: Messages;
  beforeAll(async () => {
    sandbox = await startSandbox({ port: 0, smtpPort: 0, webhookUrl: 'http://127.0.0.1:9/' });
    house = await startModules([NotificationsModule], {
      SMTP_URL: sandbox.smtpUrl,
      SMS_GATEWAY_URL: `${sandbox.url}/sms`,
      SMS_GATEWAY_TOKEN: sandbox.smsToken,
      TIME_ZONE: 'UTC',
    });
    messages = house.get(Messages);
  });
  afterAll(async () => {
    await house.stop();
    await sandbox.stop();
  });
  beforeEach(() => {
    const now = house.clock.now();
    const morning = new Date(now);
    morning.setUTCHours(MORNING_HOUR_UTC, 0, 0, 0);
    const untilTuesday = (9 - morning.getUTCDay()) % 7;
    const tuesday = later(morning, days(untilTuesday === 0 ? 7 : untilTuesday));
    house.clock.advance(tuesday.getTime() - now.getTime());
  });

  const texts = (): ContactPoint => ({
    channel: 'sms',
    value: '+15550142',
    contentLevel: 1,
    windows: ['weekday_morning'],
    voicemail: false,
    sharedDevice: true,
    expiresAt: later(house.clock.now(), days(30)),
  });
  const mail = (): ContactPoint => ({
    ...texts(),
    channel: 'email',
    value: 'her@forms.invalid',
    windows: [...WINDOWS],
  });

  async function reachable(...points: ContactPoint[]): Promise<Id<'applicant'>> {
    const id = newId('applicant');
    await house.get(ContactBook).save(id, points);
    return id;
  }
  async function queue(
    applicantId: Id<'applicant'>,
    template: MessageTemplate = 'update',
    dedupe: string = newId('fact'),
  ): Promise<void> {
    await house
      .get(UnitOfWork)
      .run(() => messages.queue({ applicantId, template, language: 'en', dedupe }));
  }
  async function rowOf(applicantId: Id<'applicant'>): Promise<Row | undefined> {
    const [row] = await house.database.query<Row>(
      'select state, channel, reason from message where applicant_id = $1',
      [applicantId],
    );
    return row;
  }

  it('go out by text when that is safe now', async () => {
    const id = await reachable(texts(), mail());
    sandbox.desk.clearInbox();
    await queue(id, 'question');
    await house.drain();
    expect(await rowOf(id)).toEqual({ state: 'sent', channel: 'sms', reason: null });
    expect(sandbox.desk.inbox()).toMatchObject([
      { kind: 'sms', to: ['+15550142'], text: translate('en', 'sms.question') },
    ]);
  });

  it('go out by mail when only that is safe now', async () => {
    const id = await reachable({ ...texts(), windows: ['weekend_evening'] }, mail());
    sandbox.desk.clearInbox();
    await queue(id, 'ready');
    await house.drain();
    expect(await rowOf(id)).toEqual({ state: 'sent', channel: 'email', reason: null });
    const [received, ...others] = sandbox.desk.inbox();
    expect(others).toEqual([]);
    expect(received).toMatchObject({ to: ['her@forms.invalid'], subject: 'Your form is ready' });
    expect(received?.text.trim()).toBe(translate('en', 'mail.body.ready'));
    expect(received?.html).toBeNull();
  });

  it.each<[string, () => ContactPoint[], string]>([
    ['nothing was allowed', () => [], 'no_channel'],
    ['only a call was allowed', () => [{ ...texts(), channel: 'call' }], 'no_channel'],
    ['no content was allowed', () => [{ ...texts(), contentLevel: 0 }], 'no_channel'],
    ['no safe time was named', () => [{ ...texts(), windows: [] }], 'outside_window'],
    ['the permission has ended', () => [{ ...texts(), expiresAt: house.clock.now() }], 'expired'],
  ])('are refused when %s, and say why', async (_, points, reason) => {
    const id = await reachable(...points());
    sandbox.desk.clearInbox();
    await queue(id);
    await house.drain();
    expect(await rowOf(id)).toEqual({ state: 'refused', channel: null, reason });
    expect(sandbox.desk.inbox()).toEqual([]);
  });

  it('ask at the moment of sending, not of queueing', async () => {
    const id = await reachable(texts());
    await queue(id);
    await house.get(ContactBook).stop(id, 'sms');
    await house.drain();
    expect(await rowOf(id)).toMatchObject({ state: 'refused', reason: 'no_channel' });
  });

  it('wait for her next safe time', async () => {
    const id = await reachable(texts());
    house.clock.advance(hours(12));
    await queue(id);
    await house.drain();
    expect(await rowOf(id)).toEqual({ state: 'queued', channel: null, reason: 'outside_window' });
    const [task] = await house.database.query<{ run_at: Date; id: Id<'message'> }>(
      `select j.run_at, m.id from graphile_worker.jobs j join message m on m.id = j.key where m.applicant_id = $1`,
      [id],
    );
    expect(task?.run_at).toEqual(later(house.clock.now(), hours(11)));
    house.clock.advance(hours(11));
    await house.get(MessageSender).send(task?.id ?? newId('message'));
    expect(await rowOf(id)).toEqual({ state: 'sent', channel: 'sms', reason: null });
  });

  it('are one per reason, and done once when a task runs twice', async () => {
    const id = await reachable(texts());
    sandbox.desk.clearInbox();
    const dedupe = newId('fact');
    await queue(id, 'update', dedupe);
    await queue(id, 'update', dedupe);
    await house.drain();
    const [message] = await house.database.query<{ id: Id<'message'> }>(
      'select id from message where applicant_id = $1',
      [id],
    );
    await house.get(MessageSender).send(message?.id ?? newId('message'));
    expect(sandbox.desk.inbox()).toHaveLength(1);
  });

  it('are not queued by an act that did not happen', async () => {
    const id = await reachable(texts());
    await expect(
      house.get(UnitOfWork).run(async () => {
        await messages.queue({ applicantId: id, template: 'update', language: 'en', dedupe: id });
        throw new Error('The act failed.');
      }),
    ).rejects.toThrow('The act failed.');
    expect(await rowOf(id)).toBeUndefined();
  });

  it('have the states of their graph and no other in the database', async () => {
    const [check] = await house.database.query<{ text: string }>(
      `select pg_get_constraintdef(oid) as text from pg_constraint
       where conrelid = 'message'::regclass and pg_get_constraintdef(oid) like '%state%'`,
    );
    const states = [...(check?.text ?? '').matchAll(/'(\w+)'/g)].map(([, state]) => state);
    expect(states.sort()).toEqual([...messageGraph.states].sort());
  });

  it('leave a line in the log that names neither address nor words', async () => {
    const id = await reachable(texts());
    await queue(id);
    await house.drain();
    const [line] = await house.database.query<object>(
      `select act, actor, details from audit_event where subject like 'msg%' order by seq desc limit 1`,
    );
    expect(line).toEqual({
      act: 'MessageSent',
      actor: 'system',
      details: { channel: 'sms', reason: null },
    });
  });

  it('say nothing to an onlooker, in any language', () => {
    const telling =
      /traffick|survivor|victim|fund|grant|money|amount|award|payment|dinero|pago|ayuda|fondo|http|www|\$|\d/i;
    for (const language of LANGUAGES) {
      for (const template of TEMPLATES) {
        for (const text of [
          house.get(Renderer).render(`sms/${template}`, { language }),
          house.get(Renderer).render(`mail/${template}`, { language }),
          translate(language, `mail.subject.${template}`),
        ]) {
          expect(text.trim()).not.toBe('');
          expect(text).not.toMatch(telling);
        }
      }
    }
  });

  it('fit one text message of the oldest telephones, in any language', () => {
    const gsm7 = /^[A-Za-z0-9 .,;:!?'"()/&%+@=<>*#\n-]*$/;
    for (const language of LANGUAGES) {
      for (const template of TEMPLATES) {
        const text = house.get(Renderer).render(`sms/${template}`, { language }).trim();
        expect(text.length).toBeLessThanOrEqual(160);
        expect(text).toMatch(gsm7);
      }
    }
  });

  it('are tried again while a gateway is down, and given up after half a day', async () => {
    const id = await reachable(texts());
    await queue(id);
    const [message] = await house.database.query<{ id: Id<'message'> }>(
      'select id from message where applicant_id = $1',
      [id],
    );
    const messageId = message?.id ?? newId('message');
    sandbox.desk.addFault({ kind: 'status_500', path: '/sms', times: 2 });
    await expect(house.get(MessageSender).send(messageId)).rejects.toMatchObject({
      kind: 'unavailable',
    });
    expect(await rowOf(id)).toMatchObject({ state: 'queued' });
    house.clock.advance(days(1));
    await house.get(MessageSender).send(messageId);
    expect(await rowOf(id)).toEqual({ state: 'failed', channel: 'sms', reason: 'gateway' });
    for (const { sql } of notificationsInvariants)
      expect(await house.database.query(sql)).toEqual([]);
  });
});
