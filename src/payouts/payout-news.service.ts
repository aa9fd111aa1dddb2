import { Injectable } from '@nestjs/common';
import type { Id } from '#kernel';
import { Facts, Queue } from '#platform';
import { Messages } from '#notifications';
import { NEEDS_HER, needsHer } from './exceptions/trouble.js';
import { MethodsStore } from './methods/methods.store.js';
import type { Payout } from './payout.js';
import type { PayoutFact } from './payout.states.js';
import { FOLLOW_TASK } from './payouts.tasks.js';

/** Facts that other modules hear of, by the names they know. */
const PUBLIC: Partial<Record<PayoutFact, string>> = {
  PayoutReleased: 'PayoutReleased',
  PayoutAccepted: 'PayoutSent',
  PayoutFoundAtProvider: 'PayoutSent',
  PayoutPaid: 'PayoutPaid',
  PayoutSettled: 'PayoutSettled',
  PayoutRefused: 'PayoutFailed',
  PayoutFailed: 'PayoutFailed',
  PayoutExpired: 'PayoutFailed',
  PayoutUndeliverable: 'PayoutFailed',
  PayoutReturned: 'PayoutReturned',
  // For everybody else it is the same: the money is not with her.
  PayoutMisdirected: 'PayoutReturned',
};

/** What becomes of a payout that did not reach her: told once, however it is found out. */
const TROUBLE: readonly string[] = ['PayoutFailed', 'PayoutReturned'];

/** After these a batch may be further than it was. */
const MOVES_A_BATCH: readonly string[] = [...TROUBLE, 'PayoutSent', 'PayoutPaid', 'PayoutSettled'];

/** Tells others what became of payouts: modules by a fact, their batches by one task each, her by one neutral message. */
@Injectable()
export class PayoutNews {
  constructor(
    private readonly facts: Facts,
    private readonly queue: Queue,
    private readonly messages: Messages,
    private readonly methods: MethodsStore,
  ) {}

  /** The same fact of each of them, in the running unit of work. */
  async tell(payouts: readonly Payout[], fact: PayoutFact): Promise<void> {
    const name = PUBLIC[fact];
    if (name === undefined) return;
    for (const payout of payouts) {
      await this.facts.record({ name, subject: payout.id });
      if (name === 'PayoutPaid') await this.tellHer(payout, name);
      const isHers = TROUBLE.includes(name) && needsHer(payout.state, payout.reason);
      if (isHers) await this.tellHer(payout, NEEDS_HER);
    }
    if (MOVES_A_BATCH.includes(name)) await this.followBatches(payouts);
  }

  /** When her payments come has changed, and not by her. Once for each reason. */
  async scheduleChanged(applicantId: Id<'applicant'>, dedupe: string): Promise<void> {
    const [newest] = await this.methods.all(applicantId);
    await this.update(applicantId, newest?.language, dedupe);
  }

  /** Nothing while only we can do something. */
  private async tellHer({ id, applicantId, methodId }: Payout, why: string): Promise<void> {
    const method = await this.methods.find(methodId);
    await this.update(applicantId, method?.language, `${id}:${why}`);
  }

  /** That there is something new to see. Never what. */
  private async update(
    applicantId: Id<'applicant'>,
    language = 'en',
    dedupe: string,
  ): Promise<void> {
    await this.messages.queue({ applicantId, template: 'update', language, dedupe });
  }

  /** One task for each batch, however many of its payouts moved: one that still waits stands for this one too. */
  private async followBatches(payouts: readonly Payout[]): Promise<void> {
    const batches = new Set(payouts.map(({ batchId }) => batchId).filter((id) => id !== null));
    // In one order for all: two units of work that wait for each other's task would wait for ever.
    for (const batch of [...batches].sort()) {
      await this.queue.add(FOLLOW_TASK, { batch }, { key: `${FOLLOW_TASK}:${batch}` });
    }
  }
}
