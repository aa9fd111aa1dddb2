import { BooksService } from '#ledger';
import { days, Money } from '#kernel';
import { RailRegistry, Upcoming } from '#payouts';
import { MoneyWatch, Reconciler } from '#reconciliation';
import { setUpPayment } from '../../src/cli/story/applicant.js';
import { prepareBatch, releaseBatch } from '../../src/cli/story/staff.js';
import type { Visitor } from '../../src/cli/story/visitor.js';
import { expectBooksToBalance, openTheatre, type Theatre } from '../support/stage.js';
import { aYesAt, payoutOf, staffAt } from './yes.js';

const FINANCIAL_ACCOUNT = '/v2/money_management/financial_accounts';

// Goal: finance sees in time that money is missing, and follows what it sends until it is there; each dollar is booked once.
// Method: the pages over HTTP, with a provider whose balance is what a story needs.
describe('Money at the providers', () => {
  let theatre: Theatre;
  beforeAll(async () => {
    // The books hold 250,000 dollars at the provider; it holds the same.
    theatre = await openTheatre();
  });
  afterAll(() => theatre.stop());

  const staff = (account: string): Promise<Visitor> => staffAt(theatre, account);
  const today = (): string => theatre.get(Upcoming).today();
  const letters = (): number =>
    theatre.sandbox.desk.inbox().filter(({ subject }) => subject === 'Something to look at').length;

  async function balances(): Promise<string[]> {
    const books = theatre.get(BooksService);
    const of = async (account: string) => (await books.accountBalance(account, 'USD')).toDecimal();
    return [await of('1010'), await of('1050'), await of('1110')];
  }

  /** Somebody writes it down. Returns its page. */
  async function sent(amount: string, reference: string, fund = 'GEN'): Promise<string> {
    const preparer = await staff('preparer');
    await preparer.open('/finance/money/top-ups/new?purse=payouts');
    await preparer.send(
      { fund, amount, bankReference: reference, expectedOn: today() },
      '/top-ups/check',
    );
    await preparer.send({}, '/finance/money/top-ups');
    const page = new RegExp(`href="(/finance/money/top-ups/top_[0-9a-z]+)">${reference}`).exec(
      preparer.page.html,
    )?.[1];
    if (page === undefined) throw new Error('The transfer is not on the page of money.');
    return page;
  }

  it('is as the books and the provider say, with nothing needed, on the first day', async () => {
    const preparer = await staff('preparer');
    await preparer.open('/finance');
    await preparer.follow('/finance/money');
    expect(preparer.page.text).toContain('Bank transfer (Stripe) By our books $250,000.00');
    expect(preparer.page.text).toMatch(/By the payment company \$250,000\.00, asked .* UTC/);
    expect(preparer.page.text).toContain('Nothing was sent yet.');
    expect(preparer.page.text).not.toContain('more is needed');
    await preparer.open('/finance/upcoming');
    expect(preparer.page.text).toContain('Nothing falls due in the next 13 weeks.');
    expect((await (await staff('reviewer')).open('/finance/money')).status).toBe(403);
  });

  it('says so when a provider does not answer, and shows the rest', async () => {
    theatre.sandbox.desk.addFault({ kind: 'status_500', path: FINANCIAL_ACCOUNT, times: 5 });
    const preparer = await staff('preparer');
    await preparer.open('/finance/money');
    expect(preparer.page.text).toContain('It does not answer now.');
    expect(preparer.page.text).toContain('By our books $250,000.00');
    theatre.sandbox.desk.clearFaults();
  });

  it('is written down by one person, with what is wrong said at the field and the typing kept', async () => {
    const preparer = await staff('preparer');
    await preparer.open('/finance/money/top-ups/new');
    await preparer.send(
      { fund: 'GEN', amount: '-3', bankReference: 'x', expectedOn: '2020-01-01' },
      '/check',
    );
    expect(preparer.page.status).toBe(422);
    expect(preparer.page.text).toContain('Choose where it was sent.');
    expect(preparer.page.text).toContain('Copy what the bank calls the transfer');
    expect(preparer.page.html).toContain('value="-3"');
    const fine = { purse: 'payouts', bankReference: 'WIRE 0001', expectedOn: today() };
    await preparer.send({ ...fine, amount: '-3' }, '/check');
    expect(preparer.page.text).toContain('Enter an amount above zero in figures');
    await preparer.send({ ...fine, amount: '10', expectedOn: '2020-01-01' }, '/check');
    expect(preparer.page.text).toContain('at most 60 days from today');
    await preparer.send({ ...fine, amount: '9999999' }, '/check');
    expect(preparer.page.status).toBe(422);
    expect(preparer.page.html).toContain('id="amount-error"');
    await preparer.send({ ...fine, amount: '10', extra: '1' }, '/check');
    expect(preparer.page.status).toBe(422);
    expect(await balances()).toEqual(['80000.00', '0.00', '250000.00']);
  });

  it('leaves the bank in the books once, however often the page is sent', async () => {
    const preparer = await staff('preparer');
    await preparer.open('/finance/money/top-ups/new?purse=payouts');
    const fields = { fund: 'GEN', amount: '500', bankReference: 'WIRE 1', expectedOn: today() };
    await preparer.send(fields, '/top-ups/check');
    expect(preparer.page.text).toContain('1050 cash-in-transit-to-provider GEN $0.00 $500.00');
    const hidden = Object.fromEntries(
      [...preparer.page.html.matchAll(/type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(
        ([, name = '', value = '']) => [name, value],
      ),
    );
    await preparer.send({}, '/finance/money/top-ups');
    await preparer.post('/finance/money/top-ups', hidden);
    expect(preparer.page.text.match(/WIRE 1/g)).toHaveLength(1);
    expect(await balances()).toEqual(['79500.00', '500.00', '250000.00']);
    await preparer.post('/finance/money/top-ups', { ...hidden, amount: '600' });
    expect(preparer.page.status).toBe(422);
    expect(preparer.page.text).toContain('This page was used for another entry already.');
    expect(await balances()).toEqual(['79500.00', '500.00', '250000.00']);
    await preparer.open('/finance/money');
    expect(preparer.page.text).toMatch(/WIRE 1 .* on its way/);
    expect(preparer.page.text).toContain('On its way there $500.00');
  });

  it('waits for a second person where the books demand one', async () => {
    const demand = async (isDemanded: boolean): Promise<void> => {
      const { database } = theatre;
      await database.query('alter table ledger.entry_kind disable trigger user');
      await database.query(
        `update ledger.entry_kind set two_person = $1 where kind = 'provider.funding.sent'`,
        [isDemanded],
      );
      await database.query('alter table ledger.entry_kind enable trigger user');
    };
    await demand(true);
    const before = await balances();
    const page = await sent('400', 'WIRE 0');
    const preparer = await staff('preparer');
    expect((await preparer.open(page)).text).toContain('waiting for another person');
    expect(await balances()).toEqual(before);
    expect((await preparer.open(`${page}/arrived`)).status).toBe(409);
    await preparer.open(page);
    await preparer.follow('/finance/books/vouchers/');
    expect(preparer.page.html).not.toContain('/post"');
    const releaser = await staff('releaser');
    await releaser.open(preparer.page.path);
    await releaser.send({ reason: 'It was sent to another account.' }, '/decline');
    expect((await releaser.open(page)).text).toContain('declined');
    expect(await balances()).toEqual(before);
    await demand(false);
  });

  it('is found at the provider and booked once, and what waited for it goes on', async () => {
    const { visitor } = await aYesAt(theatre, '251.01');
    await setUpPayment(visitor);
    const payout = await payoutOf(theatre, '251.01');
    const preparer = await staff('preparer');
    await releaseBatch(await staff('releaser'), await prepareBatch(preparer, [payout]));
    // The provider says that it has no money, as one does whose money went out another way.
    await theatre.database.query(
      `update payout set reason = 'insufficient_funds', not_before = now() + interval '1 hour' where id = $1`,
      [payout],
    );
    await theatre.database.query(
      `insert into rail_state (rail, short_since) values ('stripe-outbound', now())
       on conflict (rail) do update set short_since = now()`,
    );
    await preparer.open('/finance/money');
    await preparer.send({}, '/look');
    expect(preparer.page.text).toMatch(/WIRE 1 .* on its way/);
    theatre.sandbox.desk.topUp(50_000);
    await preparer.send({}, '/look');
    expect(preparer.page.text).toMatch(/WIRE 1 .* there/);
    expect(await balances()).toEqual(['79500.00', '0.00', '250500.00']);
    await theatre.get(MoneyWatch).look();
    await theatre.get(Reconciler).run('stripe-outbound');
    expect(await balances()).toEqual(['79500.00', '0.00', '250500.00']);
    await theatre.drain();
    const [row] = await theatre.database.query<{ state: string }>(
      'select state from payout where id = $1',
      [payout],
    );
    expect(row?.state).toBe('in_transit');
    const [open] = await theatre.database.query<{ count: string }>(
      `select count(*) from reconciliation_break where state in ('open', 'assigned')`,
    );
    expect(open?.count).toBe('0');
  });

  it('is told of once when it is late, and booked once when a person read it on paper', async () => {
    const page = await sent('700', 'WIRE 2');
    theatre.clock.advance(days(2));
    theatre.sandbox.desk.clearInbox();
    await theatre.get(MoneyWatch).look();
    await theatre.drain();
    const told = letters();
    expect(told).toBeGreaterThan(1);
    await theatre.get(MoneyWatch).look();
    await theatre.drain();
    expect(letters()).toBe(told);
    const preparer = await staff('preparer');
    expect((await preparer.open(page)).text).toContain('late');
    await preparer.follow('/arrived');
    await preparer.send({ on: '2999-01-01' }, '/arrived');
    expect(preparer.page.status).toBe(422);
    expect(preparer.page.html).toContain('2999-01-01');
    await preparer.send({ on: today() }, '/arrived');
    expect(preparer.page.text).toContain('read on its paper by Paul Whitfield');
    expect(await balances()).toMatchObject({ 1: '0.00' });
    await preparer.open(`${page}/arrived`);
    expect(preparer.page.status).toBe(409);
    // The provider's own line comes later and explains the same entry.
    theatre.sandbox.desk.topUp(70_000);
    const before = await balances();
    await theatre.get(Reconciler).run('stripe-outbound');
    expect(await balances()).toEqual(before);
    const [row] = await theatre.database.query<{ count: string }>(
      `select count(*) from reconciliation_break where state in ('open', 'assigned')`,
    );
    expect(row?.count).toBe('0');
  });

  it('is asked for by week, programme and way, and is missing from the first day that is not covered', async () => {
    const { visitor } = await aYesAt(theatre, '261.02');
    await setUpPayment(visitor);
    const payout = await payoutOf(theatre, '261.02');
    const preparer = await staff('preparer');
    await preparer.open('/finance/upcoming');
    expect(preparer.page.text).toContain('due now Urgent costs Bank transfer (Stripe) 1 $261.02');
    await theatre.database.query(
      `update instalment set due_on = due_on + 10 where id = (select instalment_id from payout where id = $1)`,
      [payout],
    );
    await preparer.open('/finance/upcoming');
    expect(preparer.page.text).toMatch(
      /\d+ \w+ 20\d\d Urgent costs Bank transfer \(Stripe\) 1 \$261\.02/,
    );
    await preparer.open('/finance/money');
    expect(preparer.page.text).toContain('Due in the next 30 days $261.02');
    expect(preparer.page.text).not.toContain('more is needed');
    // A provider that holds less than falls due.
    const rail = theatre.get(RailRegistry).get('stripe-outbound');
    const available = Money.of(20_000n, 'USD');
    rail.balance = () => Promise.resolve({ available, pendingOut: Money.zero('USD') });
    await preparer.open('/finance/money');
    expect(preparer.page.text).toMatch(
      /\$61\.02 more is needed\. It is enough until before \d+ \w+ 20/,
    );
    await preparer.follow('/top-ups/new?purse=payouts');
    expect(preparer.page.html).toContain('<option value="payouts" selected>');
    Reflect.deleteProperty(rail, 'balance');
    await expectBooksToBalance(theatre);
  });

  it('is not booked twice when somebody wrote the arrival by hand', async () => {
    const page = await sent('300', 'WIRE 3');
    const releaser = await staff('releaser');
    await releaser.open('/finance/books/record/provider.funding.arrived');
    await releaser.send(
      { variant: 'payouts', fund: 'GEN', amount: '300', currency: 'USD' },
      '/record/provider.funding.arrived',
    );
    await releaser.send({}, '/enter');
    theatre.sandbox.desk.topUp(30_000);
    const before = await balances();
    expect(before[1]).toBe('0.00');
    await theatre.get(MoneyWatch).look();
    expect(await balances()).toEqual(before);
    await releaser.open(`${page}/arrived`);
    await releaser.send({ on: today() }, '/arrived');
    expect(releaser.page.status).toBe(422);
    expect(releaser.page.text).toContain('less is on its way for this fund');
    expect((await releaser.open('/finance/money')).text).toContain(
      'The books hold -$300.00 on its way that no transfer here explains.',
    );
  });
});
