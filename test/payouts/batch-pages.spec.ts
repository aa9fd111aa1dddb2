import { days, hours } from '#kernel';
import { ExceptionOwners } from '#payouts';
import { setUpPayment } from '../../src/cli/story/applicant.js';
import { prepareBatch, releaseBatch } from '../../src/cli/story/staff.js';
import type { Visitor } from '../../src/cli/story/visitor.js';
import { expectBooksToBalance, openTheatre, type Theatre } from '../support/stage.js';
import { aYesAt, payoutOf, staffAt } from './yes.js';

// Goal: people see what they release, two of them where it is much, and can stop it.
// Method: over HTTP without scripts, as the people of finance.
describe('The pages of batches', () => {
  let theatre: Theatre;
  beforeAll(async () => {
    theatre = await openTheatre();
    await theatre.database.query(
      `insert into release_policy values ('USD', 2, 30000, '2026-01-02T00:00:00Z')`,
    );
  });
  afterAll(() => theatre.stop());

  const staff = (account: string): Promise<Visitor> => staffAt(theatre, account);

  /** Somebody got a yes and gave an account; the payout that is ready to pay. */
  async function aPayout(amount: string, account?: string): Promise<string> {
    const { visitor } = await aYesAt(theatre, amount);
    await setUpPayment(visitor, account);
    return payoutOf(theatre, amount);
  }

  it('tell before the lock what it should cost, what is new and what is odd', async () => {
    const payout = await aPayout('301.07');
    const preparer = await staff('preparer');
    await preparer.open('/finance/ready');
    expect(preparer.page.text).toContain('never paid to');
    // It was paid to since: another payment to it is nothing new.
    const paid = (at: Date | null): Promise<unknown> =>
      theatre.database.query(
        `update payout set paid_at = $1 where amount_minor = 30107 and state = 'approved'`,
        [at],
      );
    await paid(theatre.clock.now());
    expect((await preparer.open('/finance/ready')).text).not.toContain('never paid to');
    await paid(null);
    const reach = (way: string | null): Promise<unknown> =>
      theatre.database.query(
        `update payout_method set way = $1 where id = (select method_id from payout where id = $2)`,
        [way, payout],
      );
    await reach('debit-card');
    await preparer.open('/finance/ready');
    await preparer.send({}, '/finance/ready/check');
    // 1.50 and 0.75 % of 301.07.
    for (const words of ['Debit card (Stripe)', '$3.76'])
      expect(preparer.page.text).toContain(words);
    await reach(null);
    await preparer.open('/finance/ready');
    await preparer.send({}, '/finance/ready/check');
    expect(preparer.page.text).toContain('Expected fees');
    expect(preparer.page.text).toContain('$1.50');
    expect(preparer.page.text).not.toContain('Debit card');
    expect(preparer.page.text).toContain('1 go to an account that was never paid to');
    expect(preparer.page.text).toContain('set up less than an hour ago');
    expect(preparer.page.text).toContain('This total needs two releasers');
    expect(preparer.page.text).toContain('never paid to');
    expect(preparer.page.text).toContain(payout);
  });

  it('need two releasers for a large total, and send with the second one', async () => {
    const batch = await prepareBatch(await staff('preparer'), [
      (
        await theatre.database.query<{ id: string }>(
          `select id from payout where state = 'approved'`,
        )
      )[0]?.id ?? '',
    ]);
    const first = await staff('releaser');
    await first.open(`${batch}/release`);
    expect(first.page.text).not.toContain('account also used by others');
    await theatre.database.query(
      `with other as (insert into applicant (id, language, created_at)
                      values ('apl_00000000000000000009', 'en', now()) returning id)
       insert into payout_method select (jsonb_populate_record(m, jsonb_build_object(
         'id', 'mth_00000000000000000009', 'applicant_id', (select id from other), 'state', 'replaced'))).*
       from payout_method m where m.fingerprint is not null limit 1`,
    );
    await first.open(`${batch}/release`);
    expect(first.page.text).toContain('account also used by others');
    expect(first.page.text).toContain('1 goes to an account that other people use too.');
    await theatre.database.query(`delete from payout_method where id = 'mth_00000000000000000009'`);
    await first.open(`${batch}/release`);
    expect(first.page.text).toContain('Money leaves when a second releaser sends it');
    await releaseBatch(first, batch);
    await theatre.drain();
    expect(first.page.text).toContain('waiting for a second release');
    expect(first.page.text).toContain('not yet: two releasers are needed');
    expect(first.page.html).not.toContain('Check and release');
    const second = await staff('releaser2');
    await second.open(`${batch}/release`);
    expect(second.page.text).toContain('Money leaves at once');
    await releaseBatch(second, batch);
    await theatre.drain();
    expect((await second.open(batch)).text).toContain('0 of 1 are through');
    expect(second.page.text).toContain('Luis Ortega');
  });

  it('look again by themselves only while somebody asked for it and there is news to come', async () => {
    const preparer = await staff('preparer');
    const batch = /\/finance\/batches\/bat_[0-9a-z]+/.exec(
      (await preparer.open('/finance/batches')).html,
    )?.[0];
    expect((await preparer.open(batch ?? '')).html).not.toContain('http-equiv="refresh"');
    const watched = await preparer.open(`${batch ?? ''}?watch=1`);
    expect(watched.html).toContain('http-equiv="refresh" content="10"');
    expect(watched.text).toContain('Stop looking');
    // Nothing that is being typed can be lost: the only form is the one that signs out.
    expect(watched.html.match(/<form/g)).toHaveLength(1);
  });

  it('stop a batch with a reason, and let it go on by somebody else', async () => {
    const preparer = await staff('preparer');
    const batch =
      /\/finance\/batches\/bat_[0-9a-z]+/.exec(
        (await preparer.open('/finance/batches')).html,
      )?.[0] ?? '';
    await preparer.open(`${batch}/pause`);
    await preparer.send({ reason: 'short' }, '/pause');
    expect(preparer.page.status).toBe(422);
    expect(preparer.page.text).toContain('Say why, in 10 to 200 letters.');
    expect(preparer.page.html).toContain('short');
    await preparer.send({ reason: 'Call 5551234567890 first.' }, '/pause');
    expect(preparer.page.status).toBe(422);
    await preparer.send({ reason: 'The total looks wrong to me.' }, '/pause');
    expect(preparer.page.text).toContain('What is at the payment company goes on');
    expect((await preparer.open(`${batch}/resume`)).status).toBe(403);
    const releaser = await staff('releaser');
    await releaser.open(batch);
    await releaser.follow('/resume');
    await releaser.send({}, '/resume');
    expect(releaser.page.text).not.toContain('This batch is stopped');
    await expectBooksToBalance(theatre);
  });

  it('lead to what came back, which two people can write off', async () => {
    const payout = await aPayout('202.02', '000111111116');
    const batch = await prepareBatch(await staff('preparer'), [payout]);
    await releaseBatch(await staff('releaser'), batch);
    await theatre.drain();
    for (const milliseconds of [hours(2), days(3), days(4)]) {
      theatre.clock.advance(milliseconds);
      theatre.sandbox.desk.forward(0);
      await theatre.sandbox.desk.webhooksSettled();
      await theatre.drain();
    }
    const preparer = await staff('preparer');
    await preparer.open(batch);
    expect(preparer.page.html).toContain(`/finance/exceptions#${payout}`);
    await theatre.get(ExceptionOwners).assignAll();
    await preparer.open('/finance/exceptions');
    expect(preparer.page.text).toContain('Paul Whitfield');
    expect(preparer.page.text).toContain('overdue');
    await preparer.follow(`/finance/exceptions/${payout}/owner`);
    await preparer.send({ owner: 'nobody' }, '/owner');
    expect(preparer.page.status).toBe(422);
    await preparer.follow('/finance/exceptions');
    await preparer.follow(`/finance/payouts/${payout}/write-off`);
    await preparer.send({ reason: 'Nobody could be reached for months.' }, '/write-off');
    const voucher = preparer.page.path;
    expect((await preparer.open('/finance/exceptions')).text).toContain(
      'Waits to be written off by a second person',
    );
    const releaser = await staff('releaser');
    await releaser.open(voucher);
    await releaser.send({}, '/post');
    expect((await releaser.open('/finance/exceptions')).html).not.toContain(payout);
    await expectBooksToBalance(theatre);
  });
});
