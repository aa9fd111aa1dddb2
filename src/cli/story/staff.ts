import { currentDemoCode, DEMO_PASSWORD } from '#identity';
import { later } from '#kernel';
import type { Visitor } from './visitor.js';

const NEXT_CODE_MS = 30_000;

/**
 * Signs a demo person in; the page their role starts on is in front of the visitor then. A code works once, so
 * that somebody who signed in a moment ago takes the next one.
 */
export async function signIn(visitor: Visitor, account: string, now: Date): Promise<void> {
  const email = `${account}@demo.invalid`;
  for (const ahead of [0, NEXT_CODE_MS]) {
    await visitor.open('/sign-in');
    const code = currentDemoCode(email, later(now, ahead));
    await visitor.send({ email, password: DEMO_PASSWORD, code }, 'sign-in');
    if (!visitor.page.path.startsWith('/sign-in')) return;
  }
  throw new Error(`${account} could not sign in: a code works once. Try again in 30 seconds.`);
}

/** What a reviewer advises. */
export interface Advice {
  readonly recommendation?: 'approve' | 'approve_reduced' | 'decline' | 'refer';
  readonly amount?: string;
  readonly reason?: string;
  readonly points?: string;
}

/** Takes the request whose row shows `mark` (a reference or an amount), and says that nobody in it is known. */
export async function takeCase(reviewer: Visitor, mark: string): Promise<string> {
  await reviewer.open('/review?view=oldest');
  await reviewer.send({ application: rowOf(reviewer, mark, /app_[0-9a-z]+/) }, '/review/take');
  await reviewer.send({ answer: 'none' }, '/conflict');
  return /\/review\/cases\/(asg_[0-9a-z]+)/.exec(reviewer.page.path)?.[1] ?? '';
}

/** Reviews the case in front of the reviewer, checks, and sends. */
export async function sendReview(reviewer: Visitor, advice: Advice = {}): Promise<void> {
  const recommendation = advice.recommendation ?? 'approve';
  const lines = [...reviewer.page.html.matchAll(/name="(line\d)"/g)].map(([, name = '']) => name);
  await reviewer.send(
    {
      ...Object.fromEntries([...new Set(lines)].map((name) => [name, advice.points ?? '3'])),
      recommendation,
      amount: advice.amount ?? '',
      reason: advice.reason ?? 'NEED_FITS',
      note: '',
    },
    '/check',
  );
  await reviewer.send({}, '/submit');
}

/** What an approver decides. */
export interface Verdict {
  readonly outcome: 'approve' | 'decline' | 'waitlist' | 'return';
  readonly amount?: string;
  readonly amountReason?: string;
  readonly declineReason?: string;
  readonly words?: string;
}

/** Decides about the request with this reference: form, check page, done. */
export async function decide(
  approver: Visitor,
  reference: string,
  verdict: Verdict,
): Promise<void> {
  await approver.open('/approve');
  await approver.open(rowOf(approver, reference, /\/approve\/app_[0-9a-z]+/));
  await approver.send(
    {
      outcome: verdict.outcome,
      amount: verdict.amount ?? '',
      amountReason: verdict.amountReason ?? 'AS_RECOMMENDED',
      declineReason: verdict.declineReason ?? '',
      words: verdict.words ?? '',
      note: '',
    },
    '/check',
  );
  await approver.send({}, '/decide');
}

/** Gives the further approval an amount needs. */
export async function approveToo(approver: Visitor, reference: string): Promise<void> {
  await approver.open('/approve');
  const path = rowOf(approver, reference, /\/approve\/app_[0-9a-z]+/);
  await approver.open(`${path.replace(/\/second$/, '')}/second`);
  await approver.send({}, '/approve');
}

/** Puts these payouts, of all that are ready, into a batch and locks it; returns the batch's address. */
export async function prepareBatch(preparer: Visitor, payouts: readonly string[]): Promise<string> {
  const { html } = await preparer.open('/finance/ready');
  // There is one form for each way to pay.
  const form = html.split('<form').find((part) => payouts.some((id) => part.includes(id))) ?? '';
  const listed = [...form.matchAll(/name="leftOut" value="([^"]+)"/g)].map(([, id = '']) => id);
  const rail = /name="rail" value="([^"]+)"/.exec(form)?.[1] ?? '';
  const leftOut = listed.filter((id) => !payouts.includes(id));
  await preparer.send({ rail, leftOut }, '/finance/ready/check');
  await preparer.send({}, '/finance/ready');
  return preparer.page.path;
}

/** Checks and releases what another person locked. */
export async function releaseBatch(releaser: Visitor, path: string): Promise<void> {
  await releaser.open(`${path}/release`);
  await releaser.send({}, '/release');
}

/** What has this shape in the table row that names the reference. */
function rowOf(visitor: Visitor, reference: string, shape: RegExp): string {
  const row = visitor.page.html.split('<tr').find((part) => part.includes(reference));
  const found = shape.exec(row ?? '')?.[0];
  if (found === undefined) throw new Error(`${visitor.page.path} does not list ${reference}.`);
  return found;
}
