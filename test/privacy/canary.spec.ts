import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import { Exporter, FORMATS } from '#exports';
import { FollowUpSweep } from '#follow-up';
import { days, newId } from '#kernel';
import { Sending, Settlement } from '#payouts';
import { Database, Log } from '#platform';
import { comeBack, type WayBack } from '../../src/cli/story/applicant.js';
import { prepareBatch, releaseBatch, signIn, takeCase } from '../../src/cli/story/staff.js';
import { until } from '../../src/cli/story/story.js';
import type { Visitor } from '../../src/cli/story/visitor.js';
import { newFolder, readFolder } from '../exports/workshop.js';
import { expectBooksToBalance, openTheatre, type Theatre } from '../support/stage.js';
import { dumpOf, found, serverLogs } from '../support/surrender.js';
import { crawl } from './crawl.js';
import { eavesdrop, type Ear } from './ear.js';
import {
  askWithEverything,
  DECLINED,
  PAID,
  piecesOf,
  provoke,
  setUpWithEverything,
  STAFF_WORDS,
  wordsOf,
} from './planted.js';

const AMOUNT = { paid: '231.17', declined: '143.29' };

/** A time zone in which it is about noon: her safe times are open whenever this runs. */
function zoneAtNoon(): string {
  const ahead = 12 - new Date().getUTCHours();
  return `Etc/GMT${ahead > 0 ? '-' : '+'}${String(Math.abs(ahead))}`;
}

/** What a body says apart from the two places that are made for her name and her account. */
function besideDetails({ body }: { readonly body: string }): string {
  return JSON.stringify(body === '' ? '' : JSON.parse(body), (key, value: unknown) =>
    key === 'individual' || key === 'bank_account' ? null : value,
  );
}

