import { days, later, newId } from '#kernel';
import type { PayoutState } from '../payout.states.js';
import { blockedAt, isOverdue, ownerFor, unclearTooLong } from './exceptions.js';

describe('An exception', () => {
  const [preparer, idle, busy] = [newId('person'), newId('person'), newId('person')];

  it('belongs to who prepared its batch, even with much to do', () => {
    expect(
      ownerFor(preparer, [
        { id: idle, open: 0 },
        { id: preparer, open: 9 },
      ]),
    ).toBe(preparer);
  });

  it('goes to who has the least to do when the preparer has left, and to nobody when nobody is there', () => {
    expect(
      ownerFor(preparer, [
        { id: busy, open: 2 },
        { id: idle, open: 1 },
      ]),
    ).toBe(idle);
    expect(ownerFor(null, [])).toBeNull();
  });

  it('goes to the same person whatever the order, when two have as little to do', () => {
    const [one, two] = [
      { id: idle, open: 1 },
      { id: busy, open: 1 },
    ];
    const owner = ownerFor(null, [one, two]);
    expect(ownerFor(null, [two, one])).toBe(owner);
    expect([idle, busy].sort()[0]).toBe(owner);
  });

  it('that the provider of links holds is blocked there after 30 days', () => {
    expect(blockedAt(new Date('2026-11-02T09:30:00Z'))).toEqual(new Date('2026-12-02T09:30:00Z'));
  });

  it.each<[PayoutState, number]>([
    ['failed', 3],
    ['returned', 3],
    ['expired', 3],
    ['undeliverable', 3],
    ['misdirected', 3],
    ['in_transit', 3],
    ['outcome_unknown', 1],
    ['released', 1],
  ])('that is %s is overdue after %i days', (state, count) => {
    const now = new Date('2026-11-25T12:00:00Z');
    expect(isOverdue(state, later(now, -days(count)), now)).toBe(false);
    expect(isOverdue(state, later(now, -days(count) - 1), now)).toBe(true);
  });

  it('is unclear for too long when it was so a day ago already', () => {
    const now = new Date('2026-03-02T12:00:00Z');
    expect(unclearTooLong(now)).toEqual(new Date('2026-03-01T12:00:00Z'));
  });
});
