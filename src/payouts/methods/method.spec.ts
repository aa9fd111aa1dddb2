import { newId } from '#kernel';
import { applyToMethod, endingOf, mayBePaidTo, wasHers, type Method } from './method.js';
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
    ['at rest', 'suspended', 'usba_1', true],
    ['finishing what was prepared', 'finishing', 'usba_1', true],
    ['in use', 'active', 'usba_1', false],
    ['replaced', 'replaced', 'usba_1', true],
    ['not chosen by her', 'disputed', 'usba_1', true],
  ] as const)('that was %s makes the next one a change or not', (_, state, providerMethod, is) => {
    expect(wasHers({ state, providerMethod })).toBe(is);
  });

  it.each([
    ['revoked', 'pending', 'not_set_up'],
    ['revoked', 'rejected', 'not_set_up'],
    ['suspended', 'rejected', 'stopped'],
    ['suspended', 'ready', null],
    ['active', 'rejected', null],
    ['pending', 'needs_action', null],
  ] as const)('that is %s while its company says %s has ended as %s', (state, standing, ending) => {
    expect(endingOf({ state, standing })).toBe(ending);
  });
});
