import { Awards } from '#approvals';
import type { Id } from '#kernel';
import { Methods, Settlement } from '#payouts';
import { expectBooksToBalance, type Theatre } from '../support/stage.js';
import {
  lookAtNumber,
  openCardTheatre,
  paidByCard,
  spendAt,
  type CardHolder,
} from './card-theatre.js';
import { details } from './payout-house.js';
import { staffAt } from './yes.js';

// Goal: a rest that no way can send is told plainly, tried by nobody, and written off by two.
// Method: over HTTP: a card is spent but for cents and ended.
describe('What is left of a card and too little to send', () => {
  let theatre: Theatre;
  let her: CardHolder;
  beforeAll(async () => {
    theatre = await openCardTheatre();
    her = await paidByCard(theatre, '318.40');
    await lookAtNumber(theatre, her);
    expect(spendAt(theatre, her.payout, 31_800)).toBe(true);
    await her.visitor.open(`/s/4/${her.payout}/5`);
    await her.visitor.send({}, '/5');
  });
  afterAll(() => theatre.stop());

  it('is told her on each page of payments, with nothing to do', async () => {
    const told = '$0.40 is left. It is too little to send by itself.';
    expect((await her.visitor.open('/s')).text).toContain(told);
    expect(her.visitor.page.text).not.toContain('Next, choose how you want to get it');
    expect((await her.visitor.open('/s/1')).text).toContain(told);
    expect((await her.visitor.open('/s/1/2')).text).toContain(told);
    expect(her.visitor.page.text).not.toContain('Ask us to find a way');
  });

  it('is made into no payment, also when she has a way to be paid', async () => {
    const [award] = await theatre.database.query<{ id: Id<'award'>; who: Id<'applicant'> }>(
      `select a.id, a.applicant_id as who from award a join payout p on p.award_id = a.id where p.id = $1`,
      [her.payout],
    );
    if (!award) throw new Error('There is an award.');
    const wish = { applicantId: award.who, awardId: award.id, rail: 'stripe-outbound' };
    await theatre.get(Methods).setUp({ ...wish, language: 'en' }, details());
    const isReady = async (): Promise<boolean> =>
      (await theatre.get(Methods).current(award.who))?.state === 'active';
    for (let round = 0; round < 50 && !(await isReady()); round += 1) {
      await theatre.stage.pause();
      theatre.sandbox.desk.forward(0);
    }
    expect(await isReady()).toBe(true);
    await theatre.drain();
    await theatre.get(Settlement).poll();
    expect(await theatre.database.query(`select 1 from payout where amount_minor = 40`)).toEqual(
      [],
    );
    const parts = await theatre.get(Awards).instalments(award.id);
    expect(parts.filter(({ state }) => state === 'due')).toHaveLength(1);
  });

  it('stands before finance, which writes it off with two people', async () => {
    const preparer = await staffAt(theatre, 'preparer');
    await preparer.open('/finance');
    await preparer.follow('/finance/rests');
    expect(preparer.page.text).toContain('Too little to send');
    expect(preparer.page.text).toContain('$0.40');
    await preparer.follow('/call-off');
    await preparer.send({ reason: 'Too little to send by any way.' }, '/call-off');
    const voucher = preparer.page.path;
    const releaser = await staffAt(theatre, 'releaser');
    await releaser.open(voucher);
    await releaser.send({}, '/post');
    expect((await preparer.open('/finance')).text).not.toContain('Too little to send');
    expect((await preparer.open('/finance/rests')).text).toContain('Nothing is too little to send');
    expect((await her.visitor.open('/s')).text).not.toContain('is left');
    await expectBooksToBalance(theatre);
  });
});
