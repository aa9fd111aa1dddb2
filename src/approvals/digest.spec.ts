import { digestOf, type DecidedFacts } from './digest.js';

const facts: DecidedFacts = {
  application: 'app_00000000000000000001',
  participant: 'apl_00000000000000000001',
  round: 0,
  outcome: 'approved',
  reason: 'AS_RECOMMENDED',
  amountMinor: '40000',
  currency: 'USD',
  fund: 'GENERAL',
  instalments: 1,
  policy: 1,
};

describe('the digest of a decision', () => {
  it('is the SHA-256 of the canonical JSON, whatever the order of the facts', () => {
    const reversed = Object.fromEntries(Object.entries(facts).reverse()) as unknown as DecidedFacts;
    expect(digestOf(facts)).toMatch(/^[0-9a-f]{64}$/);
    expect(digestOf(reversed)).toBe(digestOf(facts));
  });

  it.each<Partial<DecidedFacts>>([
    { application: 'app_00000000000000000002' },
    { participant: 'apl_00000000000000000002' },
    { round: 1 },
    { outcome: 'declined' },
    { reason: 'PROGRAMME_LIMIT' },
    { amountMinor: '40001' },
    { amountMinor: null },
    { currency: 'MXN' },
    { fund: 'OTHER' },
    { instalments: 2 },
    { policy: 2 },
  ])('changes with %j', (change) => {
    expect(digestOf({ ...facts, ...change })).not.toBe(digestOf(facts));
  });
});
