import { Money, hours, later } from '#kernel';
import {
  afterFinding,
  compareFrom,
  reasonForNewEpoch,
  sentenceFor,
  waitBeforeComparing,
  type SendingEpoch,
} from './epoch.js';

const BEGAN = new Date('2026-03-01T12:00:00Z');
const epoch: SendingEpoch = {
  n: 2,
  reason: 'x',
  beganAt: BEGAN,
  knownUntil: BEGAN,
  systemIdentifier: '7',
  timeline: 3,
};
const finding = {
  providerRef: 'obp_1',
  reference: 'pay_1',
  amount: Money.of(45_000n, 'USD'),
};

describe('A new epoch', () => {
  it('begins on a database that never sent', () => {
    expect(reasonForNewEpoch(null, epoch)).toBe('The first one.');
  });

  it('does not begin on the same server and timeline', () => {
    expect(reasonForNewEpoch(epoch, { systemIdentifier: '7', timeline: 3 })).toBeNull();
  });

  it('begins on another server', () => {
    const reason = reasonForNewEpoch(epoch, { systemIdentifier: '8', timeline: 3 });
    expect(reason).toBe('The database was restored to another server.');
  });

  it.each([2, 4])('begins on timeline %i of the same server', (timeline) => {
    const reason = reasonForNewEpoch(epoch, { systemIdentifier: '7', timeline });
    expect(reason).toBe('The database was restored, or a standby was promoted.');
  });

  it('waits until calls of the lost history have ended; the first has none', () => {
    const policy = { quietMs: 1_000 };
    expect(waitBeforeComparing(epoch, BEGAN, policy)).toBe(1_000);
    expect(waitBeforeComparing(epoch, later(BEGAN, 400), policy)).toBe(600);
    expect(waitBeforeComparing(epoch, later(BEGAN, 5_000), policy)).toBe(0);
    const first = { ...epoch, n: 1, reason: reasonForNewEpoch(null, epoch) ?? '' };
    expect(waitBeforeComparing(first, BEGAN, policy)).toBe(0);
  });

  it('waits when somebody says that a backup from before the first payment was put back', () => {
    const byHand = { ...epoch, n: 1 };
    expect(waitBeforeComparing(byHand, BEGAN, { quietMs: 1_000 })).toBe(1_000);
  });

  it('compares from two days before the newest line of the tables', () => {
    expect(compareFrom(epoch)).toEqual(later(BEGAN, -hours(48)));
  });
});

describe('A payment the tables do not know', () => {
  it.each([
    ['awaiting_approval', 'release_again'],
    ['approved', 'release_again'],
    ['released', 'remember'],
    ['sending', 'adopt'],
    ['outcome_unknown', 'adopt'],
    ['in_transit', 'contradiction'],
    ['paid', 'contradiction'],
    ['failed', 'contradiction'],
    ['cancelled', 'contradiction'],
  ] as const)('of a payout that is %s: %s', (state, after) => {
    expect(afterFinding(state)).toBe(after);
  });

  it('needs nobody when the payout can take it over', () => {
    expect(sentenceFor(finding, 'adopt')).toBeNull();
    expect(sentenceFor(finding, 'remember')).toBeNull();
  });

  it.each([
    [null, /^which these books do not know: .*\. Find out whose it was before anything is paid/],
    [
      'release_again',
      /^whose release was lost .*\. Build and release a batch with it again: .*not made twice\.$/,
    ],
    ['contradiction', /^which is over here without it\. Find out which of the two is right\.$/],
  ] as const)('is told to finance with its names and what to do (%s)', (after, words) => {
    const sentence = sentenceFor(finding, after);
    const [found, todo] = sentence?.split(' for pay_1, ') ?? [];
    expect(found).toBe('The provider has payment obp_1 of $450.00');
    expect(todo).toMatch(words);
    expect(todo).toMatch(/\.$/);
  });

  it('is told by the words of the provider when its amount cannot be read', () => {
    const sentence = sentenceFor({ ...finding, amount: { unread: '45000 eur' } }, null);
    expect(sentence).toContain('payment obp_1 of "45000 eur" (an amount that cannot be read here)');
  });
});
