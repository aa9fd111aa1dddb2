import { newId } from '#kernel';
import { RailRegistry } from '#payouts';
import { CARDS, CardHouse } from './card-house.js';
import { usd } from './payout-house.js';

describe('The money that cards draw on', () => {
  let cards: CardHouse;
  beforeAll(async () => {
    cards = await CardHouse.open();
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
});
