import { BrokenInvariant } from './invariant.js';
import { StateGraph } from './state-graph.js';

type State = 'open' | 'shut' | 'gone';
type Fact = 'Shut' | 'Opened' | 'Went';

const door = new StateGraph<State, Fact>(
  'door',
  'open',
  [
    { from: 'open', fact: 'Shut', to: 'shut', by: ['staff'] },
    { from: 'shut', fact: 'Opened', to: 'open', by: ['staff'] },
    { from: 'shut', fact: 'Went', to: 'gone', by: ['system'] },
  ],
  ['gone'],
);

describe('a state graph', () => {
  it('allows exactly its edges', () => {
    for (const state of door.states) {
      for (const fact of ['Shut', 'Opened', 'Went'] as const) {
        const edge = door.edges.find((one) => one.from === state && one.fact === fact);
        expect(door.allows(state, fact)).toBe(edge !== undefined);
        if (edge) expect(door.after(state, fact)).toBe(edge.to);
        else
          expect(() => door.after(state, fact)).toThrow(
            `door: ${fact} cannot happen in state ${state}.`,
          );
      }
    }
  });

  it('refuses at boot a state that cannot be reached', () => {
    expect(
      () =>
        new StateGraph<State, Fact>(
          'door',
          'open',
          [
            { from: 'open', fact: 'Shut', to: 'shut', by: [] },
            { from: 'gone', fact: 'Went', to: 'shut', by: [] },
          ],
          ['shut'],
        ),
    ).toThrow(BrokenInvariant);
  });

  it('refuses at boot a state that leads nowhere without saying so', () => {
    expect(
      () =>
        new StateGraph<State, Fact>(
          'door',
          'open',
          [{ from: 'open', fact: 'Shut', to: 'shut', by: [] }],
          [],
        ),
    ).toThrow('door: shut leads somewhere or is terminal.');
  });

  it('refuses at boot a fact that leads to two states', () => {
    expect(
      () =>
        new StateGraph<State, Fact>(
          'door',
          'open',
          [
            { from: 'open', fact: 'Shut', to: 'shut', by: [] },
            { from: 'open', fact: 'Shut', to: 'gone', by: [] },
          ],
          ['shut', 'gone'],
        ),
    ).toThrow('door: Shut leads from open to one state.');
  });
});
