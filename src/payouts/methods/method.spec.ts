import { newId } from '#kernel';
import { applyToMethod, mayBePaidTo, wasHers, type Method } from './method.js';
import { methodGraph } from './method.states.js';

describe('A way to be paid', () => {
  it('goes from state to state and keeps everything else', () => {
    const method = { id: newId('method'), version: 2, state: 'pending' } as Method;
    expect(applyToMethod(method, 'MethodVerified')).toEqual({ ...method, state: 'verified' });
    expect(() => applyToMethod(method, 'MethodActivated')).toThrow(/cannot happen/);
  });

  it('is paid to while it is hers, and for what was prepared for it', () => {
    const states = methodGraph.states.filter((state) => mayBePaidTo({ state }));
    expect([...states].sort()).toEqual(['active', 'finishing']);
  });

  it.each([
    ['given up while the provider looked at the account', 'revoked', 'usba_1', true],
    ['never finished', 'revoked', null, false],
    ['being set up', 'pending', null, false],
    ['replaced', 'replaced', 'usba_1', true],
    ['not chosen by her', 'disputed', 'usba_1', true],
  ] as const)('that was %s makes the next one a change or not', (_, state, providerMethod, is) => {
    expect(wasHers({ state, providerMethod })).toBe(is);
  });
});
