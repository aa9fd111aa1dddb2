import { askForHelp, comeBack, type WayBack } from '../../src/cli/story/applicant.js';
import { decide, sendReview, signIn, takeCase } from '../../src/cli/story/staff.js';
import { until } from '../../src/cli/story/story.js';
import { Visitor } from '../../src/cli/story/visitor.js';
import type { Theatre } from '../support/stage.js';

/** Somebody of staff, just signed in. */
export async function staffAt(theatre: Theatre, account: string): Promise<Visitor> {
  const visitor = new Visitor(theatre.url);
  await signIn(visitor, account, theatre.stage.now());
  return visitor;
}

/** The payout of this amount, once it is ready to pay. */
export async function payoutOf(theatre: Theatre, amount: string): Promise<string> {
  for (let round = 0; round < 50; round += 1) {
    await theatre.stage.pause();
    theatre.sandbox.desk.forward(0);
    const [row] = await theatre.database.query<{ id: string }>(
      `select id from payout where amount_minor = $1 and state = 'approved'`,
      [amount.replace('.', '')],
    );
    if (row) return row.id;
  }
  throw new Error(`There is no payout of ${amount}.`);
}

/** Somebody asked and the answer is yes; her status page is in front of her. */
export async function aYesAt(
  theatre: Theatre,
  amount: string,
  language = 'en',
): Promise<{ visitor: Visitor; wayBack: WayBack }> {
  const visitor = theatre.visitor(language);
  const wayBack = await askForHelp(visitor, { amount, when: 'today' });
  const reviewer = await staffAt(theatre, 'reviewer');
  await until(
    theatre.stage,
    () => reviewer.open('/review?view=oldest'),
    ({ text }) => text.includes(amount),
  );
  await takeCase(reviewer, amount);
  const reference = /R-[0-9A-Z]{6}/.exec(reviewer.page.text)?.[0] ?? '';
  await sendReview(reviewer, { amount });
  await decide(await staffAt(theatre, 'approver'), reference, { outcome: 'approve', amount });
  await theatre.drain();
  await comeBack(visitor, wayBack);
  return { visitor, wayBack };
}
