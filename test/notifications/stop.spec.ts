import { newId, type Id } from '#kernel';
import { askForHelp, comeBack, setUpPayment, type WayBack } from '../../src/cli/story/applicant.js';
import { decide, sendReview, signIn, takeCase } from '../../src/cli/story/staff.js';
import { until } from '../../src/cli/story/story.js';
import type { Visitor } from '../../src/cli/story/visitor.js';
import { expectBooksToBalance, openTheatre, type Theatre } from '../support/stage.js';

const HERS = '+12125550142';
const SHARED = '+12125550143';
const OTHER = '+12125550144';
const UNKNOWN = '+12125550149';

interface Person {
  readonly id: Id<'applicant'>;
  readonly visitor: Visitor;
  readonly wayBack: WayBack;
}

interface Answered {
  readonly status: number;
  readonly body: string;
}

// Goal: "Reply STOP to end texts" is true: one word from the telephone, and nothing more arrives there.
// Method: over HTTP only, as a person, as staff and as the SMS gateway.
describe('STOP', () => {
  let theatre: Theatre;
  beforeAll(async () => {
    theatre = await openTheatre();
    // A morning in the programmes' time zone: every text may leave at once.
    const now = theatre.clock.now();
    const morning = new Date(now);
    morning.setUTCHours(15, 0, 0, 0);
    theatre.clock.advance(morning.getTime() - now.getTime() + 86_400_000);
  });
  afterAll(() => theatre.stop());
  beforeEach(() => {
    theatre.sandbox.desk.clearInbox();
  });

  /** What the gateway hands over; `token` and `body` as a forger would change them. */
  async function gateway(
    body: string,
    headers: Readonly<Record<string, string>> = {
      authorization: `Bearer ${theatre.sandbox.smsToken}`,
    },
  ): Promise<Answered> {
    const answer = await fetch(`${theatre.url}/webhooks/sms`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
    return { status: answer.status, body: await answer.text() };
  }
  const reply = (from: string, text: string): Promise<Answered> =>
    gateway(JSON.stringify({ from, text }));

  const staff = async (account: string): Promise<Visitor> => {
    const visitor = theatre.visitor();
    await signIn(visitor, account, theatre.stage.now());
    return visitor;
  };

  const known = new Set<string>();
  /** Somebody who may be texted; the odd amount is how staff find her request. */
  async function ask(mobile: string, amount: string): Promise<Person> {
    const visitor = theatre.visitor();
    const wayBack = await askForHelp(visitor, { mobile, amount });
    await theatre.drain();
    const [row] = await theatre.database.query<{ id: Id<'applicant'> }>(
      `select applicant_id as id from application
       where submitted_at is not null and applicant_id <> all ($1)`,
      [[...known]],
    );
    const id = row?.id ?? newId('applicant');
    known.add(id);
    return { id, visitor, wayBack };
  }

  /** Staff say yes, which tells her that there is an update. */
  async function sayYes(amount: string): Promise<void> {
    const reviewer = await staff('reviewer');
    await takeCase(reviewer, amount);
    const reference = /R-[0-9A-Z]{6}/.exec(reviewer.page.text)?.[0] ?? '';
    await sendReview(reviewer, { amount });
    await decide(await staff('approver'), reference, { outcome: 'approve', amount });
    await theatre.drain();
  }

  /** She says where the money should go, and then somewhere else, which is told to her too. */
  async function changePayment({ visitor, wayBack }: Person): Promise<void> {
    await until(
      theatre.stage,
      async () => {
        await comeBack(visitor, wayBack);
        return visitor.page;
      },
      ({ html }) => html.includes('/s/1'),
    );
    await setUpPayment(visitor);
    await until(
      theatre.stage,
      () => visitor.open('/s/1'),
      ({ text }) => !text.includes('We are waiting for the company that pays'),
    );
    await setUpPayment(visitor, '000123456781');
    await theatre.drain();
  }

  const textsTo = (number: string): number =>
    theatre.sandbox.desk.inbox().filter(({ kind, to }) => kind === 'sms' && to.includes(number))
      .length;
  const messagesOf = ({ id }: Person): Promise<{ state: string; reason: string | null }[]> =>
    theatre.database.query(
      'select state, reason from message where applicant_id = $1 order by created_at, id',
      [id],
    );
  const isReachable = async ({ id }: Person): Promise<boolean> =>
    (
      await theatre.database.query(
        `select 1 from contact_point where applicant_id = $1 and channel = 'sms' and stopped_at is null`,
        [id],
      )
    ).length === 1;
  const stops = (subject: string): Promise<object[]> =>
    theatre.database.query(
      `select act, actor, details from audit_event where subject = $1 and act = 'ContactStopped'`,
      [subject],
    );

  it('ends texts at once: the next act sends nothing and records the reason', async () => {
    const she = await ask(HERS, '411.11');
    await sayYes('411.11');
    const before = await messagesOf(she);
    expect(before).toEqual([{ state: 'sent', reason: null }]);
    expect(textsTo(HERS)).toBe(1);

    expect(await reply(HERS, ' Stop. ')).toEqual({ status: 200, body: '' });
    expect(await isReachable(she)).toBe(false);
    expect(await stops(she.id)).toEqual([
      { act: 'ContactStopped', actor: 'sms_gateway', details: { channel: 'sms' } },
    ]);

    await changePayment(she);
    const after = await messagesOf(she);
    expect(after.length).toBeGreaterThan(before.length);
    expect(after.slice(before.length)).toEqual(
      after.slice(before.length).map(() => ({ state: 'refused', reason: 'no_channel' })),
    );
    expect(textsTo(HERS)).toBe(1);
  });

  it('reaches everybody at that number and nobody else, in any language and way of writing', async () => {
    const one = await ask(SHARED, '411.22');
    const two = await ask(SHARED, '411.33');
    const other = await ask(OTHER, '411.44');
    expect(await reply(SHARED.replace('+', ''), '¡ALTO!')).toEqual({ status: 200, body: '' });
    expect(await Promise.all([one, two, other].map(isReachable))).toEqual([false, false, true]);
    expect(await Promise.all([one, two, other].map(async ({ id }) => stops(id)))).toEqual([
      [expect.anything()],
      [expect.anything()],
      [],
    ]);
  });

  it('forgets the number: neither its value nor its look-up stays, and the log never had it', async () => {
    const [row] = await theatre.database.query<{ kept: string }>(
      `select count(*)::text as kept from contact_point
       where stopped_at is not null and (value_sealed is not null or value_lookup is not null)`,
    );
    expect(row?.kept).toBe('0');
    const log = JSON.stringify(await theatre.database.query('select * from audit_event'));
    expect(log).not.toContain(HERS.slice(1));
    expect(log).not.toContain(SHARED.slice(1));
  });

  it('answers the same whether or not anybody is known at the number, and again', async () => {
    for (const number of [UNKNOWN, HERS, HERS]) {
      expect(await reply(number, 'STOP')).toEqual({ status: 200, body: '' });
    }
    expect(
      await theatre.database.query(`select 1 from audit_event where act = 'ContactStopped'`),
    ).toHaveLength(3);
  });

  it('is not heard in other words', async () => {
    const she = await ask(HERS, '411.55');
    expect(await reply(HERS, 'I cannot stop now, thank you')).toEqual({ status: 200, body: '' });
    expect(await isReachable(she)).toBe(true);
  });

  it.each<[string, Record<string, string>]>([
    ['no token', {}],
    ['another token', { authorization: 'Bearer token-of-somebody-else' }],
    ['an empty token', { authorization: 'Bearer ' }],
    ['another scheme', { authorization: 'Basic dG9rZW4=' }],
  ])('is refused with %s', async (_, headers) => {
    const she = await ask(OTHER, '411.66');
    const body = JSON.stringify({ from: OTHER, text: 'STOP' });
    expect(await gateway(body, headers)).toEqual({ status: 401, body: '' });
    expect(await isReachable(she)).toBe(true);
  });

  it.each([
    ['no JSON', 'STOP'],
    ['no object', '["STOP"]'],
    ['nothing', ''],
    ['no text', JSON.stringify({ from: OTHER })],
    ['a text that is none', JSON.stringify({ from: OTHER, text: 1 })],
    ['a number that is none', JSON.stringify({ from: 'somebody', text: 'STOP' })],
    ['a field that is not known', JSON.stringify({ from: OTHER, text: 'STOP', to: UNKNOWN })],
  ])('is refused without a word when the gateway sends %s', async (_, body) => {
    expect(await gateway(body)).toEqual({ status: 400, body: '' });
  });

  it('leaves every promise of the house kept', async () => {
    await expectBooksToBalance(theatre);
  });
});
