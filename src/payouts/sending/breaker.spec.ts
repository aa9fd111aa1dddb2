import { later } from '#kernel';
import {
  CLOSED,
  afterAnswer,
  afterNothingAsked,
  troubleIn,
  withoutEchoes,
  type Breaker,
} from './breaker.js';

const NOW = new Date('2026-03-01T12:00:00Z');
const limits = { breakerFailures: 3, breakerRestMs: 30_000 };

function failing(times: number, from: Breaker = CLOSED): Breaker {
  let breaker = from;
  for (let n = 0; n < times; n += 1) breaker = afterAnswer(breaker, '503', NOW, limits);
  return breaker;
}

describe('The breaker of a rail', () => {
  it('stays closed while fewer calls in a row than its limit failed', () => {
    expect(failing(2)).toEqual({ ...CLOSED, failures: 2, lastCode: '503' });
  });

  it('opens at the limit and lets one call find out after a rest', () => {
    expect(failing(3)).toEqual({
      breaker: 'open',
      failures: 3,
      openedAt: NOW,
      probeAt: later(NOW, 30_000),
      lastCode: '503',
    });
  });

  it('opens again when that call fails too, and remembers since when', () => {
    const soon = later(NOW, 60_000);
    const probing: Breaker = { ...failing(3), breaker: 'half_open' };
    expect(afterAnswer(probing, '500', soon, limits)).toEqual({
      breaker: 'open',
      failures: 4,
      openedAt: NOW,
      probeAt: later(soon, 30_000),
      lastCode: '500',
    });
  });

  it('opens again at once after a probe, however few calls failed before', () => {
    const probing: Breaker = { ...CLOSED, breaker: 'half_open' };
    expect(afterAnswer(probing, '500', NOW, limits)).toMatchObject({
      breaker: 'open',
      failures: 1,
    });
  });

  it.each(['closed', 'open', 'half_open'] as const)('%s is closed by a clear answer', (breaker) => {
    expect(afterAnswer({ ...failing(3), breaker }, null, NOW, limits)).toEqual(CLOSED);
  });

  it('lets the next call find out at once when the first one had nothing to ask', () => {
    const soon = later(NOW, 5_000);
    const probing: Breaker = { ...failing(3), breaker: 'half_open' };
    expect(afterNothingAsked(probing, soon)).toEqual({ ...probing, probeAt: soon });
    expect(afterNothingAsked(failing(3), soon)).toBeNull();
    expect(afterNothingAsked(CLOSED, soon)).toBeNull();
  });

  it.each([
    [[], []],
    [[null], [null]],
    [[null, null, null], [null]],
    [
      ['503', '503'],
      ['503', '503'],
    ],
    [
      [null, null, '503', null, null, '500'],
      [null, '503', null, '500'],
    ],
  ])('forgets of %j only clear answers that repeat one: %j', (troubles, said) => {
    expect(withoutEchoes(troubles)).toEqual(said);
  });

  it('counts only answers that say nothing', () => {
    expect(troubleIn({ kind: 'unknown', code: 'no_answer' })).toBe('no_answer');
    expect(troubleIn({ kind: 'unknown', code: 'refused_too_soon' })).toBeNull();
    expect(troubleIn({ kind: 'busy', code: '429', retryAfterMs: null })).toBeNull();
    const unasked = { kind: 'busy', code: 'balance', retryAfterMs: null } as const;
    expect(troubleIn(unasked)).toBeNull();
    expect(troubleIn({ ...unasked, isSilent: true })).toBe('balance');
    expect(troubleIn({ kind: 'rejected', reason: 'limit', rawReason: 'x' })).toBeNull();
  });
});
