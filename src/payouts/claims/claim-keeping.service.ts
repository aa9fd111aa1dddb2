import { Injectable } from '@nestjs/common';
import { Vault, type SealedPlace } from '#privacy';
import { ClaimLinksStore } from './claim-links.store.js';
import type { Payout } from '../payout.js';
import type { Observed } from '../rails/rail.js';

/** Keeps links like cash: sealed, each until it was taken out once or its payout is no longer on its way. */
@Injectable()
export class ClaimKeeping {
  constructor(
    private readonly store: ClaimLinksStore,
    private readonly vault: Vault,
  ) {}

  /** Seals a link that came with the provider's answer, in the running unit of work. */
  async keep(payout: Payout, link: string): Promise<void> {
    await this.store.keep(payout.id, await this.vault.seal(place(payout), link), null);
  }

  /** Goes along with the payout: learns that it is a link and until when it can be used, and forgets it when that is over. */
  async follow(payout: Payout, { usableUntil }: Observed): Promise<void> {
    if (usableUntil !== undefined) await this.store.keep(payout.id, null, usableUntil);
    if (payout.state !== 'in_transit') await this.store.take(payout.id);
  }

  /** Takes the link out, in the running unit of work: afterwards it is nowhere here. Null when none is kept. */
  async take(payout: Payout): Promise<string | null> {
    const sealed = await this.store.take(payout.id);
    return sealed === null ? null : this.vault.open<string>(place(payout), sealed);
  }
}

function place({ id, applicantId }: Payout): SealedPlace {
  return { subject: applicantId, table: 'payout_claim', row: id, field: 'link' };
}
