import { days } from '#kernel';
import { LedgerService, Periods } from '#ledger';
import { UnitOfWork } from '#platform';
import { signIn } from '../../src/cli/story/staff.js';
import type { Visitor } from '../../src/cli/story/visitor.js';
import { usd } from '../ledger/bookkeeping.js';
import { expectBooksToBalance, openTheatre, type Theatre } from '../support/stage.js';

// Goal: a month closes by the clicks of three people, and what comes later shows beside it, never inside it.
// Method: the whole service over HTTP; the demo's money was booked this month, so the clock moves to the next.
describe('the end of a month, by clicking', () => {
  let theatre: Theatre;
  let preparer: Visitor;
  let releaser: Visitor;
  let director: Visitor;
  let auditor: Visitor;
  let month: string;

  const as = async (account: string): Promise<Visitor> => {
    const visitor = theatre.visitor();
    await signIn(visitor, account, theatre.stage.now());
    return visitor;
  };

  beforeAll(async () => {
    theatre = await openTheatre();
    month = theatre.clock.now().toISOString().slice(0, 7);
    theatre.clock.advance(days(33));
    preparer = await as('preparer');
    releaser = await as('releaser');
    director = await as('director');
    auditor = await as('auditor');
  });
  afterAll(() => theatre.stop());

  const page = (): string => `/finance/periods/${month}`;
  const account = (): string => `${page()}/accounts/1110/USD`;

  it('lists months from the first entry, with what is left to do', async () => {
    await preparer.open('/finance/periods');
    await preparer.follow(page());
    expect(preparer.page.text).toContain('1 account at a provider lacks two signatures');
    expect(preparer.page.text).toContain('Suspense (1199) is zero.');
    expect((await preparer.open('/finance/periods/1999-01')).status).toBe(404);
  });

  it('is soft-closed by a preparer after a page that says what it means', async () => {
    expect((await director.open(`${page()}/soft-close`)).status).toBe(403);
    await preparer.open(`${page()}/soft-close`);
    expect(preparer.page.text).toContain('every entry into it needs two people');
    await preparer.send({}, '/soft-close');
    expect(preparer.page.text).toContain('soft closed');
  });

  it('does not close while something is to do, also when the form is sent all the same', async () => {
    expect((await preparer.open(`${page()}/close`)).status).toBe(403);
    await director.open(`${page()}/close`);
    const refused = await director.send({}, '/close');
    expect(refused.status).toBe(409);
    expect(refused.text).toContain('lacks two signatures');
  });

  it('asks for a comparison before anybody signs an account off', async () => {
    await preparer.open(account());
    expect(preparer.page.text).toContain('Compare with the provider first');
    await preparer.open('/finance/reconciliation');
    await preparer.send({}, '/reconciliation/run');
    await theatre.drain();
    await preparer.open(account());
    expect(preparer.page.text).toContain('agrees');
  });

  it('takes two signatures of two people', async () => {
    await preparer.send({}, '/USD/sign');
    expect(preparer.page.text).toContain('Somebody else signs it too.');
    await releaser.open(account());
    await releaser.send({}, '/review/');
    expect(releaser.page.text).toContain('signed off');
    const again = await preparer.post(`${account()}/sign`, { _form: tokenIn(preparer) });
    expect(again.text).toContain('This account is signed off for this month.');
    await auditor.open('/audit/events?kind=sign_off');
    expect(auditor.page.text).toContain('AccountSignedOff');
  });

  it('is closed by the finance director, sealed and published', async () => {
    await director.open(page());
    expect(director.page.text).toContain('Ready to close');
    await director.follow(`${page()}/close`);
    await director.send({}, '/close');
    expect(director.page.text).toContain('SHA-256 of the trial balance');
    const rows = await theatre.database.query(
      `select from leaf join audit_event e on leaf.source = 'event' and leaf.seq = e.seq
       where e.kind = 'period_close' and e.subject = $1`,
      [`period:${month}`],
    );
    expect(rows).toHaveLength(1);
    const late = await theatre.get(UnitOfWork).run(() =>
      theatre.get(LedgerService).postEach([
        {
          kind: 'provider.fee',
          key: 'closing-story:late-fee-1',
          fund: 'GEN',
          amount: usd(120),
          actor: 'per_a',
          approver: 'per_b',
          effectiveOn: `${month}-28`,
        },
      ]),
    );
    expect(late[0]?.code).toBe('PERIOD_CLOSED');
  });

  it('shows late knowledge beside what was closed, to finance and to the auditor', async () => {
    await auditor.open(`/audit/trial-balance?period=${month}`);
    const before = auditor.page.text;
    expect(before).toContain('as first closed');
    expect(before).toContain('Nothing: both are the same.');
    await theatre.get(UnitOfWork).run(() =>
      theatre.get(LedgerService).post([
        {
          kind: 'provider.fee',
          key: 'closing-story:late-fee-2',
          fund: 'GEN',
          amount: usd(120),
          actor: 'per_a',
          relatesTo: `${month}-28`,
        },
      ]),
    );
    await auditor.open(`/audit/trial-balance?period=${month}`);
    expect(auditor.page.text).toContain('6110 provider-fees');
    expect(auditor.page.text).toContain('$1.20');
    const known = await auditor.open(`/audit/trial-balance?period=${month}&basis=known`);
    expect(known.text).toContain('as now known');
    await preparer.open(page());
    expect(preparer.page.text).toContain('The entries that make the difference');
  });

  it('says what cannot be understood', async () => {
    const next = (await theatre.get(Periods).list()).at(-1)?.id ?? '';
    for (const [path, sentence] of [
      [`/audit/trial-balance?period=1999-01`, 'Choose one of the months.'],
      [`/audit/trial-balance?period=${next}&basis=closed`, 'A month that is not closed'],
      ['/audit/trial-balance?basis=both', 'Choose which of the two.'],
      ['/audit/trial-balance?to=soon', 'Write the day like'],
    ] as const) {
      await auditor.open(path);
      expect(auditor.page.status).toBe(422);
      expect(auditor.page.text).toContain(sentence);
    }
    for (const [path, sentence] of [
      ['/finance/statements?from=2026-02-30', 'Write the first day like'],
      [
        '/finance/statements?from=2026-03-01&to=2026-02-01',
        'The last day is not before the first.',
      ],
      ['/finance/statements?fund=NOPE', 'Choose one of the funds.'],
    ] as const) {
      await preparer.open(path);
      expect(preparer.page.status).toBe(422);
      expect(preparer.page.text).toContain(sentence);
    }
    await preparer.open('/finance/rates');
    await preparer.send(
      { currency: 'MXN', onDate: 'x', rate: '1,5', source: '' },
      '/finance/rates',
    );
    expect(preparer.page.status).toBe(422);
    expect(preparer.page.html).toContain('value="1,5"');
    for (const path of [
      '/finance/year-end/1999',
      '/finance/year-end/x',
      `${page()}/accounts/1010/USD`,
    ]) {
      expect((await preparer.open(path)).status).toBe(404);
    }
  });

  it('shows statements on one page, and every promise kept on another', async () => {
    await preparer.open(`/finance/statements?from=${month}-01`);
    for (const words of ['Change in net assets', 'Total assets', 'Grants expensed']) {
      expect(preparer.page.text).toContain(words);
    }
    await auditor.open('/audit/invariants');
    expect(auditor.page.text).toContain('Nothing has been checked yet');
    await auditor.send({}, '/audit/invariants/check');
    await theatre.drain();
    await auditor.open('/audit/invariants');
    expect(auditor.page.text).toContain('all kept');
    expect(auditor.page.text).toContain(
      'Every entry sums to zero in each book, fund and currency.',
    );
    await expectBooksToBalance(theatre);
  });
});

const tokenIn = (visitor: Visitor): string =>
  /name="_form" value="([^"]+)"/.exec(visitor.page.html)?.[1] ?? '';
