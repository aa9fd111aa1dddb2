import { Injectable } from '@nestjs/common';
import type { Id } from '#kernel';
import { Log } from '#platform';
import { mayBePaidTo } from '../methods/method.js';
import { MethodsStore } from '../methods/methods.store.js';
import type { Payout } from '../payout.js';
import { RailRegistry } from '../rails/rail-registry.js';
import type { PayoutRail } from '../rails/rail.js';
import { attemptKey } from './sending.js';
import type { SendCommand, SendOrder } from './work.js';

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
    return this.rails.toPay(payout.rail);
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

  /**
   * The same, with digests of the exact bodies; the key is no part of them. What would go to somebody whom the provider
   * cannot pay now has none: it waits, instead of being refused again and again. By a way that money goes to no more nothing
   * is sent; its order only serves to look it up.
   */
  async ordersFor(payouts: readonly Payout[]): Promise<Map<Id<'payout'>, SendOrder>> {
    const methods = await this.methods.byIds(payouts.map(({ methodId }) => methodId));
    const payable = payouts.filter(({ methodId }) => {
      const method = methods.get(methodId);
      return method !== undefined && (method.standing === 'ready' || !mayBePaidTo(method));
    });
    const commands = await this.commandsFor(payable);
    const orders = new Map<Id<'payout'>, SendOrder>();
    for (const payout of payouts) {
      const command = commands.get(payout.id);
      if (command === undefined) continue;
      const key = attemptKey(payout.id, 0);
      const bodyDigest = this.railOf(payout).bodyDigest({ ...command, key });
      orders.set(payout.id, { command, bodyDigest });
    }
    return orders;
  }
}
