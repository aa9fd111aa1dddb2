import { days, later } from '#kernel';
import { isCardOverdue } from './card-ending.js';
import { cardGraph } from './card.states.js';

const NOW = new Date('2026-11-25T12:00:00Z');

describe('A card that somebody should ask about', () => {
  it.each([
    ['waiting', 14],
    ['active', 90],
    ['frozen', 90],
  ] as const)('has been %s for %i days', (state, count) => {
    const since = later(NOW, -days(count));
    expect(isCardOverdue({ state, since }, NOW)).toBe(true);
    expect(isCardOverdue({ state, since: later(since, 1) }, NOW)).toBe(false);
  });

  it('is none that is ending or has ended', () => {
    const over = cardGraph.states.filter((state) => ['ending', 'ended'].includes(state));
    expect(over).toHaveLength(2);
    for (const state of over) expect(isCardOverdue({ state, since: new Date(0) }, NOW)).toBe(false);
  });
});
