/** Milliseconds since 1970 UTC. Injected, so that a test may hold or move time. */
export type TimeSource = () => number;

/** The computer's own time: the only place of the sandbox that reads it. */
export const systemTime: TimeSource = () => Date.now();

/** RFC 3339 in UTC with milliseconds, the form in which the provider writes every moment. */
export function isoOf(epochMs: number): string {
  return new Date(epochMs).toISOString();
}

/**
 * The provider's clock: base time plus an offset that a person may push forward, because a return
 * comes days after a payment and nobody waits for days. It never goes back.
 */
export class SandboxClock {
  #offsetMs = 0;

  constructor(private readonly base: TimeSource) {}

  /** Base time without the offset: what the receiver of a webhook compares a signature with. */
  baseMs(): number {
    return this.base();
  }

  nowMs(): number {
    return this.base() + this.#offsetMs;
  }

  get offsetMs(): number {
    return this.#offsetMs;
  }

  /** Sets the offset when the journal is read again after a restart. */
  restore(offsetMs: number): void {
    this.#offsetMs = offsetMs;
  }

  forward(ms: number): void {
    if (!Number.isSafeInteger(ms) || ms < 0) {
      throw new RangeError('The clock moves forward only, by whole milliseconds.');
    }
    this.#offsetMs += ms;
  }
}
