import { hours, minutes, seconds } from '#kernel';
import { SendingPolicy } from './sending-policy.js';

describe('How long the sender waits', () => {
  const policy = new SendingPolicy();

  it('lets a call and its second try end well inside the lease', () => {
    expect(policy.callTimeoutMs).toBeGreaterThanOrEqual(seconds(5));
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
    expect(policy.backOffMs).toBeGreaterThanOrEqual(seconds(1));
    expect(policy.backOffMs).toBeLessThanOrEqual(minutes(1));
    expect(policy.mostBackOffMs).toBe(minutes(30));
  });

  it('leaves a provider alone for a while, not for long', () => {
    for (const rest of [policy.breakerRestMs, policy.parkMs, policy.pollMs, policy.returnPollMs]) {
      expect(rest).toBeGreaterThanOrEqual(seconds(30));
      expect(rest).toBeLessThanOrEqual(minutes(15));
    }
    expect(policy.pace).toBeNull();
  });
});
