import { RailRegistry } from '#payouts';
import { hasWords, LANGUAGES, translate } from '#platform';
import { isExplained } from '../../src/web/applicant/payment/ways.js';
import { PayoutHouse } from './payout-house.js';

describe('The words of a way to be paid', () => {
  let house: PayoutHouse;
  beforeAll(async () => {
    house = await PayoutHouse.open();
  });
  afterAll(() => house.close());

  it('are all there, in every language, for each rail that is switched on', () => {
    const ids = house
      .get(RailRegistry)
      .all()
      .flatMap(({ capabilities: { id, alsoReaches } }) => [id, alsoReaches?.way ?? id]);
    expect(ids.length).toBeGreaterThan(0);
    expect(ids.filter((id) => !isExplained(id))).toEqual([]);
  });

  it('name everything that the company of a rail is told', () => {
    const needs = house
      .get(RailRegistry)
      .all()
      .flatMap(({ capabilities }) => capabilities.recipientNeeds);
    expect(needs.filter((need) => !hasWords(`pay.told.${need}`))).toEqual([]);
  });

  it('are four different sentences, so that no two ways are told apart by their order only', () => {
    const rails = [
      'stripe-outbound',
      'debit-card',
      'stripe-connect',
      'tremendous',
      'prepaid-card',
      'manual',
    ];
    for (const language of LANGUAGES) {
      const names = rails.map((rail) => translate(language, `way.${rail}.name`));
      expect(new Set(names).size).toBe(rails.length);
    }
  });

  it('are missing for a rail that nobody explained, so it is not offered', () => {
    expect(isExplained('carrier-pigeon')).toBe(false);
  });
});
