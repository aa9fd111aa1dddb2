import { randomInt } from 'node:crypto';
import { entriesOfPayout } from './journal.js';
import { askForHelp, comeBack, setUpPayment, type WayBack } from './applicant.js';
import {
  approveToo,
  decide,
  prepareBatch,
  releaseBatch,
  sendReview,
  signIn,
  takeCase,
} from './staff.js';
import { Visitor, type Page } from './visitor.js';

/** The stage a story is played on: a running service with the demo people, and how to wait there. */
export interface Stage {
  readonly url: string;
  now(): Date;
  /** Lets the service work for a moment; a test drains the queue instead of waiting. */
  pause(): Promise<void>;
}

/** One step as it is printed. */
export interface Step {
  readonly step: string;
  readonly by: string;
  readonly seconds: number;
  readonly facts: Readonly<Record<string, string | readonly string[]>>;
}

const PATIENCE_MS = 60_000;

/** Opens a page again and again until it shows what is awaited; gives up after a minute with a sentence. */
export async function until(
  stage: Stage,
  look: () => Promise<Page>,
  shows: (page: Page) => boolean,
): Promise<Page> {
  const end = performance.now() + PATIENCE_MS;
  for (;;) {
    const page = await look();
    if (shows(page)) return page;
    if (performance.now() > end) throw new Error(`${page.path} did not change in a minute.`);
    await stage.pause();
  }
}

/**
 * Walks one grant through the running service over HTTP, as each role, from the first page to the auditor's.
 * The amount has odd cents, so that staff find this request among others without knowing who asked.
 */
export class GrantStory {
  private readonly amount = `4${String(randomInt(10, 50))}.${String(randomInt(10, 100))}`;
  private readonly steps: Step[] = [];
  private readonly visitors = new Map<string, Visitor>();
  private since = performance.now();

  constructor(
    private readonly stage: Stage,
    private readonly tell: (step: Step) => void,
  ) {}

  async play(): Promise<readonly Step[]> {
    const wayBack = await this.ask();
    const reference = await this.review();
    await this.decide(reference);
    const payout = await this.setUp(wayBack);
    await this.pay(payout);
    await this.arrive(wayBack, payout);
    await this.reconcile();
    await this.audit(payout);
    return this.steps;
  }

  private async ask(): Promise<WayBack> {
    const applicant = this.visitor('applicant');
    const wayBack = await askForHelp(applicant, {
      amount: this.amount,
      when: 'today',
      needs: ['housing', 'food'],
    });
    await comeBack(applicant, wayBack);
    this.note('asks for help on a phone', 'applicant', {
      amount: `$${this.amount}`,
      status: firstWordsOf(applicant.page),
    });
    return wayBack;
  }

  private async review(): Promise<string> {
    const reviewer = await this.staff('reviewer');
    await until(
      this.stage,
      () => reviewer.open('/review?view=oldest'),
      (page) => page.text.includes(this.amount),
    );
    const assignment = await takeCase(reviewer, this.amount);
    const reference = /R-[0-9A-Z]{6}/.exec(reviewer.page.text)?.[0] ?? '';
    await sendReview(reviewer, { amount: this.amount });
    this.note('reviews without a name', 'reviewer', {
      reference,
      assignment,
      state: firstWordsOf(reviewer.page),
    });
    return reference;
  }

  private async decide(reference: string): Promise<void> {
    const approver = await this.staff('approver');
    await decide(approver, reference, { outcome: 'approve', amount: this.amount });
    const second = await this.staff('approver2');
    await second.open('/approve');
    if (second.page.text.includes(reference)) await approveToo(second, reference);
    this.note('decides', 'approver', { reference, state: headingOf(approver.page) });
  }

  private async setUp(wayBack: WayBack): Promise<string> {
    const applicant = this.visitor('applicant');
    await until(
      this.stage,
      async () => {
        await comeBack(applicant, wayBack);
        return applicant.page;
      },
      (page) => page.html.includes('/s/1'),
    );
    const preparer = await this.staff('preparer');
    await setUpPayment(applicant);
    const page = await until(
      this.stage,
      () => preparer.open('/finance/ready'),
      ({ text }) => text.includes(this.amount),
    );
    const payout = payoutOf(this.amount, page);
    this.note('chooses how to be paid', 'applicant', { payout, state: 'approved' });
    return payout;
  }

