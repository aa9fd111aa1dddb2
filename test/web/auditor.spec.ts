import { DEMO_PASSWORD, DemoPeople, currentDemoCode } from '#identity';
import { BooksService, FundingService, LedgerService, Vouchers } from '#ledger';
import { UnitOfWork } from '#platform';
import type { Visitor } from '../../src/cli/story/visitor.js';
import { wholeLife } from '../ledger/whole-life.js';
import { startService, type RunningService } from '../support/service.js';

describe("the auditor's door", () => {
  let service: RunningService;
  let auditor: Visitor;

  const signedIn = async (account: string): Promise<Visitor> => {
    const visitor = service.visitor();
    const email = `${account}@demo.invalid`;
    await visitor.open('/sign-in');
    const code = currentDemoCode(email, service.clock.now());
    await visitor.send({ email, password: DEMO_PASSWORD, code });
    return visitor;
  };

  beforeAll(async () => {
    service = await startService();
    await service.get(DemoPeople).seed();
    auditor = await signedIn('auditor');
  });
  afterAll(() => service.stop());

  it('shows what to expect while the books are empty', async () => {
    expect((await auditor.open('/audit/entries')).text).toContain('No entries match.');
    expect((await auditor.open('/audit/trial-balance')).text).toContain('Nothing was posted yet.');
    expect((await auditor.open('/audit/events?actor=per_nobody')).text).toContain(
      'No events match.',
    );
  });

  describe('with a whole life of grants in the books', () => {
    beforeAll(async () => {
      const funding = service.get(FundingService);
      const open = (code: string, restriction: 'none' | 'purpose' | 'conditional'): Promise<void> =>
        funding.openFund({ code, name: `Fund ${code}`, restriction }, 'per_admin');
      await open('GEN', 'none');
      await open('RES26', 'purpose');
      await open('OVC26', 'conditional');
      await service.get(UnitOfWork).run(() => service.get(LedgerService).post(wholeLife()));
    });

    it('leads through the journal, newest first, page by page', async () => {
      const first = await auditor.open('/audit/entries');
      expect(first.text).toContain('fx.converted');
      const second = await auditor.follow('before=');
      expect(second.text).toContain('fund.received.unrestricted');
      expect(second.text).not.toContain('Older');
      const back = await auditor.follow('after=');
      expect(back.html.match(/<th scope="row"><a/g)).toEqual(
        first.html.match(/<th scope="row"><a/g),
      );
      expect(back.text).toContain('fx.converted');
      expect(back.text).not.toContain('Newer');
      expect((await auditor.follow('/audit/entries')).status).toBe(200);
    });

    it('narrows by amount, by person, by reversal and by number', async () => {
      const count = async (question: string): Promise<number> =>
        (await auditor.open(`/audit/entries?${question}`)).html.match(
          /<th scope="row"><a href="\/audit\/entries\/\d+">/g,
        )?.length ?? 0;
      expect(await count('least=100000&most=100000')).toBe(1);
      expect(await count('least=0.25&most=0.25')).toBe(1);
      expect(await count('actor=per_nobody')).toBe(0);
      expect(await count('actor=per_second&kind=budget.authorised')).toBe(2);
      expect(await count('standing=reversal')).toBe(0);
      expect(await count('standing=neither')).toBe(50);
      expect(await count('number=1')).toBe(1);
      expect(await count('number=1&kind=payout.failed')).toBe(0);
      for (const [question, sentence] of [
        ['least=much', 'Enter the smallest amount in figures'],
        ['most=-1', 'Enter the largest amount in figures'],
        ['standing=upside', 'Choose reversed, reversal or neither.'],
        ['number=one', 'Give the number of an entry in figures.'],
        ['after=x', 'This page of the list does not exist.'],
      ] as const) {
        const page = await auditor.open(`/audit/entries?${question}`);
        expect([page.status, page.text]).toEqual([422, expect.stringContaining(sentence)]);
      }
    });

    it('adds up everything that matches, on every page', async () => {
      const page = await auditor.open('/audit/entries?account=1110&fund=OVC26');
      expect(page.text).toContain('All 7 entries that match');
      expect(page.text).toContain('money, USD $3,000.00 $1,350.00 $1,650.00');
    });

    it('narrows by fund, kind and day, and keeps what was chosen', async () => {
      const page = await auditor.open(
        '/audit/entries?fund=OVC26&account=&kind=payout.initiated&from=2026-01-12&to=2026-01-31',
      );
      expect(page.html.match(/<th scope="row"><a/g)).toHaveLength(1);
      expect(page.text).toContain('$450.00');
      expect(page.html).toMatch(/<option value="OVC26" selected>/);
      expect(page.html).toContain('value="2026-01-12"');
    });

    it('runs the balance of one account', async () => {
      const page = await auditor.open('/audit/entries?account=1110&fund=OVC26');
      const cells = [...page.html.matchAll(/<td[^>]* class="num">([^<]*)<\/td>/g)].map(
        (cell) => cell[1],
      );
      expect(cells.slice(0, 4)).toEqual(['$100.00', '$1,650.00', '-$450.00', '$1,550.00']);
      expect(cells.slice(-5, -3)).toEqual(['$2,000.00', '$2,000.00']);
    });

    it('says what cannot be understood, keeps the typing, and shows nothing', async () => {
      const page = await auditor.open(
        '/audit/entries?fund=NOPE&from=2026-02-30&award=%3Cscript%3E&before=x',
      );
      expect(page.status).toBe(422);
      for (const sentence of [
        'Choose one of the funds.',
        'Write the first day like 2026-01-31.',
        'Give the whole reference of the award',
        'This page of the list does not exist.',
      ]) {
        expect(page.text).toContain(sentence);
      }
      expect(page.html).not.toContain('<script>');
      expect((await auditor.open('/audit/events?kind=gossip')).status).toBe(422);
    });

    it('shows an entry with its legs, who made it, and what reversed it', async () => {
      const books = service.get(BooksService);
      const [fee] = (await books.entries({ kind: 'accrual.fees' })).rows;
      const { entry: reversal } = await service
        .get(Vouchers)
        .submit(
          { reverses: fee?.seq ?? 0n, reason: 'estimate_wrong' },
          { key: 'auditor-test-reversal', actor: 'per_first', approver: 'per_second' },
        );
      const page = await auditor.open(`/audit/entries/${String(fee?.seq)}`);
      expect(page.text).toContain('6110 provider-fees');
      expect(page.text).toContain('$15.00');
      expect(page.text).toContain('per_first');
      const mirror = await auditor.follow(`/audit/entries/${String(reversal)}`);
      expect(mirror.text).toContain('estimate_wrong');
      expect(mirror.text).toContain(`exact mirror of entry ${String(fee?.seq)}`);
      expect((await auditor.open('/audit/entries/999999')).status).toBe(404);
      expect((await auditor.open('/audit/entries/one')).status).toBe(404);
    });

    it('balances in each currency, per fund and as of a day', async () => {
      const all = await auditor.open('/audit/trial-balance');
      expect(all.html.match(/<span class="tag ok">balanced<\/span>/g)).toHaveLength(2);
      const early = await auditor.open('/audit/trial-balance?fund=GEN&to=2026-01-02');
      expect(early.text).toContain('1010 bank-operating');
      expect(early.text).toContain('$50,000.00');
      expect(early.text).not.toContain('RES26 $');
      expect((await auditor.open('/audit/trial-balance?to=soon')).status).toBe(422);
    });

    it('leads from the journal and the trial balance to a file with the same days and fund', async () => {
      await auditor.open('/audit/trial-balance?fund=GEN&to=2026-01-02');
      const page = await auditor.follow('/audit/exports?');
      expect(page.html).toMatch(/<option value="GEN" selected>/);
      expect(page.html).toContain('name="to" type="date" value="2026-01-02"');
      expect(page.html).toMatch(/value="csv" checked/);
    });

    it('lets nobody else in', async () => {
      const preparer = await signedIn('preparer');
      for (const path of [
        '/audit/entries',
        '/audit/entries/1',
        '/audit/trial-balance',
        '/audit/events',
        '/audit/exports',
        '/audit/exports/exp_00000000000000000000/file',
      ]) {
        expect((await preparer.open(path)).status).toBe(403);
        expect((await service.visitor().open(path)).path).toBe('/sign-in');
      }
    });
  });
});
