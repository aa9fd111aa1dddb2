import { publicLabel } from './application.js';
import { applicationGraph, OPEN_STATES } from './application.states.js';

describe('the way of a request', () => {
  it('refuses nobody by itself: every edge to a no is taken by a person', () => {
    const refusals = applicationGraph.edges.filter(({ to }) =>
      ['declined', 'ineligible', 'duplicate_closed', 'waitlisted'].includes(to),
    );
    expect(refusals.length).toBeGreaterThan(3);
    for (const { by } of refusals) expect(by).not.toContain('system');
  });

  it('lets her stop while it is open and at no other time', () => {
    for (const state of applicationGraph.states) {
      const isOpen = (OPEN_STATES as readonly string[]).includes(state);
      expect([state, applicationGraph.allows(state, 'ApplicationWithdrawn')]).toEqual([
        state,
        isOpen,
      ]);
    }
  });

  it('offers a second look after every no', () => {
    expect(applicationGraph.allows('declined', 'AppealMade')).toBe(true);
    expect(applicationGraph.allows('ineligible', 'AppealMade')).toBe(true);
    expect(applicationGraph.after('appealed', 'AppealAssigned')).toBe('in_review');
  });

  it('has a public label for every state that says less than the state', () => {
    const labels = new Set(applicationGraph.states.map(publicLabel));
    expect(labels.size).toBeLessThan(applicationGraph.states.length / 2);
  });
});
