import { Injectable } from '@nestjs/common';
import type { Id } from '#kernel';
import { Log, UnitOfWork } from '#platform';
import { PayoutsStore } from '../payouts.store.js';
import { isBusy, RailUnavailable } from '../rails/rail-unavailable.js';
import { SendingPolicy } from '../sending/sending-policy.js';
import { SendingStore } from '../sending/sending.store.js';
import { ProviderWatch } from './provider-watch.service.js';

const MOST_AT_ONCE = 500;
/** After so many questions in a row without an answer nobody is there: each waited for as long as a call may last. */
const MOST_SILENCES = 3;

type Ids = readonly Id<'payout'>[];

/** Asks the providers, rail by rail, what became of payments whose turn it is. */
@Injectable()
export class ProviderPoll {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly store: SendingStore,
    private readonly payouts: PayoutsStore,
    private readonly watch: ProviderWatch,
    private readonly policy: SendingPolicy,
    private readonly log: Log,
  ) {}

  /** Looks at what is on its way, and less often at what is paid but may come back. Returns how many it asked about. */
  async poll(): Promise<number> {
    const { pollMs, returnPollMs } = this.policy;
    const due = await this.unitOfWork.run(async () => [
      ...(await this.store.takeForPoll(['in_transit'], pollMs, MOST_AT_ONCE)),
      ...(await this.store.takeForPoll(['paid'], returnPollMs, MOST_AT_ONCE)),
    ]);
    if (due.length === 0) return 0;
    const payouts = await this.payouts.byIds(due);
    const rounds = Map.groupBy(due, (id) => payouts.get(id)?.rail);
    const asked = await Promise.all([...rounds.values()].map((ids) => this.round(ids)));
    return asked.reduce((sum, count) => sum + count, 0);
  }

  /** One rail's turn. It ends when the provider is busy or silent; who was not asked about has the next turn. */
  private async round(ids: Ids): Promise<number> {
    let silences = 0;
    for (const [place, id] of ids.entries()) {
      const error = await this.errorOf(id);
      silences = error instanceof RailUnavailable ? silences + 1 : 0;
      if (isBusy(error)) {
        await this.putOff(ids.slice(place), error.later.retryAfterMs ?? this.policy.pollMs);
        return place;
      }
      if (silences === MOST_SILENCES) {
        await this.putOff(ids.slice(place + 1), this.policy.pollMs);
        return place + 1;
      }
    }
    return ids.length;
  }

  /** Null: it was looked at. */
  private async errorOf(id: Id<'payout'>): Promise<unknown> {
    try {
      await this.watch.look(id);
      return null;
    } catch (error) {
      this.log.error('payment could not be looked at', error, { subject: id });
      return error;
    }
  }

  private async putOff(ids: Ids, pauseMs: number): Promise<void> {
    if (ids.length > 0) await this.unitOfWork.run(() => this.store.pause(ids, pauseMs));
  }
}
