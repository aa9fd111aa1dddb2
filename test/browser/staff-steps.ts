import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { currentDemoCode, DEMO_PASSWORD } from '#identity';
import type { Walker } from './walker.js';

export async function signIn(staff: Walker, account: string, now: Date): Promise<void> {
  const email = `${account}@demo.invalid`;
  await staff.open('/sign-in');
  await staff.write('E-mail', email);
  await staff.write('Password', DEMO_PASSWORD);
  await staff.write('Code', currentDemoCode(email, now));
  await staff.press('Sign in');
}

/** Takes the request whose row shows the amount, knows nobody in it, and recommends to send that. */
export async function review(reviewer: Walker, amount: string): Promise<string> {
  await reviewer.open('/review?view=oldest');
  await reviewer.pressInRow(amount, 'button');
  await reviewer.choose('No');
  await reviewer.press('Go on', 'opened');
  const reference = /R-[0-9A-Z]{6}/.exec(await reviewer.text())?.[0] ?? '';
  for (const anchor of await reviewer.page.getByLabel(/^3 - /).all()) await anchor.check();
  await reviewer.choose('Send what they ask for');
  await reviewer.write('Amount, if you recommend to send money', amount);
  await reviewer.pick('Reason', 'The need fits and the amount fits');
  await reviewer.press('Check your review');
  await reviewer.press('Send this review', 'sent');
  return reference;
}

/** Reads the reviews and says yes; the answer waits for the next person when the amount needs two. */
export async function approve(approver: Walker, reference: string, amount: string): Promise<void> {
  await approver.open('/approve', 'ready');
  await approver.pressInRow(reference, 'link');
  await approver.choose('Yes: send money');
  await approver.write('Amount', amount);
  await approver.press('Check before you decide');
  await approver.press('Approve');
}

/** The second pair of eyes: the same facts, another person. */
export async function approveToo(approver: Walker, reference: string): Promise<void> {
  await approver.open('/approve', 'ready');
  await approver.pressInRow(reference, 'link');
  await approver.press('Approve exactly this');
  await approver.press('Approve');
}

/** Locks everything that is ready into a batch; returns the batch's address. */
export async function buildBatch(preparer: Walker): Promise<string> {
  await preparer.open('/finance/ready', 'with a payout');
  await preparer.press('Check the batch');
  await preparer.press('Lock the batch', 'locked');
  return new URL(preparer.page.url()).pathname;
}

export async function releaseBatch(releaser: Walker, batch: string): Promise<void> {
  await releaser.open(batch, 'to release');
  await releaser.press('Check and release');
  await releaser.press(/^Release /, 'released');
}

/** Presses a download and returns the SHA-256 of the file as it arrived. */
export async function download(auditor: Walker, name: string): Promise<string> {
  const target = auditor.page.locator('main').getByRole('link', { name }).first();
  const [file] = await Promise.all([auditor.page.waitForEvent('download'), target.click()]);
  return createHash('sha256')
    .update(await readFile(await file.path()))
    .digest('hex');
}
