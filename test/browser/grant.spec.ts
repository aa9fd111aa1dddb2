import type { Browser } from 'playwright-core';
import type { WayBack } from '../../src/cli/story/applicant.js';
import { DESK, openBrowser, PHONE } from '../support/browser.js';
import { expectBooksToBalance, openTheatre, type Theatre } from '../support/stage.js';
import { askForHelp, comeBack, setUpPayment } from './applicant-steps.js';
import {
  approve,
  approveToo,
  buildBatch,
  download,
  releaseBatch,
  review,
  signIn,
} from './staff-steps.js';
import { Walker } from './walker.js';
import { Watch } from './watch.js';

/** Pages of finance that nobody has to pass on the way of a grant. */
const FINANCE = [
  '/finance',
  '/finance/batches',
  '/finance/funds',
  '/finance/exceptions',
  '/finance/sending',
  '/finance/money',
  '/finance/upcoming',
  '/admin/alerts',
];

/** How often somebody looks again while the service works. */
const LOOKS = 60;

// Goal: the whole way of a grant by clicking, on a phone and at desks, with scripts and without.
// Method: a real browser; on every page: the rules of accessibility, no sideways scroll, a quiet title, no request to
// anybody else, no complaint of the browser, few bytes. Above the first tier, so that two people review and two approve.
describe.each([
  ['with scripts', true, '640.37'],
  ['without scripts', false, '655.81'],
] as const)('a person asks for help and is paid, %s', (_, hasScripts, amount) => {
  let theatre: Theatre;
  let browser: Browser;
  let watch: Watch;
  let applicant: Walker;
  let preparer: Walker;
  let releaser: Walker;
  let wayBack: WayBack;
  let reference = '';
  let payout = '';
  beforeAll(async () => {
    [theatre, browser] = await Promise.all([openTheatre(), openBrowser()]);
    watch = new Watch(browser, theatre.url, hasScripts);
    applicant = new Walker(await watch.open('applicant', PHONE), 'applicant', watch, theatre.url);
  });
  afterAll(async () => {
    await browser.close();
    await theatre.stop();
  });

  const staff = async (account: string): Promise<Walker> => {
    const walker = new Walker(await watch.open('staff', DESK), 'staff', watch, theatre.url);
    await signIn(walker, account, theatre.stage.now());
    return walker;
  };

  /** Looks at a page again and again, while the service works, until it says what is awaited. */
  const until = async (walker: Walker, path: string, words: RegExp): Promise<string> => {
    for (let look = 0; look < LOOKS; look += 1) {
      await walker.page.goto(theatre.url + path);
      const text = await walker.text();
      if (words.test(text)) return text;
      await theatre.stage.pause();
    }
    throw new Error(`${path} never said ${String(words)}.`);
  };

  it('asks, and keeps a code', async () => {
    wayBack = await askForHelp(applicant, amount);
    await comeBack(applicant, wayBack, 'sent');
    expect(await applicant.text()).toContain('We have your request.');
  });

  it('is read by two people who see no name', async () => {
    for (const account of ['reviewer', 'reviewer2']) {
      const reviewer = await staff(account);
      await until(reviewer, '/review?view=oldest', new RegExp(amount));
      reference = await review(reviewer, amount);
      expect(reference).toMatch(/^R-/);
      await reviewer.page.context().close();
    }
  });

  it('gets a yes from two others', async () => {
    const approver = await staff('approver');
    await until(approver, '/approve', new RegExp(reference));
    await approve(approver, reference, amount);
    expect(await approver.text()).toContain('Another person goes on from here.');
    const second = await staff('approver2');
    await approveToo(second, reference);
    expect(await second.text()).toContain('is promised');
  });

  it('says where the money should go', async () => {
    await theatre.stage.pause();
    await comeBack(applicant, wayBack, 'with a yes');
    expect(await applicant.text()).toContain(`Yes. We are sending you $${amount}.`);
    await setUpPayment(applicant);
  });

  it('is paid by one who prepares and another who releases', async () => {
    preparer = await staff('preparer');
    const ready = await until(preparer, '/finance/ready', /Check the batch/);
    payout = /pay_[0-9a-z]+/.exec(ready)?.[0] ?? '';
    const batch = await buildBatch(preparer);
    releaser = await staff('releaser');
    await releaseBatch(releaser, batch);
    await until(releaser, `/finance/payouts/${payout}`, /payout\.settled/);
    await releaser.open(`/finance/payouts/${payout}`);
    await releaser.open(batch, 'arrived');
    await comeBack(applicant, wayBack, 'paid');
    expect(await applicant.text()).toContain(`We sent you $${amount}`);
  });

  it('is compared with what the provider says', async () => {
    await preparer.open('/finance/reconciliation', 'before a run');
    await preparer.press('Compare now', 'running');
    await until(preparer, '/finance/reconciliation', /unexplained agrees/i);
    await preparer.open('/finance/reconciliation', 'compared');
    expect(await preparer.text()).toContain('0 open breaks');
    for (const path of FINANCE) await preparer.open(path);
  });

  it('can be followed by an auditor, who takes the books along', async () => {
    const auditor = await staff('auditor');
    await auditor.open(`/audit/events?subject=${payout}`);
    expect(await auditor.text()).toContain('PayoutReleased');
    await auditor.open('/audit/entries');
    await auditor.pressInRow('payout.settled', 'link');
    await auditor.open('/audit/trial-balance');
    expect(await auditor.text()).toContain('balanced');
    await auditor.press('Export', 'from the trial balance');
    await auditor.choose('CSV');
    await auditor.press('Make the file', 'asked');
    const files = await until(auditor, '/audit/exports', /\bDownload\b/);
    expect(files).toContain(await download(auditor, 'Download'));
    await expectBooksToBalance(theatre);
  });

  it('met no page with a problem', () => {
    expect(watch.problems).toEqual([]);
    expect(watch.judged.size >= 55).toBe(hasScripts);
  });

  it.each([
    ['applicant', 10_000],
    ['staff', 40_000],
  ] as const)('met no page for the %s above %d bytes', async (audience, limit) => {
    expect(await watch.heavierThan(audience, limit)).toEqual([]);
  });

  it('met a first page of at most 8000 bytes', () => {
    const first = watch.weights.filter(({ path }) => path === '/');
    expect(first).not.toEqual([]);
    expect(first.filter(({ bytes }) => bytes > 8_000)).toEqual([]);
  });
});
