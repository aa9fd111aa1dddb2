import { days } from '#kernel';
import { CardUpkeep } from '#payouts';
import { comeBack } from '../../src/cli/story/applicant.js';
import type { Visitor } from '../../src/cli/story/visitor.js';
import { expectBooksToBalance, type Theatre } from '../support/stage.js';
import {
  cardAt,
  lookAtNumber,
  openCardTheatre,
  paidByCard,
  spendAt,
  type CardHolder,
} from './card-theatre.js';
import { staffAt } from './yes.js';

describe('Cards as finance sees them', () => {
  let theatre: Theatre;
  let her: CardHolder;
  let page: string;

  beforeAll(async () => {
    theatre = await openCardTheatre();
  });
  afterAll(() => theatre.stop());

  const staff = (account: string): Promise<Visitor> => staffAt(theatre, account);

  it('are nobody’s business but finance’s, and the page says so when there is none', async () => {
    const preparer = await staff('preparer');
    await preparer.open('/finance');
    await preparer.follow('/finance/cards');
    expect(preparer.page.text).toContain('Nobody has a card now');
    expect((await (await staff('reviewer')).open('/finance/cards')).status).toBe(403);
  });

  it('stand in a list by state and age, with what is left; the old ones are overdue', async () => {
    her = await paidByCard(theatre, '300.00');
    page = `/finance/cards/${her.payout}`;
    let preparer = await staff('preparer');
    await preparer.open('/finance/cards');
    expect(preparer.page.text).toMatch(/300\.00\S* 1 not opened yet/);
    expect(preparer.page.text).not.toMatch(/ overdue /);
    theatre.clock.advance(days(15));
    preparer = await staff('preparer');
    expect((await preparer.open('/finance/cards')).text).toMatch(/not opened yet overdue/);
    await comeBack(her.visitor, her.wayBack);
    expect(await lookAtNumber(theatre, her)).toMatch(/^\d{16}$/);
    expect((await preparer.open('/finance/cards')).text).toContain('can pay');
  });

  it('show what was spent on which day, and never where', async () => {
    spendAt(theatre, her.payout, 12_345);
    const preparer = await staff('preparer');
    await preparer.open(page);
    expect(preparer.page.text).toMatch(/\d{4}-\d\d-\d\d spent \S*123\.45/);
    // A token is random letters: it may spell anything.
    const html = preparer.page.html.replaceAll(/name="_form" value="[^"]*"/g, '');
    expect(html).not.toMatch(/corner|grocer|5411|\bic_|\bSam\b|\bLee\b/i);
    theatre.sandbox.desk.addFault({
      kind: 'drop_before',
      method: 'GET',
      path: '/v1/issuing/cards',
      times: 5,
    });
    await preparer.open(page);
    expect(preparer.page.text).toContain('does not answer now');
    theatre.sandbox.desk.clearFaults();
  });

  it('are frozen and switched on again by one person, with a reason', async () => {
    const preparer = await staff('preparer');
    await preparer.open(page);
    await preparer.send({}, '/freeze');
    expect(preparer.page.status).toBe(422);
    expect(preparer.page.text).toContain('Choose why.');
    await preparer.send({ reason: 'asked_by_person' }, '/freeze');
    expect(preparer.page.text).toContain('frozen');
    expect(spendAt(theatre, her.payout, 100)).toBe(false);
    await preparer.send({ reason: 'looked_right' }, '/unfreeze');
    expect(spendAt(theatre, her.payout, 100)).toBe(true);
    expect(await actsOn(her)).toEqual(
      expect.arrayContaining(['CardFrozen asked_by_person', 'CardUnfrozen looked_right']),
    );
  });

  it('are replaced after a page that says what happens', async () => {
    const preparer = await staff('preparer');
    await preparer.open(page);
    await preparer.follow('/replace');
    expect(preparer.page.text).toContain('never pays again');
    await preparer.send({}, '/replace');
    expect(preparer.page.status).toBe(422);
    await preparer.send({ loss: 'stolen' }, '/replace');
    expect(preparer.page.text).toContain('not opened yet');
    expect(spendAt(theatre, her.payout, 100)).toBe(false);
  });

  it('end by two people, and what is left goes back to the award', async () => {
    const preparer = await staff('preparer');
    await preparer.open(page);
    await preparer.follow('/end');
    await preparer.send({}, '/end');
    expect(preparer.page.status).toBe(422);
    await preparer.send({ reason: 'rests_for_long' }, '/end');
    expect(preparer.page.text).toContain('Another person of finance must agree');
    expect(preparer.page.html).not.toContain('/agree');
    await preparer.open(`${page}/agree`);
    await preparer.send({}, '/agree');
    expect(preparer.page.status).toBe(409);
    expect(preparer.page.text).toContain('Another person must agree');
    const releaser = await staff('releaser');
    await releaser.open(page);
    expect(releaser.page.text).toContain('Money has been on it for long.');
    await releaser.follow('/agree');
    await releaser.send({}, '/agree');
    expect(releaser.page.text).toContain('Nobody has a card now');
    expect(await partsOf(her)).toEqual(['12445 paid', '17555 due']);
    expect((await releaser.open(page)).text).not.toContain('End the card');
    await expectBooksToBalance(theatre);
  });

  it('say what a shop took too much, and where to record it', async () => {
    const preparer = await staff('preparer');
    await preparer.open(page);
    expect(preparer.page.text).not.toContain('Taken too much');
    theatre.sandbox.desk.cards.forceCapture(cardAt(theatre, her.payout).id, 789);
    await theatre.get(CardUpkeep).lookAtAll();
    await theatre.drain();
    await preparer.open(page);
    expect(preparer.page.text).toMatch(/Taken too much \S*7\.89/);
    expect(preparer.page.text).toMatch(/Left \S*0\.00/);
    await preparer.follow('/finance/books/record/suspense.paid');
    expect(preparer.page.text).toContain('at the card company');
    expect(await partsOf(her)).toEqual(['12445 paid', '17555 due']);
    await expectBooksToBalance(theatre);
  });

  it('are found by their payout only', async () => {
    const preparer = await staff('preparer');
    expect((await preparer.open('/finance/cards/pay_00000000000000000000')).status).toBe(404);
    expect((await preparer.open('/finance/cards/nonsense')).status).toBe(404);
  });

  async function actsOn({ payout }: CardHolder): Promise<string[]> {
    const rows = await theatre.database.query<{ act: string; reason: string | null }>(
      `select act, details->>'reason' as reason from audit_event where subject = $1`,
      [payout],
    );
    return rows.map(({ act, reason }) => `${act} ${reason ?? ''}`);
  }

  async function partsOf({ payout }: CardHolder): Promise<string[]> {
    const rows = await theatre.database.query<{ minor: string; state: string }>(
      `select i.amount_minor as minor, i.state from instalment i
       join payout p on p.award_id = i.award_id where p.id = $1 order by i.number`,
      [payout],
    );
    return rows.map(({ minor, state }) => `${minor} ${state}`);
  }
});
