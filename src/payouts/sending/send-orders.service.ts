import { Injectable } from '@nestjs/common';
import { invariant } from '#kernel';
import { MethodsStore } from '../methods/methods.store.js';
import type { Payout } from '../payout.js';
import { RailRegistry } from '../rails/rail-registry.js';
import type { PayoutRail, SubmitPayout } from '../rails/rail.js';
import { attemptKey } from './sending.js';

/** What a payout is to its rail. */
@Injectable()
export class SendOrders {
  constructor(
    private readonly methods: MethodsStore,
    private readonly rails: RailRegistry,
  ) {}

  /** Throws `RAIL_UNKNOWN` (not_found). */
  railOf(payout: Payout): PayoutRail {
    return this.rails.get(payout.rail);
  }

  /** The same payout always gives the same command; only the key names the attempt. */
  async commandFor(payout: Payout, key: string): Promise<SubmitPayout> {
    const method = await this.methods.find(payout.methodId);
    const { providerRecipient: recipient, providerMethod } = method ?? {};
    invariant(
      recipient != null && providerMethod != null,
      'A payout is sent by a method that the provider knows.',
    );
    return { key, reference: payout.id, recipient, method: providerMethod, amount: payout.amount };
  }

  /** Of the exact body; the key is no part of it. */
  async digestFor(payout: Payout): Promise<Uint8Array> {
    return this.railOf(payout).bodyDigest(await this.commandFor(payout, attemptKey(payout.id, 0)));
  }
}
