import { Applications } from '#applications';
import { Awards } from '#approvals';
import { days, hours, later, type Id } from '#kernel';
import { Payouts, Sending, Settlement } from '#payouts';
import { comeBack, setUpPayment, type WayBack } from '../../src/cli/story/applicant.js';
import { prepareBatch, releaseBatch } from '../../src/cli/story/staff.js';
import type { Visitor } from '../../src/cli/story/visitor.js';
import { expectBooksToBalance, openTheatre, type Theatre } from '../support/stage.js';
import { aYesAt, payoutOf, staffAt } from './yes.js';

const BANK = '110000000';

interface Grantee {
  readonly visitor: Visitor;
  readonly wayBack: WayBack;
  readonly award: Id<'award'>;
}

// Goal: she and the people who look after her money decide when it comes, and never whether.
// Method: the whole service over HTTP, with a programme that pays in four months.
describe('The plan of her payments', () => {
  let theatre: Theatre;
  let account = 600_000_000;
  beforeAll(async () => {
    theatre = await openTheatre();
    const applications = theatre.get(Applications);
    for (const programme of await applications.programmes()) {
      await applications.saveProgramme({ ...programme, instalments: 4 });
    }
  });
  afterAll(() => theatre.stop());

  async function pass(milliseconds: number): Promise<void> {
    theatre.clock.advance(milliseconds);
    theatre.sandbox.desk.forward(0);
    await theatre.sandbox.desk.webhooksSettled();
    await theatre.get(Awards).fallDue(theatre.get(Awards).today());
    await theatre.database.query(`update payout set not_before = clock_timestamp()`);
    await theatre.get(Sending).sweep();
    await theatre.get(Settlement).poll();
    await theatre.drain();
  }

  /** Somebody with four payments of a quarter; the first one is ready to pay. */
  async function aPlan(amount: string, quarter: string, language = 'en'): Promise<Grantee> {
    const { visitor, wayBack } = await aYesAt(theatre, amount, language);
    account += 1;
    await setUpPayment(visitor, `000${String(account)}`, BANK);
    const payout = await payoutOf(theatre, quarter);
    const [row] = await theatre.database.query<{ award: Id<'award'> }>(
      'select award_id as award from payout where id = $1',
      [payout],
    );
    if (!row) throw new Error('There is a payout.');
    return { visitor, wayBack, award: row.award };
  }

  const states = async (award: Id<'award'>): Promise<string[]> =>
    (
      await theatre.database.query<{ state: string }>(
        'select state from payout where award_id = $1 order by created_at, id',
        [award],
      )
    ).map(({ state }) => state);

  const parts = async (award: Id<'award'>): Promise<string[]> =>
    (await theatre.get(Awards).instalments(award)).map(({ state }) => state);

  async function release(quarter: string): Promise<string> {
    const payout = await payoutOf(theatre, quarter);
    const batch = await prepareBatch(await staffAt(theatre, 'preparer'), [payout]);
    await releaseBatch(await staffAt(theatre, 'releaser'), batch);
    return payout;
  }

  const messages = async (like: string): Promise<number> =>
    (await theatre.database.query(`select 1 from message where dedupe like $1`, [like])).length;

  it('is hers to pause without a word, and to go on with: what was missed comes after the others', async () => {
    const her = await aPlan('404.00', '101.00');
    const told = await messages('aps_%');
    await comeBack(her.visitor, her.wayBack);
    await her.visitor.follow('/s/6');
    expect(her.visitor.page.text).toContain('we get it ready');
    await her.visitor.follow('/s/6/2');
    expect(her.visitor.page.text).toContain('You do not need to say why.');
    await her.visitor.send({ more: 'x' });
    expect(her.visitor.page.status).toBe(422);
    await her.visitor.send({});
    expect(her.visitor.page.text).toContain('You paused your payments.');
    expect(await states(her.award)).toEqual(['cancelled']);

    await pass(days(40));
    expect(await parts(her.award)).toEqual(['held', 'planned', 'planned', 'planned']);
    expect(await states(her.award)).toEqual(['cancelled']);
    await comeBack(her.visitor, her.wayBack);
    expect(her.visitor.page.text).toContain('You paused your payments. Nothing is lost.');
    await her.visitor.open('/s/6/3');
    expect(her.visitor.page.text).toContain('These payments waited for you');
    await her.visitor.send({});
    expect(her.visitor.page.status).toBe(422);
    expect(her.visitor.page.html).toContain('href="#catching"');
    await her.visitor.send({ catching: 'move_behind' });
    expect(her.visitor.page.text).not.toContain('You paused');
    expect(await parts(her.award)).toEqual(['planned', 'planned', 'planned', 'planned']);
    await theatre.drain();
    expect(await states(her.award)).toEqual(['cancelled']);
    expect(await messages('aps_%')).toBe(told);
    await expectBooksToBalance(theatre);
  });

  it('is told in Spanish, and leaves the next payment out for one at the end', async () => {
    const her = await aPlan('408.00', '102.00', 'es');
    await comeBack(her.visitor, her.wayBack);
    await her.visitor.follow('/s/6');
    expect(her.visitor.page.text).toContain('Sus pagos');
    await her.visitor.follow('/s/6/1');
    expect(her.visitor.page.text).toContain('El pago de $102 del');
    const typed = /name="part" value="(ins_[0-9a-z]+)"/.exec(her.visitor.page.html)?.[1] ?? '';
    await her.visitor.send({});
    expect(her.visitor.page.text).toContain('se saltó');
    expect(await parts(her.award)).toEqual(['due', 'skipped', 'planned', 'planned', 'planned']);
    await her.visitor.open('/s/6/1');
    await her.visitor.send({ part: typed });
    expect(await parts(her.award)).toHaveLength(5);
    await her.visitor.open('/s/6/1');
    await her.visitor.send({ part: 'ins_nonsense' });
    expect(her.visitor.page.status).toBe(422);
    await expectBooksToBalance(theatre);
  });

  it('is stopped by an approver with a reason; what is released stays, she is told once, and it goes on now', async () => {
    const her = await aPlan('412.00', '103.00');
    const sent = await release('103.00');
    const approver = await staffAt(theatre, 'approver');
    await approver.open('/finance/awards');
    await approver.follow(`/finance/awards/${her.award}`);
    expect(approver.page.text).not.toContain('Put something right');
    await approver.follow(`/finance/awards/${her.award}/suspend`);
    expect(approver.page.text).toContain(sent);
    await approver.send({}, '/suspend');
    expect(approver.page.status).toBe(422);
    expect(approver.page.text).toContain('Choose why.');
    await approver.send({ reason: 'not_safe' }, '/suspend');
    expect(approver.page.text).toContain('It may not be safe for the person now');
    expect(await messages('aps_%:began')).toBe(1);
    await comeBack(her.visitor, her.wayBack);
    expect(her.visitor.page.text).toContain('We paused your payments for now.');
    expect(her.visitor.page.text).not.toMatch(/safe for the person|not_safe/);
    expect((await her.visitor.open('/s/6/3')).path).toBe('/s/6');

    await pass(hours(2));
    await pass(days(33));
    expect(await theatre.get(Payouts).get(sent as Id<'payout'>)).toMatchObject({ state: 'paid' });
    expect(await parts(her.award)).toEqual(['paid', 'planned', 'planned', 'planned']);

    const preparer = await staffAt(theatre, 'preparer');
    await preparer.open(`/finance/awards/${her.award}`);
    await preparer.follow(`/finance/awards/${her.award}/resume/fund`);
    expect(preparer.page.text).toContain('Number 2, $103.00');
    await preparer.send({ catching: 'pay_now' }, '/resume/fund');
    expect(preparer.page.text).not.toContain('We paused');
    expect(await messages('aps_%:ended')).toBe(1);
    expect(await parts(her.award)).toEqual(['paid', 'due', 'planned', 'planned']);
    await payoutOf(theatre, '103.00');
    await expectBooksToBalance(theatre);
  });

  it('calls back what is released and not sent, if that is asked for, and the batch goes on without it', async () => {
    const her = await aPlan('416.00', '104.00');
    const halted = theatre.sandbox.desk.payments().length;
    const payout = await payoutOf(theatre, '104.00');
    const batch = await prepareBatch(await staffAt(theatre, 'preparer'), [payout]);
    await theatre.database.query(
      `insert into sending_halt (reason) values ('a test looks at what is not sent')`,
    );
    await releaseBatch(await staffAt(theatre, 'releaser'), batch);
    const preparer = await staffAt(theatre, 'preparer');
    await preparer.open(`/finance/awards/${her.award}/suspend`);
    expect(preparer.page.text).toContain('Released, and not sent yet');
    await preparer.send({ reason: 'asked_by_person', callBack: 'yes' }, '/suspend');
    expect(await states(her.award)).toEqual(['cancelled']);
    expect(await parts(her.award)).toEqual(['held', 'planned', 'planned', 'planned']);
    await theatre.database.query(`update sending_halt set resumed_at = now()`);
    await pass(hours(2));
    expect(theatre.sandbox.desk.payments()).toHaveLength(halted);
    await expectBooksToBalance(theatre);
  });

  it('cannot be released while it stands still, whatever the code does', async () => {
    const her = await aPlan('420.00', '105.00');
    const payout = await payoutOf(theatre, '105.00');
    const preparer = await staffAt(theatre, 'preparer');
    const batch = await prepareBatch(preparer, [payout]);
    await comeBack(her.visitor, her.wayBack);
    await her.visitor.open('/s/6/2');
    await her.visitor.send({});
    const releaser = await staffAt(theatre, 'releaser');
    await releaseBatch(releaser, batch).catch(() => undefined);
    expect(await states(her.award)).toEqual(['cancelled']);
    expect(await theatre.get(Awards).get(her.award)).toMatchObject({ state: 'suspended' });
    const reviewer = await staffAt(theatre, 'reviewer');
    expect((await reviewer.open(`/finance/awards/${her.award}/suspend`)).status).toBe(403);
    expect((await preparer.open('/finance/awards/awd_nonsense/suspend')).status).toBe(404);
  });

  it('names the day from which another way counts', async () => {
    const her = await aPlan('424.00', '106.00');
    await comeBack(her.visitor, her.wayBack);
    await her.visitor.open('/s/1/2');
    await her.visitor.send({ rail: 'stripe-outbound' });
    await her.visitor.send({ seen: 'only_me' });
    await her.visitor.send({
      givenName: 'Sam',
      surname: 'Lee',
      routingNumber: BANK,
      accountNumber: '000699999999',
      accountType: 'checking',
      consent: 'yes',
    });
    const next = new Intl.DateTimeFormat('en-US', {
      weekday: 'long',
      month: 'long',
      day: 'numeric',
      timeZone: 'UTC',
    });
    const [, second] = await theatre.get(Awards).instalments(her.award);
    const day = next.format(later(new Date(`${second?.dueOn ?? ''}T00:00:00Z`), hours(12)));
    expect(her.visitor.page.text).toContain(`From the payment on ${day}.`);
    await her.visitor.send({ from: 'next' });
    expect(her.visitor.page.text).toContain(`This counts from the payment on ${day} on.`);
    expect(await states(her.award)).toEqual(['approved']);
    await pass(days(33));
    const methods = await theatre.database.query<{ method: string }>(
      'select distinct method_id as method from payout where award_id = $1',
      [her.award],
    );
    expect(methods).toHaveLength(2);
    await expectBooksToBalance(theatre);
  });

  it('says that a payment is being checked, since when, and that nothing is lost', async () => {
    const { visitor, wayBack } = await aYesAt(theatre, '428.00');
    await setUpPayment(visitor, '000222222227', BANK);
    await release('107.00');
    await theatre.drain();
    await pass(hours(2));
    await pass(days(3));
    await comeBack(visitor, wayBack);
    expect(visitor.page.text).toContain('is looking at this payment. Nothing is lost.');
    expect(visitor.page.text).toContain('Days so far: 3.');
    expect(visitor.page.text).toContain('You do not need to do anything.');
    await expectBooksToBalance(theatre);
  });
});
