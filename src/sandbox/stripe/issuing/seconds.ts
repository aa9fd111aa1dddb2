import type { SandboxClock } from '../../sandbox-clock.js';

/** Now, as API v1 writes moments: whole seconds since 1970 UTC. */
export function secondsOf(clock: SandboxClock): number {
  return Math.trunc(clock.nowMs() / 1_000);
}
