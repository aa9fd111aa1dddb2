import { hours, minutes, seconds } from '#kernel';
import type { Pace, RailCapabilities } from '../rails/rail.js';

/**
 * How long the sender waits, in milliseconds. The call must end well inside the lease: a sleeper whose lease has
 * passed may never write. Drills and tests shorten these; nothing else changes them.
 */
export class SendingPolicy {
  /** A claim is ours for this long, by the database's clock. */
  leaseMs = seconds(45);
  /**
   * One call ends by then; less than a third of the lease, because a closed connection is tried twice. A further call
   * of the same payment begins only while the lease still outlasts two.
   */
  callTimeoutMs = seconds(12);
  /** Answers to calls that went out together are written down in groups, this long after one another. */
  gatherMs = 50;
  /** First pause after an unclear or postponed call; it doubles with each one. */
  backOffMs = seconds(20);
  mostBackOffMs = minutes(30);
  /**
   * A call may still be at work at the provider for this long. Nothing new is sent before it has passed since the last call
   * of an attempt that cannot be trusted any more, or since a new epoch began: the keys of a lost history are not known.
   */
  quietMs = minutes(15);
  /** A key is trusted until this long before the provider forgets it. */
  keySafetyMs = hours(24);
  /** After so many calls in a row without a clear answer a rail is not called for a while. */
  breakerFailures = 10;
  /** How long, before one call finds out whether it answers again. */
  breakerRestMs = seconds(30);
  /** Instead of what each rail says that its provider takes; null: as they say. */
  pace: Partial<Pace> | null = null;
  /** Who asks a provider something waits no longer for a turn. */
  patienceMs = seconds(5);
  /** Payouts that go out together, where the rail takes so many. */
  largestBlock = 256;
  /** How long a rail rests when its money has run out. */
  parkMs = minutes(10);
  /** Pause between two looks at a payment that is on its way. */
  pollMs = seconds(30);
  /** The same for one that is paid but may still come back. */
  returnPollMs = minutes(15);

  /** How much is taken of a rail's provider. */
  paceOf({ pace }: Pick<RailCapabilities, 'pace'>): Pace {
    return this.pace === null ? pace : { ...pace, ...this.pace };
  }
}
