import { setTimeout } from 'node:timers/promises';
import { askForHelp, comeBack, setUpPayment, type WayBack } from '../../src/cli/story/applicant.js';
import {
  decide,
  prepareBatch,
  releaseBatch,
  sendReview,
  signIn,
  takeCase,
} from '../../src/cli/story/staff.js';
import { payoutOf, until } from '../../src/cli/story/story.js';
import type { Visitor } from '../../src/cli/story/visitor.js';
import { Sending, Settlement } from '#payouts';
import { expectBooksToBalance, openTheatre, type Theatre } from '../support/stage.js';

// Goal: whatever the provider does, she is paid once and told the truth.
// Method: over HTTP; faults and outcomes are chosen at the provider; money is counted at the provider.
describe('money that does not go straight', () => {
  let theatre: Theatre;
  let preparer: Visitor;
  let releaser: Visitor;
  beforeAll(async () => {
    theatre = await openTheatre();
    preparer = await staff('preparer');
    releaser = await staff('releaser');
  });
  afterAll(() => theatre.stop());

  const staff = async (account: string): Promise<Visitor> => {
    const visitor = theatre.visitor();
    await signIn(visitor, account, theatre.stage.now());
    return visitor;
  };

  /** Somebody with a yes of this amount, about to say where the money should go. */
  const approved = async (amount: string): Promise<{ applicant: Visitor; wayBack: WayBack }> => {
    const applicant = theatre.visitor();
    const wayBack = await askForHelp(applicant, { amount });
    await theatre.drain();
    const reviewer = await staff('reviewer');
    await takeCase(reviewer, amount);
    const reference = /R-[0-9A-Z]{6}/.exec(reviewer.page.text)?.[0] ?? '';
    await sendReview(reviewer, { amount });
    await decide(await staff('approver'), reference, { outcome: 'approve', amount });
    await theatre.drain();
    await comeBack(applicant, wayBack);
    return { applicant, wayBack };
  };

  /** Builds and releases a batch with the payout of this amount; returns the payout's id. */
  const release = async (amount: string): Promise<string> => {
    const page = await until(
      theatre.stage,
      () => preparer.open('/finance/ready'),
      ({ text }) => text.includes(amount),
    );
    const payout = payoutOf(amount, page);
    const batch = await prepareBatch(preparer, [payout]);
    await releaseBatch(releaser, batch);
    return payout;
  };

  const stateOf = async (payout: string): Promise<string> => {
    const [row] = await theatre.database.query<{ state: string }>(
      'select state from payout where id = $1',
      [payout],
    );
    return row?.state ?? 'missing';
  };

  /** Lets the sender, the poller and the notices work until the payout is in the state. */
  const becomes = async (payout: string, state: string): Promise<void> => {
    for (let look = 0; look < 100 && (await stateOf(payout)) !== state; look += 1) {
      await theatre.get(Sending).sweep();
      await theatre.get(Settlement).poll();
      theatre.clock.advance(5_000);
      await theatre.drain();
      await setTimeout(20);
    }
    expect(await stateOf(payout)).toBe(state);
  };

  const paymentsOf = (amountMinor: number): number =>
    theatre.sandbox.desk.payments().filter(({ amount }) => amount.value === amountMinor).length;

  it('comes back, and goes out again to the account she names then', async () => {
    const { applicant, wayBack } = await approved('210.11');
    await setUpPayment(applicant, '000333333335');
    const payout = await release('210.11');
    await becomes(payout, 'paid');
    theatre.sandbox.desk.forward(3 * 86_400_000);
    theatre.clock.advance(60 * 60_000);
    await becomes(payout, 'returned');

    await comeBack(applicant, wayBack);
    expect(applicant.page.text).toContain('Your money is safe');
    expect(applicant.page.text).not.toMatch(/failed|rejected|error/i);
    await setUpPayment(applicant, '000123456789');
    await theatre.drain();
    theatre.clock.advance(25 * 3_600_000);
    preparer = await staff('preparer');
    releaser = await staff('releaser');
    const again = await release('210.11');
    expect(again).not.toBe(payout);
    await becomes(again, 'paid');

    const [row] = await theatre.database.query<{ reissue_of: string }>(
      'select reissue_of from payout where id = $1',
      [again],
    );
    expect(row?.reissue_of).toBe(payout);
    await comeBack(applicant, wayBack);
    expect(applicant.page.text).toContain('We sent you $210.11');
    await expectBooksToBalance(theatre);
  });

  it('is paid once when the provider pays and then does not answer', async () => {
    preparer = await staff('preparer');
    releaser = await staff('releaser');
    const { applicant } = await approved('220.22');
    await setUpPayment(applicant);
    await until(
      theatre.stage,
      () => preparer.open('/finance/ready'),
      ({ text }) => text.includes('220.22'),
    );
    theatre.sandbox.desk.addFault({
      kind: 'drop_after',
      method: 'POST',
      path: '/v2/money_management/outbound_payments',
      times: 2,
    });
    const payout = await release('220.22');
    await theatre.drain();
    await becomes(payout, 'paid');
    expect(paymentsOf(22_022)).toBe(1);
    await expectBooksToBalance(theatre);
  });
});
