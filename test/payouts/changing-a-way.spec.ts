import { Holds } from '#eligibility';
import { hours, type Id } from '#kernel';
import { Sending, SendingPolicy } from '#payouts';
import { chooseBank, comeBack, setUpPayment } from '../../src/cli/story/applicant.js';
import { prepareBatch, releaseBatch } from '../../src/cli/story/staff.js';
import type { Visitor } from '../../src/cli/story/visitor.js';
import { expectBooksToBalance, openTheatre, type Theatre } from '../support/stage.js';
import { aYesAt, staffAt } from './yes.js';

/** The bank of everybody here: what makes accounts differ is their number. */
const BANK = '110000000';
const SHELTER = '000123456789';
const OWN = '000123400017';
const STAFF = '000123400025';
const PAYMENTS = '/v2/money_management/outbound_payments';

describe('Changing where the money goes', () => {
  let theatre: Theatre;
  beforeAll(async () => {
    theatre = await openTheatre();
  });
  afterAll(() => theatre.stop());

  /** The provider is rested from, and no call can be at work any more. */
  async function sendersComeBy(): Promise<void> {
    const policy = theatre.get(SendingPolicy);
    policy.quietMs = 0;
    for (let round = 0; round < 3; round += 1) {
      await theatre.database.query(`update rail_state set rests_until = null`);
      await theatre.database.query(
        `update payout set not_before = clock_timestamp() where state in ('released', 'sending', 'outcome_unknown')`,
      );
      await theatre.get(Sending).sweep();
    }
    policy.quietMs = new SendingPolicy().quietMs;
  }

  /** Somebody else than who opened it looked at it. */
  async function clearHold(amount: string): Promise<void> {
    const [found] = await theatre.database.query<{ hold: Id<'hold'>; person: Id<'person'> }>(
      `select h.id as hold, p.id as person from hold h join application a on a.id = h.application_id, person p
       where a.asked_minor = $1 and h.cleared_at is null limit 1`,
      [amount.replace('.', '')],
    );
    if (!found) throw new Error('There is no hold.');
    await theatre.get(Holds).clear(found.hold, found.person, 'It is right, we asked.');
  }

  async function openHolds(amount: string): Promise<string[]> {
    await theatre.drain();
    const rows = await theatre.database.query<{ code: string }>(
      `select h.reason_code as code from hold h join application a on a.id = h.application_id
       where a.asked_minor = $1 and h.cleared_at is null order by 1`,
      [amount.replace('.', '')],
    );
    return rows.map(({ code }) => code);
  }

  async function payouts(amount: string): Promise<{ id: string; state: string; method: string }[]> {
    for (let round = 0; round < 4; round += 1) {
      await theatre.stage.pause();
      theatre.sandbox.desk.forward(0);
    }
    return theatre.database.query(
      `select id, state, method_id as method from payout where amount_minor = $1 order by created_at, id`,
      [amount.replace('.', '')],
    );
  }

  /** She types another account, and says from when it counts if she is asked. */
  async function change(visitor: Visitor, account: string, from?: 'now' | 'next'): Promise<void> {
    await chooseBank(visitor);
    await visitor.send({
      givenName: 'Sam',
      surname: 'Lee',
      routingNumber: BANK,
      accountNumber: account,
      accountType: 'checking',
      consent: 'yes',
    });
    await visitor.send(from === undefined ? {} : { from });
  }

  it('opens a hold when several people are paid to one account, and refuses nobody', async () => {
    const first = await aYesAt(theatre, '401.01');
    await setUpPayment(first.visitor, SHELTER, BANK);
    expect(await openHolds('401.01')).toEqual([]);
    const second = await aYesAt(theatre, '402.02');
    await setUpPayment(second.visitor, '123 456 789', BANK);
    expect(second.visitor.page.text).not.toMatch(/hold|shared|several/i);
    expect(await openHolds('402.02')).toEqual(['INSTRUMENT_SHARED']);
    expect(await openHolds('401.01')).toEqual([]);
    const reviewer = await staffAt(theatre, 'reviewer2');
    await reviewer.open('/review/holds');
    expect(reviewer.page.text).toContain('A shelter, a partner or a family may share one');
    const preparer = await staffAt(theatre, 'preparer');
    await payouts('402.02');
    expect((await preparer.open('/finance/ready')).text).toContain('402.02');
    const [held] = await payouts('402.02');
    await expect(
      theatre.database.query(`update payout set state = 'released' where id = $1`, [held?.id]),
    ).rejects.toThrow();
  });

  it('holds money for an account of somebody who works here, tells the administrator and not her', async () => {
    const admin = await staffAt(theatre, 'administrator');
    await admin.open('/admin/instruments');
    expect(admin.page.text).toContain('No account is on the list yet.');
    const person = /<option value="(per_[0-9a-z]+)"/.exec(admin.page.html)?.[1] ?? '';
    const account = { person, routingNumber: '110000001', accountNumber: STAFF };
    await admin.send(account, '/admin/instruments');
    expect(admin.page.text).toContain('Check the routing number');
    expect(admin.page.html).not.toContain(STAFF);
    await admin.send({ ...account, routingNumber: '110 000 000' }, '/admin/instruments');
    expect(admin.page.text).toContain('On the list');
    expect(admin.page.text).not.toContain('Matches');
    const { visitor } = await aYesAt(theatre, '403.03');
    await setUpPayment(visitor, STAFF, BANK);
    expect(visitor.page.text).toContain('Bank account');
    expect(await openHolds('403.03')).toEqual(['INSTRUMENT_LISTED']);
    await admin.open('/admin/instruments');
    expect(admin.page.text).toContain('Matches, newest first');
    const kept = await theatre.database.query(
      `select 1 from staff_instrument s, audit_event e where s::text || e::text like $1`,
      [`%${STAFF}%`],
    );
    expect(kept).toEqual([]);
  });

  it('lists a card or connected account by the fingerprint that Stripe shows, once', async () => {
    const admin = await staffAt(theatre, 'administrator');
    await admin.open('/admin/instruments');
    const holder = /<option value="(per_[0-9a-z]+)"/.exec(admin.page.html)?.[1] ?? '';
    await admin.send({ holder, mark: 'not one' }, '/admin/instruments/marks');
    expect(admin.page.text).toContain('Enter the fingerprint as Stripe shows it');
    expect(admin.page.html).toContain(`<option value="${holder}" selected>`);
    await admin.send({ holder, mark: 'Xt5EWLLDS7FJjR1c' }, '/admin/instruments/marks');
    expect(admin.page.status).toBe(200);
    await admin.send({ holder, mark: 'Xt5EWLLDS7FJjR1c' }, '/admin/instruments/marks');
    expect(admin.page.text).toContain('This account is on the list already.');
    expect(admin.page.html).not.toContain('Xt5EWLLDS7FJjR1c');
  });

  it('finds an account that is listed after it was chosen', async () => {
    const { visitor } = await aYesAt(theatre, '404.04');
    await setUpPayment(visitor, '000123400033', BANK);
    expect(await openHolds('404.04')).toEqual([]);
    const admin = await staffAt(theatre, 'administrator');
    await admin.open('/admin/instruments');
    const person = /<option value="(per_[0-9a-z]+)"/.exec(admin.page.html)?.[1] ?? '';
    const account = { person, routingNumber: '110000000', accountNumber: '123400033' };
    await admin.send(account, '/admin/instruments');
    expect(await openHolds('404.04')).toEqual(['INSTRUMENT_LISTED']);
    await admin.open('/admin/instruments');
    await admin.send(account, '/admin/instruments');
    expect(admin.page.text).toContain('This account is on the list already.');
  });

  it('voids what was approved for the account before, waits, tells her once, and a locked batch is refused', async () => {
    const { visitor } = await aYesAt(theatre, '405.05');
    await setUpPayment(visitor, '000123400041', BANK);
    const [first] = await payouts('405.05');
    const batch = await prepareBatch(await staffAt(theatre, 'preparer'), [first?.id ?? '']);
    await change(visitor, OWN, 'now');
    expect(visitor.page.text).toContain('You changed where the money goes.');
    const releaser = await staffAt(theatre, 'releaser');
    await releaseBatch(releaser, batch).catch(() => undefined);
    expect((await payouts('405.05')).map(({ state }) => state)).toEqual(['cancelled', 'approved']);
    const messages = await theatre.database.query<{ template: string }>(
      `select template from message where dedupe like '%:changed'`,
    );
    expect(messages).toEqual([{ template: 'update' }]);
  });

  it('stops what waited for its turn at the payment company, and pays it by the way she has now', async () => {
    const { visitor } = await aYesAt(theatre, '408.08');
    await setUpPayment(visitor, '000123400108', BANK);
    const [first] = await payouts('408.08');
    const busy = { kind: 'status_429', method: 'POST', path: PAYMENTS } as const;
    theatre.sandbox.desk.addFault({ ...busy, times: 4 });
    const batch = await prepareBatch(await staffAt(theatre, 'preparer'), [first?.id ?? '']);
    await releaseBatch(await staffAt(theatre, 'releaser'), batch);
    expect((await payouts('408.08')).map(({ state }) => state)).toEqual(['released']);
    theatre.sandbox.desk.clearFaults();
    await theatre.database.query(`update rail_state set rests_until = null`);
    await change(visitor, '000123400116', 'now');
    expect(visitor.page.text).toContain('You changed where the money goes.');
    await sendersComeBy();
    const [before, after] = await payouts('408.08');
    expect([before?.state, after?.state]).toEqual(['cancelled', 'approved']);
    expect(after?.method).not.toBe(before?.method);
    expect(theatre.sandbox.desk.payments().map(({ metadata }) => metadata['payout'])).not.toContain(
      before?.id,
    );
    await expectBooksToBalance(theatre);
  });

  it('sends nothing while a hold that came after the release stands, says so, and goes on when it is cleared', async () => {
    const account = '000123400140';
    const { visitor } = await aYesAt(theatre, '410.10');
    await setUpPayment(visitor, account, BANK);
    const [payout] = await payouts('410.10');
    const busy = { kind: 'status_429', method: 'POST', path: PAYMENTS } as const;
    theatre.sandbox.desk.addFault({ ...busy, times: 4 });
    const preparer = await staffAt(theatre, 'preparer');
    const batch = await prepareBatch(preparer, [payout?.id ?? '']);
    await releaseBatch(await staffAt(theatre, 'releaser'), batch);
    await payouts('410.10');
    theatre.sandbox.desk.clearFaults();
    const admin = await staffAt(theatre, 'administrator');
    await admin.open('/admin/instruments');
    const person = /<option value="(per_[0-9a-z]+)"/.exec(admin.page.html)?.[1] ?? '';
    const details = { person, routingNumber: BANK, accountNumber: account };
    await admin.send(details, '/admin/instruments');
    expect(await openHolds('410.10')).toEqual(['INSTRUMENT_LISTED']);
    await sendersComeBy();
    expect((await payouts('410.10')).map(({ state }) => state)).toEqual(['released']);
    await preparer.open(`/finance/payouts/${payout?.id ?? ''}`);
    expect(preparer.page.text).toContain('The case is on hold. Nothing is sent before');
    await preparer.open('/finance/exceptions');
    expect(preparer.page.text).toContain('Reviewers look at the hold on its page');
    expect(preparer.page.html).toContain(payout?.id);
    await clearHold('410.10');
    await sendersComeBy();
    const [sent] = await payouts('410.10');
    expect(['in_transit', 'paid']).toContain(sent?.state);
    await preparer.open('/finance/exceptions');
    expect(preparer.page.html).not.toContain(payout?.id);
  });

  it('leaves this payment its way when the change counts from the next one', async () => {
    const { visitor } = await aYesAt(theatre, '406.06');
    await setUpPayment(visitor, '000123400058', BANK);
    const [before] = await payouts('406.06');
    await change(visitor, '000123400066', 'next');
    const after = await payouts('406.06');
    expect(after).toEqual([before]);
    const batch = await prepareBatch(await staffAt(theatre, 'preparer'), [before?.id ?? '']);
    await releaseBatch(await staffAt(theatre, 'releaser'), batch);
    const [paid] = await payouts('406.06');
    expect(['released', 'sending', 'in_transit', 'paid']).toContain(paid?.state);
    expect(paid?.method).toBe(before?.method);
  });

  it('stops at once when she says that it was not her, and a hold makes a person look', async () => {
    const { visitor, wayBack } = await aYesAt(theatre, '407.07');
    await setUpPayment(visitor, '000123400074', BANK);
    await payouts('407.07');
    await change(visitor, '000123400082', 'now');
    await payouts('407.07');
    await visitor.open('/s/1');
    await visitor.follow('/s/1/9');
    expect(visitor.page.text).toContain(
      'All money that was not sent yet stops at once. It stays yours.',
    );
    await visitor.send();
    expect(visitor.page.text).toContain('Choose how to get the money');
    expect(await openHolds('407.07')).toEqual(['CHANGE_NOT_HERS']);
    expect((await payouts('407.07')).map(({ state }) => state)).toEqual(['cancelled', 'cancelled']);
    await visitor.post('/s/1/9', {});
    await comeBack(visitor, wayBack);
    await setUpPayment(visitor, '000123400090', BANK);
    await payouts('407.07');
    await visitor.open('/s/1');
    expect(visitor.page.text).toContain('The money waits until');
    await expectBooksToBalance(theatre);
  });
});

describe('Changing where the money goes while the payment company still looks at the account', () => {
  let theatre: Theatre;
  beforeAll(async () => {
    theatre = await openTheatre({}, { capabilityDelayMs: hours(10_000) });
  });
  afterAll(() => theatre.stop());

  it('is a change as every other: it waits, and she is told', async () => {
    const { visitor } = await aYesAt(theatre, '409.09');
    await setUpPayment(visitor, '000123400124', BANK);
    await theatre.drain();
    expect(visitor.page.text).toContain('We are waiting for the company that pays.');
    await setUpPayment(visitor, '000123400132', BANK);
    await theatre.drain();
    await visitor.open('/s/1');
    expect(visitor.page.text).toContain('You changed where the money goes.');
    const ways = await theatre.database.query<{ state: string; waits: boolean }>(
      `select state, usable_from > created_at + interval '1 hour' as waits from payout_method order by version`,
    );
    expect(ways).toEqual([
      { state: 'revoked', waits: false },
      { state: 'verified', waits: true },
    ]);
    const told = await theatre.database.query(
      `select 1 from message where dedupe like '%:changed'`,
    );
    expect(told).toHaveLength(1);
  });
});