// Goal: what people tell us is found nowhere but where it must be: whoever steals the database, the logs, the books
// or a member of staff's screen learns nothing about anybody.
// Method: two whole stories over HTTP with unmistakable words in every field, wrong input among them; then a search.
describe('What people type', () => {
  let theatre: Theatre;
  let ear: Ear;
  let paid: WayBack;
  let declined: WayBack;
  let payout = '';
  let batch = '';
  /** Addresses the provider had been called at before she agreed. */
  let beforeConsent: readonly string[] = [];
  const visitors = new Map<string, Visitor>();
  const whole = [
    ...new Set([...wordsOf(PAID), ...wordsOf(DECLINED), ...Object.values(STAFF_WORDS)]),
  ];
  const planted = [...whole, ...piecesOf(PAID), ...piecesOf(DECLINED)];

  const staff = async (account: string): Promise<Visitor> => {
    const visitor = theatre.visitor();
    await signIn(visitor, account, theatre.stage.now());
    visitors.set(account, visitor);
    return visitor;
  };

  /** Every secret she got or chose: the code as digits and as it is shown. */
  const codes = (): string[] =>
    [paid, declined].flatMap(({ code }) => [
      code,
      code.replaceAll(/(\d{4})(?=\d)/g, '$1 '),
      code.replaceAll(/(\d{4})(?=\d)/g, '$1-'),
    ]);

  const expectNothingIn = (text: string, values: readonly string[] = planted): void => {
    expect(text.length).toBeGreaterThan(0);
    // As a form encodes them, too.
    const all = [...values, ...values.map((value) => value.replaceAll(' ', '+')), ...codes()];
    expect(found(all, text)).toEqual([]);
    for (const { pin } of [PAID, DECLINED]) {
      expect(text).not.toMatch(new RegExp(`(?<![0-9a-f.])${pin}(?![0-9a-f])`, 'i'));
    }
  };

  beforeAll(async () => {
    ear = eavesdrop();
    theatre = await openTheatre({ LOG_LEVEL: 'debug', TIME_ZONE: zoneAtNoon() });
    await grantAStory();
    await declineAStory();
    await knockOnDoors();
    await breakQueries();
  }, 180_000);
  afterAll(async () => {
    ear.stop();
    await theatre.stop();
  });

  async function review(reviewer: Visitor, recommendation: 'approve' | 'decline', amount: string) {
    const lines = [...reviewer.page.html.matchAll(/name="(line\d)"/g)].map(([, name = '']) => name);
    const reason = recommendation === 'approve' ? 'NEED_FITS' : 'NEED_OUTSIDE';
    const scores = Object.fromEntries(lines.map((name) => [name, '3']));
    const note = STAFF_WORDS.reviewNote;
    await reviewer.send({ ...scores, recommendation, amount, reason, note }, '/check');
    await reviewer.send({}, '/submit');
  }

  async function decideOn(
    approver: Visitor,
    reference: string,
    form: Readonly<Record<string, string>>,
  ): Promise<void> {
    await approver.open('/approve');
    const row = approver.page.html.split('<tr').find((part) => part.includes(reference)) ?? '';
    await approver.open(/\/approve\/app_[0-9a-z]+/.exec(row)?.[0] ?? '/approve');
    await approver.send({ declineReason: '', words: '', note: '', ...form }, '/check');
    await approver.send({}, '/decide');
  }

  /** She asks, is granted, is paid, and says that the money came. */
  async function grantAStory(): Promise<void> {
    const applicant = theatre.visitor();
    visitors.set('paid', applicant);
    paid = await askWithEverything(applicant, PAID, AMOUNT.paid);
    await theatre.drain();
    const reviewer = await staff('reviewer');
    await takeCase(reviewer, AMOUNT.paid);
    const reference = /R-[0-9A-Z]{6}/.exec(reviewer.page.text)?.[0] ?? '';
    await review(reviewer, 'approve', AMOUNT.paid);
    await decideOn(await staff('approver'), reference, {
      outcome: 'approve',
      amount: AMOUNT.paid,
      amountReason: 'AS_RECOMMENDED',
      words: STAFF_WORDS.wordsToHer,
    });
    await theatre.drain();
    await comeBack(applicant, paid);
    beforeConsent = theatre.sandbox.desk.requests('/v2/').map(({ path }) => path);
    await setUpWithEverything(applicant, PAID);
    const preparer = await staff('preparer');
    const ready = await until(
      theatre.stage,
      () => preparer.open('/finance/ready'),
      ({ text }) => text.includes(AMOUNT.paid),
    );
    payout = /pay_[0-9a-z]{20}/.exec(ready.html)?.[0] ?? '';
    batch = await prepareBatch(preparer, [payout]);
    await releaseBatch(await staff('releaser'), batch);
    await arrive();
    theatre.clock.advance(days(2));
    await theatre.get(FollowUpSweep).run();
    await theatre.drain();
    await comeBack(applicant, paid);
    await applicant.follow('/s/2');
    await provoke(applicant, 'words', PAID.checkIn);
    await applicant.send({ answer: 'received', words: PAID.checkIn }, '/s/2');
  }

  async function arrive(): Promise<void> {
    for (let look = 0; look < 100; look += 1) {
      await theatre.get(Sending).sweep();
      theatre.clock.advance(5_000);
      theatre.sandbox.desk.forward(0);
      await theatre.get(Settlement).poll();
      await theatre.drain();
      const [row] = await theatre.database.query<{ state: string }>(
        'select state from payout where id = $1',
        [payout],
      );
      if (row?.state === 'paid') return;
      await setTimeout(20);
    }
    throw new Error('The payment did not arrive.');
  }

  /** Another person is asked about again, told no, and asks for a second look. */
  async function declineAStory(): Promise<void> {
    const applicant = theatre.visitor('es-MX,es;q=0.9');
    visitors.set('declined', applicant);
    declined = await askWithEverything(applicant, DECLINED, AMOUNT.declined);
    await theatre.drain();
    const first = await staff('reviewer');
    await takeCase(first, AMOUNT.declined);
    const reference = /R-[0-9A-Z]{6}/.exec(first.page.text)?.[0] ?? '';
    await review(first, 'decline', '');
    const approver = await staff('approver');
    await decideOn(approver, reference, { outcome: 'return', note: STAFF_WORDS.returnNote });
    const second = await staff('reviewer2');
    await takeCase(second, AMOUNT.declined);
    await review(second, 'decline', '');
    await decideOn(approver, reference, {
      outcome: 'decline',
      declineReason: 'NEED_OUTSIDE',
      words: STAFF_WORDS.wordsWithNo,
    });
    await theatre.drain();
    await comeBack(applicant, declined);
    expect(applicant.page.text).toContain(STAFF_WORDS.wordsWithNo);
    await applicant.follow('/s/again');
    await provoke(applicant, 'words', DECLINED.appeal);
    await applicant.open('/s/again');
    await applicant.send({ words: DECLINED.appeal });
    await theatre.drain();
    const third = await staff('reviewer3');
    await takeCase(third, AMOUNT.declined);
    expect(third.page.text).toContain(DECLINED.appeal);
  }

  /** People who type the right things into the wrong places. */
  async function knockOnDoors(): Promise<void> {
    const stranger = theatre.visitor();
    await stranger.open('/code');
    await stranger.send({ code: PAID.accountNumber, pin: PAID.name });
    await stranger.send({ code: paid.code, pin: '000001' });
    await stranger.open('/sign-in');
    const wrong = { email: PAID.mail, password: PAID.codeWord, code: '123456' };
    await stranger.send(wrong, 'sign-in');
    await stranger.open(`/s?name=${encodeURIComponent(PAID.name)}`);
    await stranger.post('/webhooks/stripe', { name: PAID.name });
    await stranger.post('/review/take', { application: PAID.name });
  }

  /** The database itself refuses values, one way after the other. */
  async function breakQueries(): Promise<void> {
    const scratch = new pg.Client({ connectionString: theatre.database.ownerUrl });
    await scratch.connect();
    await scratch.query('create table scratch (typed text unique check (length(typed) < 60))');
    for (const value of whole) {
      const put = (): Promise<unknown> =>
        scratch.query('insert into scratch values ($1)', [value]).catch(() => null);
      await put();
      await put();
      for (const sql of [
        `select ${pg.escapeLiteral(value)}::integer`,
        `insert into scratch values (${pg.escapeLiteral(value.repeat(9))})`,
        `select no_such_column from scratch where typed = ${pg.escapeLiteral(value)}`,
        `select ${value}`,
      ]) {
        await scratch.query(sql).catch(() => null);
      }
      const failure = await theatre
        .get(Database)
        .query('select $1::integer', [value])
        .catch((error: unknown) => error);
      theatre.get(Log).error('query refused', failure);
    }
    const [row] = await theatre.database.query<{ held: string }>(
      'select count(*) as held from scratch',
    );
    expect(Number(row?.held)).toBeGreaterThan(30);
    await scratch.query('drop table scratch');
    await scratch.end();
  }

  it('went in: each of them reads her answers, and staff read what they need', async () => {
    expect(visitors.get('reviewer3')?.page.text).toContain(DECLINED.anythingElse);
    const [{ state } = { state: '' }] = await theatre.database.query<{ state: string }>(
      'select state from payout where id = $1',
      [payout],
    );
    expect(state).toBe('paid');
    await expectBooksToBalance(theatre);
  });

  it('is found by this search when it is there', async () => {
    await theatre.database.query('create table scratch (typed text, bytes bytea)');
    const [, second = ''] = planted;
    await theatre.database.query('insert into scratch values ($1, $2)', [
      PAID.name,
      Buffer.from(`xx${second}`),
    ]);
    const dump = await dumpOf(theatre.database);
    await theatre.database.query('drop table scratch');
    expect(found(whole, dump)).toEqual([PAID.name, second]);
    for (const value of planted) {
      const reversed = Array.from(value).reverse().join('');
      const based = Buffer.from(`${value}!`).toString('base64');
      expect(found([value], `a ${value.toUpperCase()} b`)).toEqual([value]);
      expect(found([value], reversed)).toEqual([value]);
      expect(found([value], based)).toEqual([value]);
    }
  });

  it('is not in the database, nor are codes and PINs', async () => {
    const dump = await dumpOf(theatre.database);
    expect(dump).toContain(payout);
    expectNothingIn(dump);
  });

  it("is not in the database server's log", async () => {
    if (process.env['TEST_SERVER_FOLDER'] === undefined) return;
    // The log is written by another process.
    await setTimeout(200);
    expect(serverLogs()).toContain('database system is ready');
    expectNothingIn(serverLogs());
  });

  it("is not in the service's own words", () => {
    expect(ear.heard).toContain('query refused');
    expectNothingIn(ear.heard);
  });

  it('is not in the books that leave the house', async () => {
    const range = { from: '2025-10-01', to: '2031-12-31', fund: null, actor: 'per_auditor' };
    for (const { name: format } of FORMATS) {
      const folder = newFolder();
      const order = { ...range, format };
      await theatre.get(Exporter).make(newId('export'), order, folder);
      const files = readFolder(folder);
      expect(Object.keys(files)).toContain('manifest.json');
      // Not the payout's own id either: it leads to her in the database.
      for (const [name, text] of Object.entries(files)) {
        expectNothingIn(text);
        expect([name, text.includes(payout)]).toEqual([name, false]);
      }
    }
  });

  it.each([
    ['auditor', '/audit', 20],
    ['preparer', '/finance', 8],
    ['releaser', '/finance', 8],
    ['director', '/staff', 3],
    ['reviewer', '/review', 2],
    ['approver', '/approve', 1],
    ['privacy', '/privacy', 1],
    ['administrator', '/admin', 5],
  ])(
    'is on no page that the %s can reach from %s without opening a case',
    async (account, home, least) => {
      const visitor = await staff(account);
      const pages = await crawl(visitor, [
        home,
        '/staff',
        '/audit/events',
        '/finance/reconciliation',
      ]);
      expect(pages.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(least);
      expect(pages.filter(({ status }) => status >= 500)).toEqual([]);
      for (const { path, html, text } of pages) expectNothingIn(`${path}\n${html}\n${text}`);
    },
  );

  it('is not on her own status page: nobody looks over her shoulder', async () => {
    const applicant = theatre.visitor();
    await comeBack(applicant, paid);
    const pages = await crawl(applicant, ['/s', '/s/1', '/s/1/2']);
    expect(pages.length).toBeGreaterThan(2);
    for (const { html, text } of pages) expectNothingIn(`${html}\n${text}`, wordsOf(PAID));
  });

  describe('at the providers', () => {
    it('is told to nobody before she agrees', () => {
      expect(beforeConsent.filter((path) => /accounts|setup_intents|methods/.test(path))).toEqual(
        [],
      );
    });

    it('stands in bodies only, and only what the payment and the message need', () => {
      const requests = theatre.sandbox.desk.requests();
      const told = requests.flatMap(({ method, path, body }) =>
        found([...whole, ...codes()], body).map((value) => `${method} ${path}: ${value}`),
      );
      expect([...new Set(told)].sort()).toEqual(
        [
          `POST /v2/core/accounts: ${PAID.givenName}`,
          `POST /v2/core/accounts: ${PAID.surname}`,
          `POST /v2/money_management/outbound_setup_intents: ${PAID.routingNumber}`,
          `POST /v2/money_management/outbound_setup_intents: ${PAID.accountNumber}`,
          `POST /sms: ${PAID.mobileDialled}`,
          `POST /sms: ${DECLINED.mobileDialled}`,
        ].sort(),
      );
    });

    it('is in no address, no key, no context and no metadata', () => {
      const requests = theatre.sandbox.desk.requests();
      expect(requests.length).toBeGreaterThan(10);
      const outside = requests.map(({ path, search, idempotencyKey, stripeContext }) =>
        [path, search, idempotencyKey, stripeContext].join(' '),
      );
      expectNothingIn(outside.join('\n'));
      expectNothingIn(theatre.sandbox.desk.requests('/v2/').map(besideDetails).join('\n'));
      const payments = theatre.sandbox.desk.payments();
      expect(payments.map(({ metadata }) => metadata)).toEqual([{ payout }]);
      expectNothingIn(JSON.stringify(payments));
    });

    it('a message goes to her telephone and says nothing', () => {
      const letters = theatre.sandbox.desk.inbox();
      expect(new Set(letters.flatMap(({ to }) => to))).toEqual(
        new Set([PAID.mobileDialled, DECLINED.mobileDialled]),
      );
      expectNothingIn(
        letters.map(({ from, subject, text }) => `${from} ${subject} ${text}`).join('\n'),
      );
      const amounts = new RegExp(Object.values(AMOUNT).join('|').replaceAll('.', '\\.'));
      for (const { text } of letters) expect(text).not.toMatch(amounts);
    });
  });
});
