import { payoutGraph } from '../payout.states.js';
import { REASON_CODES } from '../rails/rail.js';
import { needsHer, TROUBLES, troubleOf, wayOn } from './trouble.js';

describe('Money that is not with her', () => {
  it('has the provider’s reason, or the way it ended where that says more', () => {
    for (const reason of REASON_CODES) expect(troubleOf('failed', reason)).toBe(reason);
    expect(troubleOf('misdirected', 'declined')).toBe('misdirected');
    expect(troubleOf('undeliverable', 'declined')).toBe('undeliverable');
    expect(troubleOf('expired', null)).toBe('expired');
    expect(troubleOf('expired', 'recalled')).toBe('recalled');
    const others = payoutGraph.states.filter(
      (state) => !['misdirected', 'undeliverable', 'expired'].includes(state),
    );
    for (const state of others) expect(troubleOf(state, null)).toBe('unknown');
  });

  it.each([
    ['correct', 'bad_account name_mismatch'],
    [
      'choose',
      'closed_account restricted_account declined limit currency review recalled expired misdirected undeliverable',
    ],
    ['wait', 'not_ready cancelled_at_provider refused insufficient_funds unknown'],
  ])('asks her to %s for %s', (way, troubles) => {
    expect(TROUBLES.filter((trouble) => wayOn(trouble) === way).sort()).toEqual(
      troubles.split(' ').sort(),
    );
  });

  it('needs her unless it is ours to do', () => {
    expect(needsHer('failed', 'bad_account')).toBe(true);
    expect(needsHer('failed', 'declined')).toBe(true);
    expect(needsHer('failed', 'refused')).toBe(false);
    expect(needsHer('misdirected', 'refused')).toBe(true);
    expect(needsHer('returned', null)).toBe(false);
  });
});
