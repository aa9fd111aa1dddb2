import { TROUBLES, type PayoutState, type ReasonCode, type Trouble } from '#payouts';
import { adviceText, reasonText } from './finance-words.js';

const ended = (trouble: Trouble): [PayoutState, ReasonCode | null] =>
  trouble === 'misdirected' || trouble === 'undeliverable' ? [trouble, null] : ['failed', trouble];

describe('what finance reads about a payout that did not go its way', () => {
  it.each([
    ['why', reasonText],
    ['what to do', adviceText],
  ] as const)('says %s in words of its own for every reason', (_, textOf) => {
    const texts = TROUBLES.map((trouble) => textOf(...ended(trouble)));
    expect(texts.filter((text) => text.length < 15)).toEqual([]);
    expect(new Set(texts).size).toBe(TROUBLES.length);
  });

  it('tells an unclear and a late one by their state, and advises nothing but waiting', () => {
    expect(reasonText('outcome_unknown', null)).toContain('look it up');
    expect(reasonText('in_transit', null)).toContain('on its way for long');
    expect(adviceText('outcome_unknown', null)).toBe('');
  });
});