  private async pay(payout: string): Promise<void> {
    const batch = await prepareBatch(await this.staff('preparer'), [payout]);
    this.note('builds and locks a batch', 'finance preparer', { batch: idIn(batch), payout });
    await releaseBatch(await this.staff('releaser'), batch);
    this.note('releases it', 'finance releaser', { batch: idIn(batch), payout, state: 'released' });
  }

  private async arrive(wayBack: WayBack, payout: string): Promise<void> {
    const releaser = await this.staff('releaser');
    const page = await until(
      this.stage,
      () => releaser.open(`/finance/payouts/${payout}`),
      ({ text }) => /payout\.settled/.test(text),
    );
    this.note('the provider pays, the notice settles it', 'provider', {
      payout,
      state: 'paid',
      entries: [...new Set(page.text.match(/payout\.[a-z]+/g) ?? [])],
    });
    const applicant = this.visitor('applicant');
    await comeBack(applicant, wayBack);
    this.note('reads that the money was sent', 'applicant', { status: moneyOn(applicant.page) });
  }

  private async reconcile(): Promise<void> {
    const preparer = await this.staff('preparer');
    await preparer.open('/finance/reconciliation');
    await preparer.send({}, '/reconciliation/run');
    const page = await until(
      this.stage,
      () => preparer.open('/finance/reconciliation'),
      ({ text }) => !text.includes('A run is in progress') && text.includes('unexplained'),
    );
    this.note('compares with the provider', 'finance preparer', { openBreaks: openBreaksOn(page) });
  }

  private async audit(payout: string): Promise<void> {
    const auditor = await this.staff('auditor');
    const events = await auditor.open(`/audit/events?subject=${payout}`);
    const acts = [...new Set(events.text.match(/\bPayout[A-Z][a-z]+\b/g) ?? [])];
    const entries = await entriesOfPayout(auditor, payout);
    await auditor.open('/audit/exports');
    await auditor.send({}, '/audit/exports');
    await until(
      this.stage,
      () => auditor.open('/audit/exports'),
      ({ text, html }) => !text.includes('Look again') && html.includes('/file"'),
    );
    const { status } = await auditor.follow('/file');
    if (status !== 200) throw new Error('The file of the export does not open.');
    this.note('exports the books', 'auditor', { acts: acts.reverse(), entries });
  }

  private visitor(name: string): Visitor {
    const known = this.visitors.get(name) ?? new Visitor(this.stage.url);
    this.visitors.set(name, known);
    return known;
  }

  private async staff(account: string): Promise<Visitor> {
    const isNew = !this.visitors.has(account);
    const visitor = this.visitor(account);
    if (isNew) await signIn(visitor, account, this.stage.now());
    return visitor;
  }

  private note(step: string, by: string, facts: Step['facts']): void {
    const now = performance.now();
    const told: Step = { step, by, seconds: Math.trunc(now - this.since) / 1000, facts };
    this.since = now;
    this.steps.push(told);
    this.tell(told);
  }
}

const idIn = (path: string): string => /bat_[0-9a-z]+/.exec(path)?.[0] ?? '';
/** The sentence below the heading: where things stand. */
const firstWordsOf = ({ html }: Page): string =>
  (/<\/h1>[\s\S]*?<p[^>]*>([\s\S]*?)<\/p>/.exec(html)?.[1] ?? '').replaceAll(/<[^>]+>/g, '').trim();
const headingOf = ({ html }: Page): string =>
  (/<h1[^>]*>([\s\S]*?)<\/h1>/.exec(html)?.[1] ?? '').replaceAll(/<[^>]+>/g, '').trim();
const moneyOn = ({ text }: Page): string =>
  /We sent you .+? on [^.]+\./.exec(text)?.[0] ?? 'not yet';

/** As the reconciliation page counts them. */
function openBreaksOn({ text }: Page): string {
  const count = /(\d+) open breaks?/.exec(text)?.[1];
  if (count === undefined) throw new Error('The reconciliation page counts no breaks.');
  return text.includes('agrees') ? count : `${count}, and the balances differ`;
}

/** The payout whose row shows the amount. */
export function payoutOf(amount: string, { html, path }: Page): string {
  const rows = html.split('<tr').filter((part) => part.includes(amount));
  const id = rows.map((row) => /pay_[0-9a-z]{20}/.exec(row)?.[0]).find(Boolean);
  if (id === undefined) throw new Error(`${path} lists no payout of ${amount}.`);
  return id;
}
