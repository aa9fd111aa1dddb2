import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '#platform';
import {
  afterAnswer,
  afterNothingAsked,
  troubleIn,
  withoutEchoes,
  type Breaker,
} from './breaker.js';
import { SendingEpochs } from './epochs.service.js';
import { RailShortages } from './rail-shortages.service.js';
import { RailStatesStore } from './rail-states.store.js';
import { RailRegistry } from '../rails/rail-registry.js';
import type { Pace, SubmitResult } from '../rails/rail.js';
import { SendingPolicy } from './sending-policy.js';
import type { Calls } from './work.js';

/** When and how often a provider is called, by all processes together. */
@Injectable()
export class RailTraffic {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly store: RailStatesStore,
    private readonly rails: RailRegistry,
    private readonly policy: SendingPolicy,
    private readonly epochs: SendingEpochs,
    private readonly shortages: RailShortages,
  ) {}

  /** The rails that may be called now: compared in this epoch, with an allowance left, and answering. */
  async open(): Promise<string[]> {
    const rails = await this.epochs.ready();
    return this.store.open(rails.map((id) => ({ id, pace: this.paceOf(id) })));
  }

  /** How many payments the rail takes now; until the running unit of work ends, nobody else takes any. */
  async room(rail: string): Promise<number> {
    return this.store.room(rail, this.paceOf(rail));
  }

  /** Takes what they cost in requests out of the allowance, in the same unit of work. */
  async use(rail: string, { payments, lookUps }: Calls): Promise<void> {
    const pace = this.paceOf(rail);
    const requests = payments * pace.perPayment + lookUps * pace.perQuestion;
    await this.store.use(rail, requests, pace, this.policy.leaseMs);
  }

  /** Milliseconds until something that is due may be sent again; null when nothing waits for that. */
  async pacedFor(): Promise<number | null> {
    return this.store.pacedFor(this.rails.all().map(({ capabilities }) => capabilities.id));
  }

  /** What calls say about the rail as a whole, in the order in which they ended. */
  async heard(rail: string, results: readonly SubmitResult[]): Promise<void> {
    for (const trouble of withoutEchoes(results.map(troubleIn))) await this.note(rail, trouble);
    const rests = results.map((result) =>
      'retryAfterMs' in result ? (result.retryAfterMs ?? 0) : 0,
    );
    const longest = Math.max(0, ...rests);
    if (longest > 0) await this.unitOfWork.run(() => this.store.rest(rail, longest));
  }

  /** It did not answer a question. */
  async silent(rail: string): Promise<void> {
    await this.note(rail, 'no_answer');
  }

  /** The payment that was to find out whether it answers asked for nothing: the next one finds out, and at once. */
  async passOn(rail: string): Promise<void> {
    await this.change(rail, afterNothingAsked);
  }

  /** The rail's money has run out: everything that waits for it rests. */
  async park(rail: string): Promise<void> {
    await this.shortages.begin(rail);
  }

  /** Money arrived there: what waited for it may go. Returns how many payouts. */
  async moneyArrived(rail: string): Promise<number> {
    return this.shortages.end(rail);
  }

  private async note(rail: string, trouble: string | null): Promise<void> {
    await this.change(rail, (before, now) =>
      trouble === null && before.breaker === 'closed' && before.failures === 0
        ? null
        : afterAnswer(before, trouble, now, this.policy),
    );
  }

  /** Takes no lock while there is nothing to change (null). */
  private async change(
    rail: string,
    next: (before: Breaker, now: Date) => Breaker | null,
  ): Promise<void> {
    const { now: at, ...seen } = await this.store.breaker(rail, false);
    if (next(seen, at) === null) return;
    await this.unitOfWork.run(async () => {
      const { now, ...before } = await this.store.breaker(rail, true);
      const after = next(before, now);
      if (after !== null) await this.store.saveBreaker(rail, after);
    });
  }

  private paceOf(rail: string): Pace {
    return this.policy.paceOf(this.rails.get(rail).capabilities);
  }
}
