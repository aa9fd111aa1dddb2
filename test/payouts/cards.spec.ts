import { Awards } from '#approvals';
import { dayIn, days, hours, minutes, newId, utcDate } from '#kernel';
import { CardShowings, Methods, Payouts } from '#payouts';
import { Config } from '#platform';
import { CardHouse } from './card-house.js';
import { nonceFor } from './card-script.js';
import { usd } from './payout-house.js';

/** The sandbox's account that does not exist. */
const NO_ACCOUNT = '000111111113';

describe('A card in her hands', () => {
  let cards: CardHouse;
  beforeAll(async () => {
    cards = await CardHouse.open();
  });
  afterAll(() => cards.house.close());
  afterEach(async () => {
    cards.house.sandbox.desk.clearFaults();
    expect(await cards.house.brokenPromises()).toEqual([]);
  });

  it('is paid at the moment she opens it, and not before', async () => {
    const { yes, payout } = await cards.waiting();
    expect(payout.state).toBe('in_transit');
    expect(cards.spend(payout, 100)).toBe(false);
    const number = await cards.look(yes.applicantId, payout.id);
    expect(await cards.stateOf(payout)).toBe('paid');
    expect(await cards.house.entriesOf(payout)).toEqual(['payout.initiated', 'payout.settled']);
    const [view] = await cards.cards.forApplicant(yes.applicantId);
    expect(number).toMatch(new RegExp(`^\\d{14}${view?.lastDigits ?? 'none'}$`));
    expect(cards.spend(payout, 100)).toBe(true);
  });

  it('shows its number only with a ticket made for it a moment ago, and is not switched on without', async () => {
    const { yes, payout } = await cards.waiting();
    const other = await cards.waiting();
    const showings = cards.house.get(CardShowings);
    const { cardRef, ticket } = await showings.permit(yes.applicantId, payout.id);
    const nonce = await nonceFor(cards.house.sandbox.url, cardRef);
    const refused = { code: 'CARD_NOT_SHOWN' };
    const show = (id: string, text: string): Promise<string> =>
      showings.show(yes.applicantId, id, { ticket: text, nonce });
    await expect(show(payout.id, `x${ticket}`)).rejects.toMatchObject(refused);
    await expect(show(other.payout.id, ticket)).rejects.toMatchObject({ code: 'PAYOUT_UNKNOWN' });
    cards.house.running.clock.advance(minutes(3));
    await expect(show(payout.id, ticket)).rejects.toMatchObject(refused);
    expect(await cards.stateOf(payout)).toBe('in_transit');
    expect(cards.spend(payout, 100)).toBe(false);
  });

  it('stops at once when she freezes it, and goes on when she wants', async () => {
    const { yes, payout } = await cards.open();
    await cards.cards.freeze(yes.applicantId, payout.id);
    expect(cards.spend(payout, 100)).toBe(false);
    expect(await cards.stateOf(payout)).toBe('paid');
    await expect(cards.cards.freeze(yes.applicantId, payout.id)).rejects.toMatchObject({
      code: 'STATE_EDGE_MISSING',
    });
    await cards.cards.unfreeze(yes.applicantId, payout.id);
    expect(cards.spend(payout, 100)).toBe(true);
  });

  it('does not say that it is frozen when the company did not answer', async () => {
    const { yes, payout } = await cards.open();
    cards.house.sandbox.desk.addFault({
      kind: 'drop_before',
      method: 'POST',
      path: '/v1/issuing/cards',
      times: 2,
    });
    await expect(cards.cards.freeze(yes.applicantId, payout.id)).rejects.toMatchObject({
      code: 'RAIL_UNAVAILABLE',
    });
    expect((await cards.desk.get(payout.id)).state).toBe('active');
  });

  it('is nobody else’s', async () => {
    const { payout } = await cards.open();
    await expect(cards.cards.freeze(newId('applicant'), payout.id)).rejects.toMatchObject({
      code: 'PAYOUT_UNKNOWN',
    });
  });

  it('is replaced when it is lost: both together pay no more than the first alone', async () => {
    const { yes, payout } = await cards.open(10_000);
    expect(cards.spend(payout, 6_000)).toBe(true);
    await cards.cards.replace(yes.applicantId, payout.id, 'lost');
    expect((await cards.desk.get(payout.id)).state).toBe('waiting');
    expect(cards.spend(payout, 100)).toBe(false);
    await cards.look(yes.applicantId, payout.id);
    expect(cards.spend(payout, 4_001)).toBe(false);
    expect(cards.spend(payout, 4_000)).toBe(true);
    await cards.upkeep.lookAtAll();
    expect((await cards.desk.get(payout.id)).spent.minor).toBe(10_000n);
    expect(await cards.parts(yes)).toEqual(['10000 paid']);
  });

  it('gives the rest back to the award, as a part she can take in another way', async () => {
    const { yes, payout } = await cards.open(10_000);
    cards.spend(payout, 3_333);
    await cards.cards.giveBack(yes.applicantId, payout.id);
    expect(await cards.parts(yes)).toEqual(['3333 paid', '6667 due']);
    expect(await cards.stateOf(payout)).toBe('paid');
    expect(await cards.house.entriesOf(payout)).toEqual([
      'payout.initiated',
      'payout.settled',
      'card.unspent_returned',
    ]);
    expect(await cards.house.get(Methods).current(yes.applicantId)).toBeNull();
    await cards.upkeep.lookAtAll();
    expect(await cards.parts(yes)).toEqual(['3333 paid', '6667 due']);

    await cards.chooseCard(yes);
    const all = await cards.house.get(Payouts).forApplicant(yes.applicantId);
    const states = all.map(({ amount, state }) => `${String(amount.minor)} ${state}`);
    expect(states.sort()).toEqual(['10000 paid', '6667 approved']);
  });

  it('makes its rest due on the day of the programme, not on the one that has begun in London', async () => {
    const { clock } = cards.house.running;
    const { timeZone } = cards.house.get(Config);
    const toNextThreeOClock = (days(1) + hours(3) - (clock.now().getTime() % days(1))) % days(1);
    clock.advance(toNextThreeOClock);
    expect(utcDate(clock.now())).not.toBe(dayIn(timeZone, clock.now()));
    const { yes, payout } = await cards.open(10_000);
    cards.spend(payout, 1_000);
    await cards.cards.giveBack(yes.applicantId, payout.id);
    const parts = await cards.house.get(Awards).instalments(yes.awardId);
    expect(parts.at(-1)).toMatchObject({ state: 'due', dueOn: dayIn(timeZone, clock.now()) });
  });

  it('gives its rest back though the same money was first meant for a bank account', async () => {
    const yes = await cards.house.aYes(usd(10_000));
    const first = await cards.house.setUp(yes);
    await cards.changeToCard(yes);
    expect(await cards.stateOf(first)).toBe('cancelled');
    await cards.spendAndGiveBack(yes, 4_000);
    expect(await cards.parts(yes)).toEqual(['4000 paid', '6000 due']);
  });

  it('gives its rest back though a bank had refused the same money before', async () => {
    const yes = await cards.house.aYes(usd(10_000));
    const first = await cards.house.setUp(yes, NO_ACCOUNT);
    await cards.house.release();
    await cards.house.running.drain();
    await cards.house.pass(hours(2));
    await cards.house.settlement.poll();
    expect(await cards.stateOf(first)).toBe('failed');
    await cards.changeToCard(yes);
    await cards.spendAndGiveBack(yes, 4_000);
    expect(await cards.parts(yes)).toEqual(['4000 paid', '6000 due']);
  });

  it('comes back whole when nothing was spent, as any payment that came back', async () => {
    const { yes, payout } = await cards.open(10_000);
    await cards.cards.giveBack(yes.applicantId, payout.id);
    expect(await cards.stateOf(payout)).toBe('returned');
    expect(await cards.parts(yes)).toEqual(['10000 due']);
  });

  it('that she never opened is ended by two people of finance, and the payment has failed', async () => {
    const { yes, payout } = await cards.waiting(10_000);
    expect((await cards.desk.live()).map(({ payoutId }) => payoutId)).toContain(payout.id);
    const { preparer, releaser } = cards.house;
    await cards.desk.askToEnd(payout.id, preparer, 'never_opened');
    expect((await cards.desk.get(payout.id)).state).toBe('waiting');
    await expect(cards.desk.agreeToEnd(payout.id, preparer)).rejects.toMatchObject({
      code: 'CARD_ENDING_SAME_PERSON',
    });
    await cards.desk.agreeToEnd(payout.id, releaser);
    expect(await cards.stateOf(payout)).toBe('failed');
    expect(await cards.parts(yes)).toEqual(['10000 due']);
    expect((await cards.desk.live()).map(({ payoutId }) => payoutId)).not.toContain(payout.id);
  });

  it('stays when the second person of finance says no', async () => {
    const { payout } = await cards.open(10_000);
    const { preparer, releaser } = cards.house;
    await cards.desk.askToEnd(payout.id, preparer, 'looks_wrong');
    await cards.desk.refuseToEnd(payout.id, releaser);
    await expect(cards.desk.agreeToEnd(payout.id, releaser)).rejects.toMatchObject({
      code: 'CARD_ENDING_UNKNOWN',
    });
    expect(cards.spend(payout, 100)).toBe(true);
  });

  it('needs no second person any more when she ended it herself meanwhile', async () => {
    const { yes, payout } = await cards.open(10_000);
    cards.spend(payout, 1_000);
    await cards.desk.askToEnd(payout.id, cards.house.preparer, 'rests_for_long');
    await cards.cards.giveBack(yes.applicantId, payout.id);
    expect((await cards.desk.get(payout.id)).ending).toBeNull();
    await expect(cards.desk.agreeToEnd(payout.id, cards.house.releaser)).rejects.toMatchObject({
      code: 'CARD_ENDING_UNKNOWN',
    });
    expect(await cards.parts(yes)).toEqual(['1000 paid', '9000 due']);
  });

  it('is the same money in the books and at the company while a shop asks for some of it', async () => {
    const { payout } = await cards.open(10_000);
    const till = cards.house.sandbox.desk.cards;
    const card = till.cards()[0]?.id ?? '';
    const [taken, letGo] = [till.authorize(card, 2_500), till.authorize(card, 1_500)];
    expect([taken.approved, letGo.approved]).toEqual([true, true]);
    expect(await cards.pursesAgree()).toBe(true);
    till.capture(taken.id);
    expect(await cards.pursesAgree()).toBe(true);
    till.reverse(letGo.id);
    expect(await cards.pursesAgree()).toBe(true);
    expect(cards.spend(payout, 7_500)).toBe(true);
  });

  it('waits for a shop that may still take money before the rest goes back', async () => {
    const { yes, payout } = await cards.open(10_000);
    const [card] = cards.house.sandbox.desk.cards.cards();
    const open = cards.house.sandbox.desk.cards.authorize(card?.id ?? '', 2_500);
    await cards.cards.giveBack(yes.applicantId, payout.id);
    expect(await cards.parts(yes)).toEqual(['10000 paid']);
    expect((await cards.desk.get(payout.id)).state).toBe('ending');
    await expect(cards.cards.unfreeze(yes.applicantId, payout.id)).rejects.toMatchObject({
      code: 'STATE_EDGE_MISSING',
    });
    cards.house.sandbox.desk.cards.capture(open.id);
    await cards.upkeep.lookAtAll();
    expect(await cards.parts(yes)).toEqual(['2500 paid', '7500 due']);
    expect((await cards.desk.get(payout.id)).state).toBe('ended');
  });

  it('brings money that a shop gives back later to the award, too', async () => {
    const { yes, payout } = await cards.open(10_000);
    cards.spend(payout, 4_000);
    const [card] = cards.house.sandbox.desk.cards.cards();
    await cards.cards.giveBack(yes.applicantId, payout.id);
    cards.house.sandbox.desk.cards.refund(card?.id ?? '', 1_000);
    await cards.upkeep.lookAtAll();
    expect(await cards.parts(yes)).toEqual(['3000 paid', '6000 due', '1000 due']);
  });

  it('brings everything back, and nothing twice, when a shop gives back all that an ended card had spent', async () => {
    const { yes, payout } = await cards.open(10_000);
    cards.spend(payout, 4_000);
    const [card] = cards.house.sandbox.desk.cards.cards();
    await cards.cards.giveBack(yes.applicantId, payout.id);
    cards.house.sandbox.desk.cards.refund(card?.id ?? '', 4_000);
    await cards.upkeep.lookAtAll();
    expect(await cards.parts(yes)).toEqual(['4000 due', '6000 due']);
    expect(await cards.pursesAgree()).toBe(true);
  });

  it('is looked at in the next run when the company is busy, and nobody else is asked about meanwhile', async () => {
    const { desk } = cards.house.sandbox;
    const first = await cards.open(10_000);
    await cards.open(10_000);
    await cards.upkeep.lookAtAll();
    cards.spend(first.payout, 1_500);
    const spent = async (): Promise<bigint> => (await cards.desk.get(first.payout.id)).spent.minor;
    desk.addFault({ kind: 'status_429', path: '/v1/issuing', times: 100 });
    desk.clearRequests();
    expect(await cards.upkeep.lookAtAll()).toBe(0);
    expect(desk.requests('/v1/issuing')).toHaveLength(1);
    expect(await spent()).toBe(0n);
    desk.clearFaults();
    cards.house.running.clock.advance(minutes(1));
    expect(await cards.upkeep.lookAtAll()).toBeGreaterThanOrEqual(2);
    expect(await spent()).toBe(1_500n);
  });
});
