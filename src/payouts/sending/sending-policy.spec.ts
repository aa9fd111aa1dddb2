import { hours, minutes } from '#kernel';
import { SendingPolicy } from './sending-policy.js';

const SECOND_MS = 1_000;

describe('How long the sender waits', () => {
  const policy = new SendingPolicy();

  it('lets a call and its second try end well inside the lease', () => {
    expect(policy.callTimeoutMs).toBeGreaterThanOrEqual(5 * SECOND_MS);
    expect(3 * policy.callTimeoutMs).toBeLessThan(policy.leaseMs);
    expect(policy.leaseMs).toBeLessThanOrEqual(minutes(1));
  });

  it('is quiet for longer than a sleeper and a call can last', () => {
    expect(policy.quietMs).toBeGreaterThanOrEqual(minutes(15));
  });

  it('trusts a key for no longer than a day before its end', () => {
    expect(policy.keySafetyMs).toBe(hours(24));
  });

  it('tries again soon at first and twice an hour at last', () => {
    expect(policy.backOffMs).toBeGreaterThanOrEqual(SECOND_MS);
    expect(policy.backOffMs).toBeLessThanOrEqual(minutes(1));
    expect(policy.mostBackOffMs).toBe(minutes(30));
  });

  it('leaves a provider alone for a while, not for long', () => {
    for (const rest of [policy.breakerRestMs, policy.parkMs, policy.pollMs, policy.returnPollMs]) {
      expect(rest).toBeGreaterThanOrEqual(30 * SECOND_MS);
      expect(rest).toBeLessThanOrEqual(minutes(15));
    }
    expect(policy.pace).toBeNull();
  });
});
