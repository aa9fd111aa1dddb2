import { hours } from '#kernel';
import { EpochBeginnings, Sending, SendingPolicy } from '#payouts';
import { setUpPayment } from '../../src/cli/story/applicant.js';
import { prepareBatch, releaseBatch } from '../../src/cli/story/staff.js';
import type { Visitor } from '../../src/cli/story/visitor.js';
import { openTheatre, type Theatre } from '../support/stage.js';
import { aYesAt, payoutOf, staffAt } from './yes.js';

const PAYMENTS = '/v2/money_management/outbound_payments';

// Goal: whoever looks after money sees whether it can leave, why not, and what to do; and is told by mail once.
// Method: the pages over HTTP, with a provider that is poor, silent or asks for rest.
describe('The page of sending', () => {
  let theatre: Theatre;
  beforeAll(async () => {
    theatre = await openTheatre({}, { startingBalanceMinor: 30_000 });
  });
  afterAll(() => theatre.stop());

  const staff = (account: string): Promise<Visitor> => staffAt(theatre, account);

  async function released(amount: string): Promise<string> {
    const { visitor } = await aYesAt(theatre, amount);
    await setUpPayment(visitor);
    const payout = await payoutOf(theatre, amount);
    await releaseBatch(
      await staff('releaser'),
      await prepareBatch(await staff('preparer'), [payout]),
    );
    return payout;
  }

  const letters = (): number =>
    theatre.sandbox.desk.inbox().filter(({ subject }) => subject === 'Something to look at').length;

  async function stateOf(payout: string): Promise<unknown> {
    const [row] = await theatre.database.query<{ state: string }>(
      'select state from payout where id = $1',
      [payout],
    );
    return row?.state;
  }

  it('says that everything runs, and that nothing was ever sent, when that is so', async () => {
    const { text } = await (await staff('preparer')).open('/finance/sending');
    expect(text).toContain('Nothing stops sending.');
    expect(text).toContain('Payments leave as they are released.');
    expect(text).toContain('Nothing was ever sent from this database.');
  });

  it('shows that money ran out, with what waits, and tells finance once however often it is short', async () => {
    const first = await released('210.01');
    await theatre.drain();
    expect(await stateOf(first)).toBe('in_transit');
    theatre.sandbox.desk.clearInbox();
    const second = await released('220.02');
    const third = await released('230.03');
    await theatre.drain();
    await theatre.drain();
    const preparer = await staff('preparer');
    const home = await preparer.open('/finance');
    expect(home.text).toContain('no money left');
    expect(home.text).toContain('2 released payouts wait for it.');
    await preparer.follow('/finance/sending');
    expect(preparer.page.text).toMatch(/Short since .* 2 payouts wait\./);
    const told = letters();
    expect(told).toBeGreaterThan(0);
    const [letter] = theatre.sandbox.desk.inbox().filter(({ kind }) => kind === 'mail');
    expect(letter?.text).not.toMatch(/\$|money|pay|fund|surviv/i);

    await theatre.database.query(`update payout set not_before = now() where id = any($1)`, [
      [second, third],
    ]);
    await theatre.get(Sending).sweep();
    await theatre.drain();
    expect(letters()).toBe(told);

    theatre.sandbox.desk.topUp(100_000);
    await preparer.open('/finance/exceptions');
    await preparer.send({}, '/parked');
    await theatre.get(Sending).sweep();
    expect([await stateOf(second), await stateOf(third)]).toEqual(['in_transit', 'in_transit']);
    expect((await preparer.open('/finance/sending')).text).not.toContain('no money left');
  });

  it('shows a provider that does not answer, and has one payment find out when a releaser asks', async () => {
    const policy = theatre.get(SendingPolicy);
    policy.breakerFailures = 1;
    policy.backOffMs = hours(1);
    policy.mostBackOffMs = hours(1);
    theatre.sandbox.desk.addFault({ kind: 'status_500', method: 'POST', path: PAYMENTS, times: 1 });
    const payout = await released('240.04');
    await theatre.drain();
    expect(await stateOf(payout)).toBe('outcome_unknown');
    expect((await (await staff('preparer')).open('/finance')).text).toContain('does not answer');
    const releaser = await staff('releaser');
    await releaser.open('/finance/sending');
    expect(releaser.page.text).toMatch(/No answer since .* Last answer: 500\. Next try: /);
    await releaser.follow('/stripe-outbound/try');
    expect(releaser.page.text).toContain('It finds out whether the payment company answers.');
    await releaser.send({}, '/try');
    await theatre.drain();
    expect(await stateOf(payout)).toBe('in_transit');
    await releaser.open('/finance/sending');
    expect(releaser.page.text).not.toContain('does not answer');
    await releaser.open('/finance/sending/stripe-outbound/try');
    await releaser.send({}, '/try');
    expect(releaser.page.status).toBe(409);
    expect(releaser.page.text).toContain('This way to pay is called as usual.');
  });

  it('is for finance and administrators, and only a releaser tries again', async () => {
    expect((await (await staff('reviewer')).open('/finance/sending')).status).toBe(403);
    expect((await (await staff('administrator')).open('/finance/sending')).status).toBe(200);
    const preparer = await staff('preparer');
    expect((await preparer.open('/finance/sending/stripe-outbound/try')).status).toBe(403);
    const releaser = await staff('releaser');
    expect((await releaser.open('/finance/sending/nothing/try')).status).toBe(404);
  });

  it('says in which epoch sending is, why, and what was compared', async () => {
    await theatre.get(EpochBeginnings).begin('Snapshot of Monday put back.', 'system');
    const preparer = await staff('preparer');
    await preparer.open('/finance/sending');
    expect(preparer.page.text).toContain('Snapshot of Monday put back.');
    expect(preparer.page.text).toContain('not yet Nothing is sent this way before.');
    theatre.get(SendingPolicy).quietMs = 0;
    await theatre.get(Sending).sweep();
    await preparer.open('/finance/sending');
    expect(preparer.page.text).not.toContain('not yet');
    expect(preparer.page.text).toMatch(/Bank transfer \(Stripe\) .* UTC 4 0/);
    expect(preparer.page.text).toContain('The first one.');
  });
});
