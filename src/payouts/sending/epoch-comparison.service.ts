import { Injectable } from '@nestjs/common';
import { Clock, days, isId, later, type Id } from '#kernel';
import { UnitOfWork } from '#platform';
import { afterFinding, compareFrom, sentenceFor, type SendingEpoch } from './epoch.js';
import { EpochsStore } from './epochs.store.js';
import { Observations } from '../outcomes/observations.service.js';
import { sha256 } from '../payout.js';
import { PayoutsStore } from '../payouts.store.js';
import type { Observed, PayoutRail } from '../rails/rail.js';
import { SendingHalts } from './sending-halts.service.js';

type Ours = Observed & { readonly reference: string };

/**
 * Reads a provider's payments since before a restore and takes over those that are ours and that the tables do not
 * know. What it cannot take over stops sending with a sentence. Safe to repeat and to run twice at once.
 */
@Injectable()
export class EpochComparison {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly store: EpochsStore,
    private readonly payouts: PayoutsStore,
    private readonly observations: Observations,
    private readonly halts: SendingHalts,
    private readonly clock: Clock,
  ) {}

  /** Throws `RAIL_UNAVAILABLE` when the provider does not tell: then this rail goes on waiting. */
  async compare(rail: PayoutRail, epoch: SendingEpoch): Promise<void> {
    const refs = await this.paymentsOf(rail, epoch);
    let unknown = 0;
    for (const ref of refs) {
      if ((await this.payouts.idByProviderRef(ref)) !== null) continue;
      const observed = await rail.fetch(ref);
      const { reference } = observed;
      if (reference === null || !isId('payout', reference)) continue;
      unknown += 1;
      await this.takeOver({ ...observed, reference });
    }
    await this.unitOfWork.run(() =>
      this.store.markReconciled(epoch.n, rail.capabilities.id, { seen: refs.size, unknown }),
    );
  }

  private async paymentsOf(rail: PayoutRail, epoch: SendingEpoch): Promise<Set<string>> {
    const refs = new Set<string>();
    const until = later(this.clock.now(), days(1));
    for await (const { kind, providerRef } of rail.feed(compareFrom(epoch), until)) {
      if (kind === 'payout' && providerRef !== null) refs.add(providerRef);
    }
    return refs;
  }

  private async takeOver(found: Ours): Promise<void> {
    const id = found.reference as Id<'payout'>;
    if (!(await this.payouts.exists(id))) {
      await this.tell(sentenceFor(found, null));
      return;
    }
    await this.unitOfWork.run(async () => {
      const payout = await this.payouts.getLocked(id);
      // While the provider was asked, a notice or another sender may have brought it in.
      if ((await this.payouts.idByProviderRef(found.providerRef)) !== null) return;
      const after = afterFinding(payout.state);
      if (after === 'adopt') await this.observations.apply(payout, found);
      if (after === 'remember' || after === 'release_again') {
        await this.store.rememberPayment(id, found.providerRef, sha256([found.providerRef]));
      }
      await this.tell(sentenceFor(found, after));
    });
  }

  private async tell(sentence: string | null): Promise<void> {
    if (sentence !== null) await this.halts.halt(sentence);
  }
}
