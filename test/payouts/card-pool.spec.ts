import { Awards } from '#approvals';
import { newId } from '#kernel';
import { RailRegistry } from '#payouts';
import { SendingBlocks } from '../../src/payouts/sending/sending-blocks.service.js';
import type { SubmitResult } from '../../src/payouts/rails/rail.js';
import { CARDS, CardHouse } from './card-house.js';
import { usd } from './payout-house.js';

describe('The money that cards draw on', () => {
  let cards: CardHouse;
  beforeAll(async () => {
    cards = await CardHouse.open(15_000);
  });
  afterAll(() => cards.house.close());
  afterEach(() => {
    cards.house.sandbox.desk.clearFaults();
  });

  it.each([
    ['drop_before', { isSilent: true }],
    ['status_500', { isSilent: true }],
    ['status_429', {}],
  ] as const)(
    'is asked for before a card is made: %s is no word about the payment',
    async (kind, more) => {
      cards.house.sandbox.desk.addFault({ kind, method: 'GET', path: '/v1/balance', times: 3 });
      const reference = newId('payout');
      const order = { key: `po:${reference}:1`, reference, recipient: 'ich_1', method: 'ich_1' };
      const answer = await cards.house
        .get(RailRegistry)
        .get(CARDS)
        .submit({ ...order, amount: usd(100) });
      expect(answer).toMatchObject({ kind: 'busy', code: 'balance', ...more });
      expect('isSilent' in answer).toBe('isSilent' in more);
    },
  );

  it('is promised once: of two cards that two senders would make of it, one waits, and finance hears of it', async () => {
    const { house } = cards;
    await house.sql(
      `insert into role_grant (person_id, role, granted_by) values ($1, 'finance_preparer', 'system')`,
      house.preparer,
    );
    const people = [await house.aYes(usd(10_000)), await house.aYes(usd(10_000))];
    for (const yes of people) {
      await house.get(Awards).accept(yes.awardId, yes.applicantId);
      await cards.chooseCard(yes);
    }
    await cards.release();
    // What the first one asks takes its time: the second one would ask meanwhile.
    const slow = { kind: 'slow', method: 'GET', path: '/v1/issuing/authorizations' } as const;
    house.sandbox.desk.addFault({ ...slow, times: 2, ms: 700 });
    const [one, other] = [house.get(SendingBlocks), house.get(SendingBlocks)];
    for (let round = 0; round < 3; round += 1) await Promise.all([one.send(1), other.send(1)]);
    const payouts = await Promise.all(people.map((yes) => house.newestOf(yes.applicantId)));
    expect(payouts.map(({ state }) => state).sort()).toEqual(['in_transit', 'released']);
    expect(house.sandbox.desk.cards.cards()).toHaveLength(1);
    await house.running.drain();
    expect(house.sandbox.desk.inbox().map(({ subject }) => subject)).toContain(
      'Something to look at',
    );
  });

  it('is free but for what living cards may still take, the replaced ones counted with what they spent', async () => {
    const fresh = await CardHouse.open(30_000);
    const gone = await fresh.open(10_000);
    fresh.spend(gone.payout, 9_000);
    await fresh.cards.giveBack(gone.yes.applicantId, gone.payout.id);
    const lost = await fresh.open(10_000);
    fresh.spend(lost.payout, 6_000);
    await fresh.cards.replace(lost.yes.applicantId, lost.payout.id, 'lost');
    // 30,000 - 9,000 - 6,000 are in the pool, and 4,000 of them are promised.
    const rail = fresh.house.get(RailRegistry).get(CARDS);
    const [holder] = fresh.house.sandbox.desk.cards.cards().map(({ cardholder }) => cardholder);
    const submit = (minor: number): Promise<SubmitResult> => {
      const reference = newId('payout');
      const payee = { recipient: holder ?? '', method: holder ?? '' };
      return rail.submit({ key: `po:${reference}:1`, reference, ...payee, amount: usd(minor) });
    };
    expect(await submit(11_001)).toEqual({ kind: 'no_funds', code: 'balance' });
    expect(await submit(11_000)).toMatchObject({ kind: 'accepted' });
    expect(await submit(100)).toEqual({ kind: 'no_funds', code: 'balance' });
    await fresh.house.close();
  });
});
