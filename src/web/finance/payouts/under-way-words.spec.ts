import { newId } from '#kernel';
import type { RailCapabilities } from '#payouts';
import { underWayWords } from './under-way-words.js';

const ITEM = {
  id: newId('payout'),
  isLink: false,
  looks: 1,
  usableUntil: null,
  heldSince: null,
  wayBackRefusal: null,
  providerRef: 'p1',
};
const AT = new Date('2026-11-02T12:00:00Z');

/** Only what the words look at. */
const way = (change: Partial<RailCapabilities> = {}): RailCapabilities =>
  ({ purse: 'payouts', cancelUntil: 'never', ...change }) as RailCapabilities;

const wordsOf = (change: Partial<typeof ITEM> | object, rail: RailCapabilities | null) =>
  underWayWords({ ...ITEM, ...change }, rail, (instant) => instant.toISOString().slice(0, 10));

const hrefs = (change: object, rail: RailCapabilities | null): string[] =>
  wordsOf(change, rail).acts.map(({ href }) => href);

describe('what finance reads about a payment on its way that needs somebody', () => {
  it('names the day on which a held link is blocked, and leads to letting it go', () => {
    const held = { isLink: true, heldSince: AT };
    expect(wordsOf(held, way()).reason).toContain('Blocked there on 2026-12-02.');
    expect(hrefs(held, way())[0]).toBe(`/finance/claims/${ITEM.id}/release`);
  });

  it('says of a payment that waits for approval that it is approved there, and lets nothing go', () => {
    const waiting = { isLink: true, heldSince: AT, looks: 0 };
    expect(wordsOf(waiting, way()).reason).toContain('has not approved it yet');
    expect(wordsOf(waiting, way()).reason).not.toContain('Blocked');
    expect(hrefs(waiting, way())).toEqual(['/finance/claims#approval']);
    expect(hrefs({ ...waiting, heldSince: null }, way())[0]).toContain('/cancel');
  });

  it('names the end of a link that was not used, and leads to calling it back', () => {
    const unused = { isLink: true, usableUntil: AT };
    expect(wordsOf(unused, way()).reason).toContain('ends on 2026-11-02.');
    expect(wordsOf({ isLink: true }, way()).reason).toContain('no end we know');
    expect(hrefs(unused, way())[0]).toBe(`/finance/claims/${ITEM.id}/cancel`);
  });

  it('leads to the list of payments by hand, where no company can be asked', () => {
    const byHand = way({ purse: 'bank', cancelUntil: 'before_it_leaves' });
    expect(hrefs({}, byHand)).toEqual([
      `/finance/manual#${ITEM.id}`,
      `/finance/payouts/${ITEM.id}/call-back`,
    ]);
    expect(wordsOf({}, byHand).canLook).toBe(false);
  });

  it('has the company asked, when it knows the payment, and calls back only where that can be', () => {
    expect(wordsOf({}, way())).toMatchObject({ canLook: true, acts: [] });
    expect(wordsOf({ providerRef: null }, way()).canLook).toBe(false);
    expect(hrefs({}, way({ cancelUntil: 'before_it_leaves' }))).toEqual([
      `/finance/payouts/${ITEM.id}/call-back`,
    ]);
    expect(hrefs({}, way({ cancelUntil: 'until_used' }))).toEqual(['/finance/cards']);
    expect(wordsOf({ heldSince: AT }, way()).reason).toContain('checks it by its own rules');
  });

  it('says what to do about money that the company does not give back, whatever the way', () => {
    const stuck = { wayBackRefusal: 'balance_insufficient' };
    for (const item of [stuck, { ...stuck, isLink: true }, { ...stuck, heldSince: AT }]) {
      expect(wordsOf(item, way({ cancelUntil: 'before_it_leaves' }))).toMatchObject({
        reason: expect.stringContaining('refuses to give the money back') as string,
        advice: expect.stringContaining('ask the company again') as string,
        acts: [],
        canLook: true,
      });
    }
  });

  it('says of a way that is switched off that nobody is asked, and leads nowhere', () => {
    for (const change of [{}, { isLink: true }, { isLink: true, heldSince: AT, looks: 0 }]) {
      expect(wordsOf(change, null)).toMatchObject({ acts: [], canLook: false });
      expect(wordsOf(change, null).advice).toContain('switched off');
    }
  });
});
