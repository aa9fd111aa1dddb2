import { Injectable } from '@nestjs/common';
import { Clock, later, minutes, type Id } from '#kernel';
import { Vault, type SealedPlace } from '#privacy';
import type { CardRow } from './payout-cards.store.js';

/** Long enough for a slow phone to load a script. */
const LIFE = minutes(2);

interface Ticket {
  /** Milliseconds since 1970 UTC. */
  readonly until: number;
}

/** What her page carries between her PIN and the number: sealed for her and one card, and worth nothing two minutes later. */
@Injectable()
export class CardTickets {
  constructor(
    private readonly vault: Vault,
    private readonly clock: Clock,
  ) {}

  async make(card: CardRow): Promise<string> {
    const ticket: Ticket = { until: later(this.clock.now(), LIFE).getTime() };
    const sealed = await this.vault.seal(placeOf(card), ticket);
    return Buffer.from(sealed).toString('base64url');
  }

  /** False for anything that was not made here, for this card, a moment ago. */
  async isGood(card: CardRow, text: string): Promise<boolean> {
    try {
      const sealed = Buffer.from(text, 'base64url');
      const { until } = await this.vault.open<Ticket>(placeOf(card), sealed);
      return this.clock.now().getTime() <= until;
    } catch {
      return false;
    }
  }
}

function placeOf({
  applicantId,
  payoutId,
}: {
  applicantId: Id<'applicant'>;
  payoutId: Id<'payout'>;
}): SealedPlace {
  return { subject: applicantId, table: 'payout_card', row: payoutId, field: 'ticket' };
}
