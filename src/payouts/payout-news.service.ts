import { Injectable } from '@nestjs/common';
import { Facts } from '#platform';
import { Messages } from '#notifications';
import { NEEDS_HER, needsHer } from './exceptions/trouble.js';
import { MethodsStore } from './methods/methods.store.js';
import type { Payout } from './payout.js';
import type { PayoutFact } from './payout.states.js';

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

/** Tells others what became of a payout: modules by a fact, her by one neutral message. */
@Injectable()
export class PayoutNews {
  constructor(
    private readonly facts: Facts,
    private readonly messages: Messages,
    private readonly methods: MethodsStore,
  ) {}

  /** In the running unit of work. */
  async tell(payout: Payout, fact: PayoutFact): Promise<void> {
    const name = PUBLIC[fact];
    if (name === undefined) return;
    await this.facts.record({ name, subject: payout.id });
    if (name === 'PayoutPaid') await this.tellHer(payout, name);
    const isHers = TROUBLE.includes(name) && needsHer(payout.state, payout.reason);
    if (isHers) await this.tellHer(payout, NEEDS_HER);
  }

  /** That there is something new to see. Never what; and nothing while only we can do something. */
  private async tellHer(payout: Payout, why: string): Promise<void> {
    const method = await this.methods.find(payout.methodId);
    await this.messages.queue({
      applicantId: payout.applicantId,
      template: 'update',
      language: method?.language ?? 'en',
      dedupe: `${payout.id}:${why}`,
    });
  }
}
