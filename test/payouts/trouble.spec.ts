import { days, hours } from '#kernel';
import { comeBack, setUpPayment } from '../../src/cli/story/applicant.js';
import { prepareBatch, releaseBatch } from '../../src/cli/story/staff.js';
import type { Visitor } from '../../src/cli/story/visitor.js';
import { expectBooksToBalance, openTheatre, type Theatre } from '../support/stage.js';
import { aYesAt, payoutOf, staffAt } from './yes.js';

const BANK = '110000000';
const CLOSED_ACCOUNT = '000111111116';
/** Fails after a day, and nobody says why. */
const UNEXPLAINED = '000888888885';

// Goal: she reads in her own language what happened, that nothing is lost and what she can do, and hears of it once.
// Method: the whole service over HTTP, with accounts that the provider's sandbox lets fail in one way each.
describe('Money that did not reach her', () => {
  let theatre: Theatre;
  beforeAll(async () => {
    theatre = await openTheatre();
  });
  afterAll(() => theatre.stop());

  async function pass(milliseconds: number): Promise<void> {
    theatre.clock.advance(milliseconds);
    theatre.sandbox.desk.forward(0);
    await theatre.sandbox.desk.webhooksSettled();
    await theatre.drain();
  }

  async function sent(visitor: Visitor, amount: string, account: string): Promise<string> {
    await setUpPayment(visitor, account, BANK);
    const payout = await payoutOf(theatre, amount);
    const batch = await prepareBatch(await staffAt(theatre, 'preparer'), [payout]);
    await releaseBatch(await staffAt(theatre, 'releaser'), batch);
    await theatre.drain();
    await pass(hours(2));
    await pass(days(3));
    return payout;
  }

  const messagesAbout = async (payout: string): Promise<string[]> =>
    (
      await theatre.database.query<{ dedupe: string }>(
        `select dedupe from message where dedupe like $1 order by dedupe`,
        [`${payout}:%`],
      )
    ).map(({ dedupe }) => dedupe.slice(payout.length + 1));

  it('is explained with the reason, and leads to another way; one message for all of it', async () => {
    const { visitor, wayBack } = await aYesAt(theatre, '421.01', 'es');
    const payout = await sent(visitor, '421.01', CLOSED_ACCOUNT);
    await comeBack(visitor, wayBack);
    expect(visitor.page.text).toContain('El banco dice que esta cuenta está cerrada.');
    expect(visitor.page.text).toContain('Su dinero está seguro. Sigue siendo suyo.');
    expect((await visitor.open('/s/1')).text).toContain('esta cuenta está cerrada');
    await comeBack(visitor, wayBack);
    await visitor.follow('/s/1/2');
    expect(visitor.page.status).toBe(200);
    expect(visitor.page.text).toContain('Cuenta');

    const preparer = await staffAt(theatre, 'preparer');
    await preparer.open('/finance/exceptions');
    expect(preparer.page.text).toContain('The bank says that this account is closed.');
    expect(preparer.page.text).toContain('Only another account or another way helps.');
    await preparer.follow(`/finance/exceptions/${payout}/ask`);
    expect(preparer.page.text).toContain('The bank says that this account is closed.');
    await preparer.send({}, '/ask');
    expect(await messagesAbout(payout)).toEqual(['PayoutPaid', 'needs_her']);
  });

  it('tells her to wait, with the day, while only we can do something; she hears when that changes', async () => {
    const { visitor, wayBack } = await aYesAt(theatre, '422.02');
    const payout = await sent(visitor, '422.02', UNEXPLAINED);
    await comeBack(visitor, wayBack);
    expect(visitor.page.text).toContain('nobody has told us why yet');
    expect(visitor.page.text).toMatch(/We look at it and try again by \w+day, \w+ \d+/);
    expect(visitor.page.text).toContain('You can also choose another way now.');
    expect(await messagesAbout(payout)).toEqual([]);

    const preparer = await staffAt(theatre, 'preparer');
    await preparer.open(`/finance/exceptions/${payout}/ask`);
    await preparer.send({}, '/ask');
    expect(await messagesAbout(payout)).toEqual(['needs_her']);
    await comeBack(visitor, wayBack);
    expect(visitor.page.text).not.toContain('You do not need to do anything');
    expect(visitor.page.text).toContain('You can choose another way to get it, here and now.');
    await expectBooksToBalance(theatre);
  });

  it('is told to nobody who asked us not to write', async () => {
    await theatre.drain();
    const states = await theatre.database.query<{ channel: string | null; state: string }>(
      `select distinct channel, state from message where dedupe like '%:needs_her'`,
    );
    expect(states).toEqual([{ channel: null, state: 'refused' }]);
  });
});
