import { hours, later, minutes, Money, newId } from '#kernel';
import type { Observed } from '../rails/rail.js';
import { SendingPolicy } from './sending-policy.js';
import { payoutGraph } from '../payout.states.js';
import {
  afterAbsence,
  afterCall,
  attemptFactFor,
  attemptKey,
  backOff,
  believed,
  isPlainYes,
  mayCall,
  newAttempt,
  type Attempt,
} from './sending.js';

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

  it('is that of an attempt before anybody has heard of it', () => {
    const bodyDigest = new Uint8Array(32);
    const payoutId = newId('payout');
    expect(newAttempt({ payoutId, n: 2, bodyDigest })).toEqual({
      ...{ n: 2, key: attemptKey(payoutId, 2), bodyDigest, state: 'created' },
      ...{ firstSentAt: null, lastSentAt: null, lastCode: null, providerRef: null },
    });
  });
});

describe('A call', () => {
  it('begins only while the lease outlasts it and its repetition', () => {
    const may = (nowMs: number): boolean => mayCall(10_000, nowMs, { callTimeoutMs: 2_000 });
    expect([may(5_999), may(6_000), may(9_999)]).toEqual([true, false, false]);
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

  it.each(['500', '503', '599', 'balance_insufficient'])(
    '%s is stored where errors are',
    (code) => {
      const replaying = { lifetimeHours: 720, replaysErrors: true };
      expect(after(minutes(15), code, replaying)).toEqual({ kind: 'new_attempt' });
    },
  );

  it.each([null, '', '409', '499', '50', '5000', 'x500', 'balance_insufficient_'])(
    '%s is not',
    (code) => {
      const replaying = { lifetimeHours: 720, replaysErrors: true };
      expect(after(minutes(15), code, replaying)).toEqual({ kind: 'same_key' });
    },
  );

  it('our own margin is kept when the provider needs less', () => {
    const wide = { lifetimeHours: 720, marginHours: 1_000, replaysErrors: false };
    expect(after(hours(696) - 1, null, wide)).toEqual({ kind: 'same_key' });
    expect(after(hours(696), null, wide)).toEqual({ kind: 'new_attempt' });
  });

  it('the age of a key counts from its first call, the quiet period from its last one', () => {
    const attempt = { ...anAttempt(), lastSentAt: later(SENT, hours(697)) };
    const at = (ms: number) => afterAbsence(attempt, later(SENT, hours(697) + ms), V2, policy);
    expect(at(0)).toEqual({ kind: 'wait', waitMs: policy.quietMs });
    expect(at(policy.quietMs - 1)).toEqual({ kind: 'wait', waitMs: 1 });
    expect(at(policy.quietMs)).toEqual({ kind: 'new_attempt' });
  });

  it('an attempt that was never sent keeps its key, and a stored error waits from now', () => {
    const unsent = { ...anAttempt(), firstSentAt: null, lastSentAt: null };
    expect(afterAbsence(unsent, SENT, V2, policy)).toEqual({ kind: 'same_key' });
    const forgetful = { lifetimeHours: 0, replaysErrors: false };
    expect(afterAbsence(unsent, SENT, forgetful, policy)).toEqual({
      kind: 'wait',
      waitMs: policy.quietMs,
    });
  });
});

describe('After a call', () => {
  it.each<[Parameters<typeof afterCall>[0], object]>([
    [
      { kind: 'accepted', observed: {} as Observed },
      { payoutFact: 'PayoutAccepted', attemptFact: 'AttemptAccepted', pauseMs: null },
    ],
    [
      { kind: 'rejected', reason: 'refused', rawReason: 'x' },
      { payoutFact: 'PayoutRefused', attemptFact: 'AttemptRejected', pauseMs: null },
    ],
    // The provider did nothing: the same attempt, later.
    [{ kind: 'busy', code: '429', retryAfterMs: null }, { payoutFact: 'PayoutPostponed' }],
    [{ kind: 'busy', code: '429', retryAfterMs: 99 }, { payoutFact: 'PayoutPostponed' }],
    [
      { kind: 'busy', code: '429', retryAfterMs: 5_000 },
      { payoutFact: 'PayoutPostponed', pauseMs: 5_000 },
    ],
    // An empty account parks the rail and stops nobody else.
    [
      { kind: 'no_funds', code: 'x' },
      { payoutFact: 'PayoutPostponed', pauseMs: 1_000, park: true },
    ],
    [
      { kind: 'stopped', code: 'x' },
      { payoutFact: 'PayoutPostponed', halt: true },
    ],
    // Perhaps the money has left.
    [
      { kind: 'unknown', code: '500' },
      { payoutFact: 'PayoutOutcomeLost', attemptFact: 'AttemptOutcomeLost' },
    ],
    [
      { kind: 'mismatch', code: 'x' },
      { payoutFact: 'PayoutOutcomeLost', attemptFact: 'AttemptOutcomeLost', halt: true },
    ],
  ])('only the provider’s own clear word is a failure: %j', (result, expected) => {
    expect(afterCall(result, 100, 1_000)).toEqual({
      ...{ attemptFact: null, pauseMs: 100, halt: false, park: false },
      ...expected,
    });
  });

  it('the attempt follows its payout where the provider’s word moves both', () => {
    const facts = new Set(payoutGraph.edges.map(({ fact }) => fact));
    const moved = [...facts].flatMap((fact) => {
      const attemptFact = attemptFactFor(fact);
      return attemptFact === null ? [] : [[fact, attemptFact]];
    });
    expect(Object.fromEntries(moved)).toEqual({
      PayoutAccepted: 'AttemptAccepted',
      PayoutFoundAtProvider: 'AttemptFound',
      PayoutPaid: 'AttemptSucceeded',
      PayoutFailed: 'AttemptFailed',
      PayoutExpired: 'AttemptFailed',
      PayoutUndeliverable: 'AttemptFailed',
      PayoutReturned: 'AttemptReturned',
    });
  });
});

describe('A plain yes', () => {
  const amount = Money.of(45_000n, 'USD');
  const seen = (change: Partial<Observed> = {}): Observed => ({
    ...{ providerRef: 'obp_1', reference: 'pay_1', state: 'processing', amount },
    ...{ reason: null, rawReason: null, ...change },
  });
  const isPlain = (change: Partial<Observed>, more: object = {}): boolean =>
    isPlainYes({ kind: 'accepted', observed: seen(change), ...more }, { amount });

  it('says that the right amount is on its way', () => {
    expect(isPlain({})).toBe(true);
    expect(isPlain({ state: 'under_review' })).toBe(true);
  });

  it('says nothing besides: no link, with an end or without, no other amount, nothing that happened since', () => {
    expect(isPlain({}, { claim: 'https://x.example/1' })).toBe(false);
    expect(isPlain({ usableUntil: SENT })).toBe(false);
    expect(isPlain({ usableUntil: null })).toBe(false);
    expect(isPlain({ amount: Money.of(45_001n, 'USD') })).toBe(false);
    expect(isPlain({ amount: { unread: '45000 eur' } })).toBe(false);
    for (const state of ['posted', 'failed', 'returned', 'cancelled'] as const)
      expect(isPlain({ state })).toBe(false);
  });

  it('is no other answer', () => {
    expect(isPlainYes({ kind: 'unknown', code: '500' }, { amount })).toBe(false);
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
    expect(backOff(1n, 0.00001, policy)).toBe(policy.backOffMs);
  });

  it('doubles from the second try to the thirteenth, whatever the limit', () => {
    const endless = Object.assign(new SendingPolicy(), { mostBackOffMs: Infinity });
    const doublings = [0n, 1n, 2n, 12n, 13n, 14n].map((fence) =>
      Math.log2(backOff(fence, 0, endless) / policy.backOffMs),
    );
    expect(doublings).toEqual([0, 0, 1, 11, 12, 12]);
  });
});
