import { askForHelp, comeBack, setUpPayment, type WayBack } from './applicant.js';
import { approveToo, decide, prepareBatch, releaseBatch, sendReview, signIn, takeCase } from './staff.js';
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

/** Walks one grant of $450 through the running service over HTTP, as each role, from the first page to the auditor's. */
export class GrantStory {
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
    const wayBack = await askForHelp(applicant, { amount: '450', when: 'today', needs: ['housing', 'food'] });
    await comeBack(applicant, wayBack);
    this.note('asks for $450 on a phone', 'applicant', { status: headingOf(applicant.page) });
    return wayBack;
  }

  private async review(): Promise<string> {
    const reviewer = await this.staff('reviewer');
    await until(
      this.stage,
      () => reviewer.open('/review?view=urgent'),
      (page) => page.html.includes('/review/take'),
    );
    const assignment = await takeCase(reviewer);
    const reference = /R-[0-9A-Z]{6}/.exec(reviewer.page.text)?.[0] ?? '';
    await sendReview(reviewer, { amount: '450' });
    this.note('reviews without a name', 'reviewer', { reference, assignment, recommends: '$450' });
    return reference;
  }

  private async decide(reference: string): Promise<void> {
    const approver = await this.staff('approver');
    await decide(approver, reference, { outcome: 'approve', amount: '450' });
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
      (page) => page.html.includes('/s/payment'),
    );
    await setUpPayment(applicant);
    const preparer = await this.staff('preparer');
    const before = new Set(await this.payoutsReady(preparer, 0));
    const ready = await this.payoutsReady(preparer, 1);
    const payout = ready.find((id) => !before.has(id)) ?? ready.at(-1) ?? '';
    this.note('chooses how to be paid', 'applicant', { payout, state: 'approved' });
    return payout;
  }

  private async payoutsReady(preparer: Visitor, atLeast: number): Promise<string[]> {
    const page = await until(
      this.stage,
      () => preparer.open('/finance/ready'),
      ({ html }) => idsIn(html).length >= atLeast,
    );
    return idsIn(page.html);
  }

  private async pay(payout: string): Promise<void> {
    const batch = await prepareBatch(await this.staff('preparer'));
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
      ({ html }) => !html.includes('http-equiv="refresh"'),
    );
    const breaks = /(\d+)\s+open breaks?/i.exec(page.text)?.[1] ?? '0';
    this.note('compares with the provider', 'finance preparer', { openBreaks: breaks });
  }

  private async audit(payout: string): Promise<void> {
    const auditor = await this.staff('auditor');
    const events = await auditor.open(`/audit/events?subject=${payout}`);
    const acts = [...new Set(events.text.match(/\bPayout[A-Z][a-z]+\b/g) ?? [])];
    const ledger = await auditor.open('/audit/exports/general-ledger.csv');
    const rows = ledger.html.split('\n').filter((line) => line.includes(payout));
    this.note('exports the books', 'auditor', { acts, ledgerLines: String(rows.length) });
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

const idsIn = (html: string): string[] => [...new Set(html.match(/pay_[0-9a-z]{20}/g) ?? [])];
const idIn = (path: string): string => /bat_[0-9a-z]+/.exec(path)?.[0] ?? '';
const headingOf = ({ html }: Page): string =>
  (/<h1[^>]*>([\s\S]*?)<\/h1>/.exec(html)?.[1] ?? '').replaceAll(/<[^>]+>/g, '').trim();
const moneyOn = ({ text }: Page): string => /We sent you [^.]+\./.exec(text)?.[0] ?? 'not yet';
