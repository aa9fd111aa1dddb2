import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import type { Id } from '#kernel';
import { UnitOfWork } from '#platform';
import { PayoutExceptions } from './exceptions.service.js';
import { ProviderWatch } from '../outcomes/provider-watch.service.js';
import type { Payout } from '../payout.js';
import { paymentGone } from '../payouts.errors.js';
import { Payouts } from '../payouts.service.js';
import { RailRegistry } from '../rails/rail-registry.js';

/** Takes payments back that are on their way, where their company still lets us. */
@Injectable()
export class Recalls {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly payouts: Payouts,
    private readonly rails: RailRegistry,
    private readonly watch: ProviderWatch,
    private readonly exceptions: PayoutExceptions,
    private readonly audit: AuditTrail,
  ) {}

  /** Whether it makes sense to ask: it is on its way by a rail that takes payments back before they leave. */
  mayAsk({ state, rail }: Payout): boolean {
    return state === 'in_transit' && this.rails.known(rail)?.cancelUntil === 'before_it_leaves';
  }

  /**
   * The money goes back to the award, and she is asked for another way, unless she has chosen one since. Throws
   * `PAYMENT_GONE` (conflict) when it is too late, and then nothing changes; `RAIL_UNAVAILABLE` (unavailable).
   */
  async callBack(payoutId: Id<'payout'>, person: Id<'person'>): Promise<void> {
    const payout = await this.payouts.get(payoutId);
    if (!this.mayAsk(payout)) throw paymentGone();
    const attempts = await this.payouts.attempts(payoutId);
    const isBack = await this.take(payout, attempts.at(-1)?.providerRef ?? null, {
      act: 'PaymentCallBackAsked',
      person,
    });
    if (!isBack) throw paymentGone();
  }

  /** Asks the company; false when it is too late. What it says then about the payment decides, not what we asked for. */
  async take(
    { id, rail }: Pick<Payout, 'id' | 'rail'>,
    providerRef: string | null,
    { act, person }: { readonly act: string; readonly person: Id<'person'> },
  ): Promise<boolean> {
    if (providerRef === null) return false;
    await this.unitOfWork.run(() =>
      this.audit.record({ kind: 'decision', act, actor: person, subject: id }),
    );
    const outcome = await this.rails.get(rail).cancel(providerRef, `${id}:cancel`);
    await this.watch.look(id);
    if (outcome !== 'cancelled') return false;
    await this.exceptions.askForAnotherWay(id, person);
    return true;
  }
}
