import { Injectable } from '@nestjs/common';
import type { Id } from '#kernel';
import { Log } from '#platform';
import { MethodsStore } from '../methods/methods.store.js';
import type { Payout } from '../payout.js';
import { RailRegistry } from '../rails/rail-registry.js';
import type { PayoutRail, SubmitPayout } from '../rails/rail.js';
import { attemptKey } from './sending.js';

/** What a rail is told of a payout; the key of the attempt comes with each call. */
export type SendCommand = Omit<SubmitPayout, 'key'>;

/** What payouts are to their rail. */
@Injectable()
export class SendOrders {
  constructor(
    private readonly methods: MethodsStore,
    private readonly rails: RailRegistry,
    private readonly log: Log,
  ) {}

  /** Throws `RAIL_UNKNOWN` (not_found). */
  railOf(payout: Payout): PayoutRail {
    return this.rails.get(payout.rail);
  }

  /** The same payout always gives the same command. One whose method the provider does not know has none. */
  async commandsFor(payouts: readonly Payout[]): Promise<Map<Id<'payout'>, SendCommand>> {
    const methods = await this.methods.byIds(payouts.map(({ methodId }) => methodId));
    const commands = new Map<Id<'payout'>, SendCommand>();
    for (const { id, methodId, amount } of payouts) {
      const { providerRecipient: recipient, providerMethod: method } = methods.get(methodId) ?? {};
      if (recipient == null || method == null) {
        this.log.warn('payout has no method that its provider knows', { subject: id });
        continue;
      }
      commands.set(id, { reference: id, recipient, method, amount });
    }
    return commands;
  }

  /** Of the exact bodies; the key is no part of them. */
  async digestsFor(payouts: readonly Payout[]): Promise<Map<Id<'payout'>, Uint8Array>> {
    const commands = await this.commandsFor(payouts);
    const digests = new Map<Id<'payout'>, Uint8Array>();
    for (const payout of payouts) {
      const command = commands.get(payout.id);
      if (command === undefined) continue;
      const key = attemptKey(payout.id, 0);
      digests.set(payout.id, this.railOf(payout).bodyDigest({ ...command, key }));
    }
    return digests;
  }
}
