import { BooksService } from '#ledger';
import { Upcoming } from '#payouts';
import { MoneyWatch, Reconciler } from '#reconciliation';
import type { Visitor } from '../../src/cli/story/visitor.js';
import { expectBooksToBalance, openTheatre, type Theatre } from '../support/stage.js';
import { staffAt } from './yes.js';

const RAIL = 'stripe-outbound';
const CONNECT = 'stripe-connect';

// Goal: money that was at a provider and went back to the bank is seen, told of once, and booked once by two people.
// Method: the pages over HTTP; the bank takes money back by the lever that a person has at the sandbox's page.
describe('A top-up that comes back after it had arrived', () => {
  let theatre: Theatre;
  beforeAll(async () => {
    theatre = await openTheatre({ STRIPE_CONNECT: 'yes' });
    // What the provider held on the first day is reconciled.
    await theatre.get(Reconciler).run(RAIL);
  });
  afterAll(() => theatre.stop());
  afterEach(() => expectBooksToBalance(theatre));

  const staff = (account: string): Promise<Visitor> => staffAt(theatre, account);
  const letters = async (): Promise<number> => {
    await theatre.drain();
    const inbox = theatre.sandbox.desk.inbox();
    return inbox.filter(({ subject }) => subject === 'Something to look at').length;
  };
  async function balances(purse = '1110'): Promise<string[]> {
    const books = theatre.get(BooksService);
    const of = async (account: string) => (await books.accountBalance(account, 'USD')).toDecimal();
    return [await of('1010'), await of('1050'), await of(purse)];
  }
  const openBreaks = async (): Promise<string[]> => {
    const rows = await theatre.database.query<{ code: string }>(
      `select code from reconciliation_break where state in ('open', 'assigned')`,
    );
    return rows.map(({ code }) => code);
  };
  /** Somebody writes down what was sent. Returns its page. */
  async function sent(purse: string, amount: string, reference: string): Promise<string> {
    const preparer = await staff('preparer');
    await preparer.open(`/finance/money/top-ups/new?purse=${purse}`);
    const expectedOn = theatre.get(Upcoming).today();
    const form = { fund: 'GEN', amount, bankReference: reference, expectedOn };
    await preparer.send(form, '/top-ups/check');
    await preparer.send({}, '/finance/money/top-ups');
    const link = new RegExp(`href="(/finance/money/top-ups/top_[0-9a-z]+)">${reference}`);
    return link.exec(preparer.page.html)?.[1] ?? '';
  }

  it('is shown as come back, told to finance once, and taken out of the books by two people', async () => {
    const before = await balances();
    const page = await sent('payouts', '500', 'WIRE 1');
    const credit = theatre.sandbox.desk.topUp(50_000);
    await theatre.get(MoneyWatch).look();
    const preparer = await staff('preparer');
    expect((await preparer.open(page)).text).toContain('There since');
    expect((await preparer.open(`${page}/back`)).status).toBe(409);

    theatre.sandbox.desk.giveBack(credit.id);
    const told = await letters();
    await theatre.get(Reconciler).run(RAIL);
    expect(await letters()).toBeGreaterThan(told);
    const once = await letters();
    await theatre.get(Reconciler).run(RAIL);
    expect(await letters()).toBe(once);
    expect(await openBreaks()).toEqual(['timing']);

    expect((await preparer.open('/finance/money')).text).toMatch(/WIRE 1 .* came back/);
    await preparer.open(page);
    expect(preparer.page.text).toContain('sent this money back to the bank');
    await preparer.follow('/back');
    expect(preparer.page.text).toContain('1010');
    await preparer.send({}, '/back');
    await preparer.post(`${page}/back`, {});
    expect((await preparer.open(page)).text).toContain('Another person looks at it');
    const releaser = await staff('releaser');
    await releaser.open(page);
    await releaser.follow('/finance/books/vouchers/');
    await releaser.send({}, '/post');
    expect(await balances()).toEqual(before);

    await theatre.get(Reconciler).run(RAIL);
    expect(await openBreaks()).toEqual([]);
    expect((await preparer.open(page)).text).toContain('back at the bank');
    expect((await preparer.open(`${page}/back`)).status).toBe(409);
  });

  it('is known when a person read on paper that it had arrived', async () => {
    const page = await sent('payouts', '600', 'WIRE 2');
    const preparer = await staff('preparer');
    await preparer.open(`${page}/arrived`);
    await preparer.send({ on: theatre.get(Upcoming).today() }, '/arrived');
    const credit = theatre.sandbox.desk.topUp(60_000);
    await theatre.get(Reconciler).run(RAIL);
    expect((await preparer.open(page)).text).not.toContain('came back');
    theatre.sandbox.desk.giveBack(credit.id);
    await theatre.get(Reconciler).run(RAIL);
    expect((await preparer.open(page)).text).toContain('came back');
  });

  it('at another purse is known too, and when the second person refuses, the page says where to go on', async () => {
    const before = await balances('1115');
    const page = await sent('connect', '700', 'WIRE 3');
    const { id } = theatre.sandbox.desk.connect.deposit(70_000);
    await theatre.get(MoneyWatch).look();
    expect(await balances('1115')).not.toEqual(before);
    const lever = `${theatre.sandbox.url}/control/connect/topups/${id}/return`;
    expect((await fetch(lever, { method: 'POST' })).status).toBe(200);
    expect((await fetch(lever, { method: 'POST' })).status).toBe(400);
    await theatre.get(Reconciler).run(CONNECT);
    const preparer = await staff('preparer');
    await preparer.open(page);
    await preparer.follow('/back');
    await preparer.send({}, '/back');
    const releaser = await staff('releaser');
    await releaser.open(page);
    await releaser.follow('/finance/books/vouchers/');
    await releaser.send({ reason: 'It is not on the page of the bank.' }, '/decline');
    await preparer.open(page);
    expect(preparer.page.text).toContain('was written down and refused');
    expect(preparer.page.text).toMatch(/what it is about: txn_/);
    expect(await openBreaks()).toContain('timing');
  });

  it('can be sent back by hand at the sandbox, once', async () => {
    const credit = theatre.sandbox.desk.topUp(100);
    const lever = `${theatre.sandbox.url}/control/topups/${credit.id}/return`;
    expect((await fetch(lever, { method: 'POST' })).status).toBe(200);
    expect((await fetch(lever, { method: 'POST' })).status).toBe(400);
    const page = await (await fetch(theatre.sandbox.url)).text();
    expect(page).toContain('The bank takes it back');
    expect(theatre.sandbox.desk.state().books).toEqual({ isBalanced: true, differences: [] });
    expect(theatre.sandbox.desk.connect.differences()).toEqual([]);
  });
});
