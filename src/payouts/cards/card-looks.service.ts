import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { Money } from '#kernel';
import { Vault, type SealedPlace } from '#privacy';
import { CardOverspending } from './card-overspending.service.js';
import { CardRests } from './card-rests.service.js';
import { cardGraph, type CardFact, type CardState } from './card.states.js';
import { cardAfterLook, type PayoutCard } from './payout-card.js';
import { PayoutCardsStore, type CardRow } from './payout-cards.store.js';
import type { Payout } from '../payout.js';
import type { CardStanding } from '../rails/prepaid-card/card-controls.js';

/** What somebody did to a card. */
export interface CardAct {
  readonly fact: CardFact;
  /** A person's or applicant's id. */
  readonly actor: string;
  /** Why, as a code: finance always says it. */
  readonly reason?: string;
}

/** Writes down what a look at a card showed; what an ended card did not spend is owed again in the same unit of work. */
@Injectable()
export class CardLooks {
  constructor(
    private readonly store: PayoutCardsStore,
    private readonly rests: CardRests,
    private readonly overspending: CardOverspending,
    private readonly audit: AuditTrail,
    private readonly vault: Vault,
  ) {}

  /** For a locked payout, in the running unit of work. `did`: what somebody just did to the card at the provider. */
  async record(payout: Payout, standing: CardStanding, at: Date, did?: CardAct): Promise<void> {
    const known = (await this.store.find(payout.id, payout.amount.currency)) ?? unseen(payout);
    const before = { state: stateAfter(known.state, did), returned: known.returned };
    const { rest, ...seen } = cardAfterLook(before, standing, payout);
    const card: PayoutCard = {
      payoutId: payout.id,
      ...seen,
      labelSealed: await this.vault.seal(labelPlace(payout), standing.lastDigits),
      returned: before.returned.plus(rest),
      lookedAt: at,
    };
    await this.store.save(card);
    if (standing.state === 'ended') await this.store.dropEnding(payout.id);
    if (did) await this.note(payout, did);
    if (rest.minor > 0n) await this.rests.giveBack(payout, { before: before.returned, rest });
    if (card.overspent.isMoreThan(known.overspent)) await this.overspending.grew(payout.id);
  }

  /** The two digits she is shown; null when the card was never looked at. */
  async lastDigits({ payoutId: id, applicantId, amount }: CardRow): Promise<string | null> {
    const card = await this.store.find(id, amount.currency);
    return card && this.vault.open<string>(labelPlace({ id, applicantId }), card.labelSealed);
  }

  private async note({ id }: Payout, { fact, actor, reason }: CardAct): Promise<void> {
    const details = reason === undefined ? {} : { details: { reason } };
    await this.audit.record({ kind: 'act', act: fact, actor, subject: id, ...details });
  }
}

/** A card before the first look at it. */
function unseen({ amount }: Payout): Pick<PayoutCard, 'state' | 'overspent' | 'returned'> {
  const none = Money.zero(amount.currency);
  return { state: 'waiting', overspent: none, returned: none };
}

/** That a card ended is believed only when the provider says so. */
function stateAfter(known: CardState, did: CardAct | undefined): CardState {
  if (did === undefined || did.fact === 'CardEnded') return known;
  return cardGraph.allows(known, did.fact) ? cardGraph.after(known, did.fact) : known;
}

function labelPlace({ id, applicantId }: Pick<Payout, 'id' | 'applicantId'>): SealedPlace {
  return { subject: applicantId, table: 'payout_card', row: id, field: 'label' };
}
