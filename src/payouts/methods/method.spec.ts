import { newId } from '#kernel';
import { applyToMethod, type Method } from './method.js';

describe('A way to be paid', () => {
  it('goes from state to state and keeps everything else', () => {
    const method = { id: newId('method'), version: 2, state: 'pending' } as Method;
    expect(applyToMethod(method, 'MethodVerified')).toEqual({ ...method, state: 'verified' });
    expect(() => applyToMethod(method, 'MethodActivated')).toThrow(/cannot happen/);
  });
});
