import { signIn } from '../../src/cli/story/staff.js';
import type { Visitor } from '../../src/cli/story/visitor.js';
import { openTheatre, type Theatre } from '../support/stage.js';

const RECORD = '/finance/books/record';

// Goal: nothing half typed, wrong or doubtful gets into the books, and nobody has to type twice.
// Method: over HTTP without scripts, as the people of finance.
describe('the pages that write the books', () => {
  let theatre: Theatre;
  let preparer: Visitor;
  let releaser: Visitor;
  let director: Visitor;
  beforeAll(async () => {
    theatre = await openTheatre();
    preparer = await staff('preparer');
    releaser = await staff('releaser');
    director = await staff('director');
  });
  afterAll(() => theatre.stop());

  const staff = async (account: string): Promise<Visitor> => {
    const visitor = theatre.visitor();
    await signIn(visitor, account, theatre.stage.now());
    return visitor;
  };

  const entries = async (): Promise<number> =>
    (await theatre.database.query('select 1 from ledger.entry')).length;

  /** Fills in and checks the form of a kind. */
  const check = async (
    visitor: Visitor,
    kind: string,
    fields: Readonly<Record<string, string>>,
  ): Promise<void> => {
    await visitor.open(`${RECORD}/${kind}`);
    await visitor.send({ currency: 'USD', ...fields }, `/record/${kind}`);
  };

  it('list every kind by what it is for, and say which need two people', async () => {
    const page = await preparer.open('/finance/books');
    for (const words of [
      'Money in',
      'Pledge',
      'Budget authorised two people',
      'Reversal of an entry',
    ]) {
      expect(page.text).toContain(words);
    }
    expect(page.html).not.toContain('record/award.cancelled');
    expect(page.text).toContain('Nothing waits');
  });

  it.each([
    ['no amount', { amount: '' }, 'amount', 'Enter an amount above zero in figures, like 250.'],
    ['a minus', { amount: '-5' }, 'amount', 'Enter an amount above zero in figures, like 250.'],
    ['no fund', { fund: '' }, 'fund', 'Choose a fund.'],
    ['a fund of another class', { fund: 'OVC26' }, 'fund', 'Choose a fund.'],
    ['a day that is none', { on: '2026-02-30' }, 'on', 'Write dates like 2026-01-31.'],
    ['a day without a period', { on: '1999-01-01' }, 'on', 'There is no accounting period'],
    ['an address', { source: 'ana@example.org' }, 'source', 'The books are never erased'],
    ['an account number', { reason: 'from 000123456789' }, 'reason', 'The books are never erased'],
  ])(
    'say at the field what is wrong, and keep what was typed: %s',
    async (_, wrong, field, words) => {
      const before = await entries();
      const typed = { fund: 'GEN', amount: '12.34', source: 'Line 7', ...wrong };
      await check(preparer, 'fund.received.unrestricted', typed);
      const { status, html, text } = preparer.page;
      expect(status).toBe(422);
      expect(text).toContain(words);
      expect(html).toContain(`href="#${field}"`);
      if (!('source' in wrong)) expect(html).toContain('value="Line 7"');
      if (!('amount' in wrong)) expect(html).toContain('value="12.34"');
      expect(await entries()).toBe(before);
    },
  );

  it('show a refusal of the books at the amount, with what was typed', async () => {
    await check(preparer, 'budget.reduced', {
      fund: 'GEN',
      amount: '999999999',
      reason: 'Too much',
    });
    expect(preparer.page.status).toBe(422);
    expect(preparer.page.text).toContain('There is not enough budget in this fund.');
    expect(preparer.page.html).toContain('value="999999999"');
    expect(preparer.page.html).toContain('Too much');
  });

  it.each([
    ['one line', '1010 GEN debit 5', 'Write at least two lines.'],
    ['words', '1010 GEN debit 5\nhello', 'Line 2: write account, fund, debit or credit, amount.'],
    ['no balance', '1010 GEN d 5\n6110 GEN c 4', 'Debits and credits differ'],
    ['no account', '1010 GEN d 5\n7777 GEN c 5', 'There is no such account.'],
    ['what a person is owed', '1010 GEN d 5\n2110 GEN c 5', 'does not touch this account'],
  ])('read lines strictly: %s', async (_, lines, words) => {
    await check(preparer, 'adjustment.posted', { lines, reason: 'A correction' });
    expect(preparer.page.status).toBe(422);
    expect(preparer.page.text).toContain(words);
    expect(preparer.page.html).toContain(lines.split('\n')[0]);
  });

  it.each([
    ['0', 'Enter the number of the entry'],
    ['999999', 'The entry to reverse does not exist.'],
    ['abc', 'Enter the number of the entry'],
  ])('reverse nothing that is not there: %s', async (reverses, words) => {
    await check(preparer, 'reversal', { reverses, reason: 'Wrong' });
    expect(preparer.page.status).toBe(422);
    expect(preparer.page.text).toContain(words);
  });

  it.each(['nonsense', 'award.cancelled', 'payout.misdirected', 'award.approved', 'year.closed'])(
    'have no form for %s',
    async (kind) => {
      expect((await preparer.open(`${RECORD}/${kind}`)).status).toBe(404);
      const token = /name="_form" value="([^"]+)"/.exec((await preparer.open('/staff')).html)?.[1];
      const page = await preparer.post(`${RECORD}/${kind}/enter`, { _form: token ?? '' });
      expect(page.status).toBe(404);
    },
  );

  it('go back from the check page with everything still typed', async () => {
    await check(preparer, 'pledge.recorded', { fund: 'RES26', amount: '40', source: 'Letter 9' });
    await preparer.send({}, '/change');
    expect(preparer.page.status).toBe(200);
    expect(preparer.page.html).toContain('value="Letter 9"');
    expect(preparer.page.html).toContain('<option value="RES26" selected>');
  });

  it('write once when the button is pressed twice', async () => {
    await check(preparer, 'pledge.recorded', { fund: 'RES26', amount: '41' });
    const fields = Object.fromEntries(
      [...preparer.page.html.matchAll(/name="([a-zA-Z_]+)" value="([^"]*)"/g)].map(
        ([, name = '', value = '']) => [name, value],
      ),
    );
    const before = await entries();
    const first = await preparer.post(`${RECORD}/pledge.recorded/enter`, fields);
    const again = await preparer.post(`${RECORD}/pledge.recorded/enter`, fields);
    expect(again.path).toBe(first.path);
    expect(await entries()).toBe(before + 1);
  });

  it('let the second person decline with a reason, which its writer reads', async () => {
    await check(preparer, 'budget.authorised', { fund: 'GEN', amount: '50' });
    await preparer.send({}, '/enter');
    const path = preparer.page.path;
    expect(preparer.page.html).not.toContain('/decline"');
    const list = await releaser.open('/finance/books');
    expect(list.html).toContain(path);
    await releaser.open(path);
    await releaser.send({ reason: '' }, '/decline');
    expect(releaser.page.status).toBe(422);
    await releaser.send({ reason: 'Not in the minutes' }, '/decline');
    expect(releaser.page.text).toContain('declined');
    expect((await preparer.open(path)).text).toContain('Not in the minutes');
  });

  it('show nobody a button for their own voucher, and refuse the act without one', async () => {
    await check(director, 'budget.authorised', { fund: 'GEN', amount: '51' });
    await director.send({}, '/enter');
    const path = director.page.path;
    const token = /name="_form" value="([^"]+)"/.exec(director.page.html)?.[1] ?? '';
    expect(director.page.html).not.toContain('/post"');
    const before = await entries();
    const page = await director.post(`${path}/post`, { _form: token });
    expect(page.status).toBe(409);
    expect(page.text).toContain('NEEDS_SECOND_PERSON');
    expect(await entries()).toBe(before);
    await director.open(path);
    await director.send({}, '/withdraw');
    expect(director.page.text).toContain('taken back');
  });

  it('show the second person what the books say now, not what they said then', async () => {
    await check(preparer, 'provider.withdrawal', {
      fund: 'GEN',
      amount: '60000',
      variant: 'payouts',
    });
    await preparer.send({}, '/enter');
    const path = preparer.page.path;
    await check(preparer, 'provider.withdrawal', {
      fund: 'GEN',
      amount: '20000',
      variant: 'payouts',
    });
    await preparer.send({}, '/enter');
    await releaser.open(preparer.page.path);
    await releaser.send({}, '/post');
    await releaser.open(path);
    expect(releaser.page.text).toContain('It cannot go into the books now');
    await releaser.send({}, '/post');
    expect(releaser.page.status).toBe(409);
    expect(releaser.page.text).toContain('There is not enough money');
    expect((await releaser.open(path)).text).toContain('waiting for another person');
  });

  it('let the finance director open a fund after a check page, and nobody else', async () => {
    expect((await preparer.open('/finance/books/funds/new')).status).toBe(403);
    await director.open('/finance/books');
    await director.follow('/funds/new');
    await director.send({ code: 'gen', name: 'X' }, '/funds/check');
    expect(director.page.status).toBe(422);
    await director.send(
      { code: 'TIME27', name: 'Help in 2027', restriction: 'time' },
      '/funds/check',
    );
    expect(director.page.text).toContain('A time');
    await director.send({}, '/finance/books/funds');
    expect(director.page.path).toBe('/finance/books');
    expect((await preparer.open(`${RECORD}/fund.received.restricted`)).html).toContain('TIME27');
    await director.open('/finance/books/funds/new');
    await director.send({ code: 'TIME27', name: 'Again', restriction: 'time' }, '/funds/check');
    await director.send({}, '/finance/books/funds');
    expect(director.page.status).toBe(422);
    expect(director.page.text).toContain('There is a fund with this code already.');
  });
});
