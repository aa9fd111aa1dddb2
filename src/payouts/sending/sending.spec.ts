import { hours, later, minutes } from '#kernel';
import { SendingPolicy } from './sending-policy.js';
import { afterAbsence, afterCall, attemptKey, backOff, believed, type Attempt } from './sending.js';

const SENT = new Date('2026-03-01T12:00:00Z');
const policy = new SendingPolicy();
const V2 = { lifetimeHours: 720, replaysErrors: false };

function anAttempt(lastCode: string | null = null): Attempt {
  return {
    n: 1,
    key: 'po:pay_1:1',
    bodyDigest: new Uint8Array(32),
    state: 'unknown',
    firstSentAt: SENT,
    lastSentAt: SENT,
    lastCode,
    providerRef: null,
  };
}

describe('A key', () => {
  it('is the same for whoever takes over', () => {
    expect(attemptKey('pay_1', 2)).toBe('po:pay_1:2');
  });
});

describe('After the provider knew nothing', () => {
  const after = (ms: number, code: string | null = null, idempotency = V2) =>
    afterAbsence(anAttempt(code), later(SENT, ms), idempotency, policy);

  it('the same key is used while the provider remembers it', () => {
    expect(after(minutes(1))).toEqual({ kind: 'same_key' });
    expect(after(hours(695))).toEqual({ kind: 'same_key' });
  });

  it('a new attempt comes once the key may be forgotten', () => {
    expect(after(hours(697))).toEqual({ kind: 'new_attempt' });
  });

  it('a key that lives for a day is trusted until an hour before its end', () => {
    const v1 = { lifetimeHours: 24, marginHours: 1, replaysErrors: true };
    expect(after(hours(23) - 1, null, v1)).toEqual({ kind: 'same_key' });
    expect(after(hours(23), null, v1)).toEqual({ kind: 'new_attempt' });
  });

  it('a stored error that would be replayed ends the key, but not the quiet period', () => {
    const replaying = { lifetimeHours: 720, replaysErrors: true };
    expect(after(minutes(5), '500', replaying)).toEqual({ kind: 'wait', waitMs: minutes(10) });
    expect(after(minutes(15), '500', replaying)).toEqual({ kind: 'new_attempt' });
    expect(after(minutes(5), '429', replaying)).toEqual({ kind: 'same_key' });
    expect(after(minutes(15), 'balance_insufficient', replaying)).toEqual({ kind: 'new_attempt' });
    expect(after(minutes(15), 'balance_insufficient')).toEqual({ kind: 'same_key' });
  });
});

describe('After a call', () => {
  const after = (result: Parameters<typeof afterCall>[0]) => afterCall(result, 100, 1_000);

  it('only a clear no is a failure', () => {
    expect(after({ kind: 'rejected', reason: 'refused', rawReason: 'x' }).payoutFact).toBe(
      'PayoutRefused',
    );
    expect(after({ kind: 'unknown', code: '500' }).payoutFact).toBe('PayoutOutcomeLost');
    expect(after({ kind: 'mismatch', code: 'x' })).toMatchObject({
      payoutFact: 'PayoutOutcomeLost',
      halt: true,
    });
  });

  it('the provider’s own pause is kept when it is longer', () => {
    expect(after({ kind: 'busy', code: '429', retryAfterMs: 5_000 }).pauseMs).toBe(5_000);
    expect(after({ kind: 'busy', code: '429', retryAfterMs: null }).pauseMs).toBe(100);
  });

  it('an empty account parks the rail and stops nobody else', () => {
    expect(after({ kind: 'no_funds', code: 'x' })).toMatchObject({
      payoutFact: 'PayoutPostponed',
      park: true,
      halt: false,
      pauseMs: 1_000,
    });
  });
});

describe('A refusal', () => {
  const refusal = { kind: 'rejected', reason: 'not_ready', rawReason: 'x' } as const;
  const after = (ms: number) => believed(refusal, anAttempt(), later(SENT, ms), policy);

  it('is believed of the first call under a key', () => {
    const first = { ...anAttempt(), firstSentAt: null, lastSentAt: null };
    expect(believed(refusal, first, SENT, policy)).toBe(refusal);
  });

  it('says nothing while an earlier call under the same key may still be on its way', () => {
    expect(after(policy.quietMs - 1)).toEqual({ kind: 'unknown', code: 'refused_too_soon' });
    expect(after(policy.quietMs)).toBe(refusal);
  });

  it('is the only answer that is doubted', () => {
    const busy = { kind: 'busy', code: '429', retryAfterMs: null } as const;
    expect(believed(busy, anAttempt(), SENT, policy)).toBe(busy);
  });
});

describe('The pause between two tries', () => {
  it('doubles up to its limit, with at most a quarter of jitter', () => {
    expect(backOff(1n, 0, policy)).toBe(policy.backOffMs);
    expect(backOff(3n, 0, policy)).toBe(policy.backOffMs * 4);
    expect(backOff(100n, 0, policy)).toBe(policy.mostBackOffMs);
    expect(backOff(1n, 1, policy)).toBe(policy.backOffMs * 1.25);
  });
});
