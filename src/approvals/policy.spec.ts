import fc from 'fast-check';
import { Money, newId } from '#kernel';
import { requirementFor, tierFor, type Policy, type Requirement } from './policy.js';

const policy: Policy = {
  id: newId('policy'),
  number: 1,
  currency: 'USD',
  approvalValidDays: 7,
  tiers: [
    { upToMinor: 30_000n, approvals: 1, director: false },
    { upToMinor: 50_000n, approvals: 1, director: false },
    { upToMinor: 150_000n, approvals: 2, director: false },
    { upToMinor: null, approvals: 3, director: true },
  ],
};
const minor = (amount: bigint): Money => Money.of(amount, 'USD');

describe('the tiers', () => {
  it.each<[bigint, bigint, Requirement]>([
    [1n, 0n, { approvals: 1, director: false, because: 'amount' }],
    [30_000n, 0n, { approvals: 1, director: false, because: 'amount' }],
    [50_000n, 0n, { approvals: 1, director: false, because: 'amount' }],
    [50_001n, 0n, { approvals: 2, director: false, because: 'amount' }],
    [150_000n, 0n, { approvals: 2, director: false, because: 'amount' }],
    [150_001n, 0n, { approvals: 3, director: true, because: 'amount' }],
    [50_000n, 1n, { approvals: 2, director: false, because: 'cumulative' }],
    [10_000n, 140_000n, { approvals: 2, director: false, because: 'cumulative' }],
    [10_000n, 140_001n, { approvals: 3, director: true, because: 'cumulative' }],
    [200_000n, 900_000n, { approvals: 3, director: true, because: 'amount' }],
  ])('%i on top of %i need %o', (amount, promised, requirement) => {
    expect(requirementFor(policy, minor(amount), promised)).toEqual(requirement);
  });

  it('never ask for less when more was promised before', () => {
    const amounts = fc.bigInt({ min: 1n, max: 10_000_000n });
    fc.assert(
      fc.property(amounts, amounts, amounts, (amount, promised, more) => {
        const before = requirementFor(policy, minor(amount), promised);
        const after = requirementFor(policy, minor(amount), promised + more);
        expect(after.approvals).toBeGreaterThanOrEqual(before.approvals);
        expect(after.director || !before.director).toBe(true);
        expect(before.approvals).toBeGreaterThanOrEqual(tierFor(policy, amount).approvals);
      }),
    );
  });

  it('refuse to judge another currency', () => {
    expect(() => requirementFor(policy, Money.of(1n, 'MXN'), 0n)).toThrow('own currency only');
  });
});
