import { days, Money, newId } from '#kernel';
import type { ClaimLink } from '#payouts';
import { bucketsOf } from './claims.js';

const NOW = new Date('2026-11-02T12:00:00Z');

const aged = (count: number | null, minor = 100n): ClaimLink => ({
  payoutId: newId('payout'),
  applicantId: newId('applicant'),
  rail: 'tremendous',
  state: 'in_transit',
  amount: Money.of(minor, 'USD'),
  fund: 'GEN',
  providerRef: 'O1',
  usableUntil: null,
  since: count === null ? null : new Date(NOW.getTime() - days(count)),
  showings: [],
  heldSince: null,
});

describe('links not used yet', () => {
  it('stand each in one bucket by age, with their money', () => {
    const links = [aged(null), aged(0), aged(7), aged(8), aged(31, 5n), aged(400, 7n)];
    expect(bucketsOf(links, NOW).map(({ count, minor }) => [count, minor])).toEqual([
      [3, 300n],
      [1, 100n],
      [1, 5n],
      [1, 7n],
    ]);
  });
});
