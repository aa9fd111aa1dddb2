import { days, newId } from '#kernel';
import { isOverdue, ownerFor } from './exceptions.js';

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

  it('is overdue after three days when it ended, after one while it is unclear', () => {
    const now = new Date('2026-11-25T12:00:00Z');
    const ago = (count: number): Date => new Date(now.getTime() - days(count) - 1);
    expect(isOverdue('failed', ago(2), now)).toBe(false);
    expect(isOverdue('failed', ago(3), now)).toBe(true);
    expect(isOverdue('outcome_unknown', ago(1), now)).toBe(true);
    expect(isOverdue('outcome_unknown', ago(0), now)).toBe(false);
  });
});
