import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '#platform';
import { isBusy, RailUnavailable } from '../rails/rail-unavailable.js';
import type { RailCapabilities } from '../rails/rail.js';
import { RailStatesStore, type Asked } from './rail-states.store.js';
import { SendingPolicy } from './sending-policy.js';
import { Stopwatch } from './stopwatch.js';

/**
 * When and how often a provider is called for anything but a payment, by all processes together. Questions have a share
 * of their own, so that payments never wait for them, nor people who ask something for payments.
 */
@Injectable()
export class RailQuestions {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly store: RailStatesStore,
    private readonly policy: SendingPolicy,
    private readonly stopwatch: Stopwatch,
  ) {}

  /**
   * Takes so many requests out of the allowance and waits until they may be made. Throws `RAIL_UNAVAILABLE`, with how
   * much later, while the rail rests, while its breaker is open, and when too many wait already.
   */
  async take(rail: RailCapabilities, requests: number): Promise<void> {
    await this.wait(rail, requests, (asked) => this.store.ask(rail.id, asked));
  }

  /**
   * The same for what may not wait behind others, nor for a payment to find out whether the provider answers. A rest the
   * provider asked for is kept: waited out when it is over soon. Throws `RAIL_UNAVAILABLE` when it is longer.
   */
  async takeFirst(rail: RailCapabilities, requests: number): Promise<void> {
    await this.wait(rail, requests, (asked) => this.store.askFirst(rail.id, asked));
  }

  /** A call failed. Where the provider asked for a rest, nothing of this rail is called before it is over. */
  async heard(rail: string, error: unknown): Promise<void> {
    const ms = isBusy(error) ? (error.later.retryAfterMs ?? 0) : 0;
    if (ms > 0) await this.unitOfWork.run(() => this.store.rest(rail, ms));
  }

  private async wait(
    rail: RailCapabilities,
    requests: number,
    ask: (asked: Asked) => Promise<number | null>,
  ): Promise<void> {
    const { questionsPerSecond: perSecond } = this.policy.paceOf(rail);
    if (perSecond === null) return;
    const waitMs = await ask({ requests, perSecond, patienceMs: this.policy.patienceMs });
    if (waitMs === null) {
      throw new RailUnavailable({ retryAfterMs: await this.store.closedFor(rail.id) });
    }
    if (waitMs > 0) await this.stopwatch.wait(waitMs);
  }
}
