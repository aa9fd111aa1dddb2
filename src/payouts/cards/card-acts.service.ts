import { Injectable } from '@nestjs/common';
import { CardVisits } from './card-visits.service.js';
import { cardGraph, type CardFact } from './card.states.js';
import type { CardRow } from './payout-cards.store.js';
import type { LossReason } from '../rails/prepaid-card/card-controls.js';
import { CardRail } from '../rails/prepaid-card/card-rail.service.js';

/** Who does something to a card, and why when it is not hers. */
export interface CardActor {
  /** A person's or applicant's id. */
  readonly actor: string;
  readonly reason?: string;
}

/**
 * What is done to a card, whoever wants it: at the provider first, then looked at, then written down. Each throws
 * `STATE_EDGE_MISSING` (conflict) for what cannot happen now, and `RAIL_UNAVAILABLE`, after which nothing is claimed.
 */
@Injectable()
export class CardActs {
  constructor(
    private readonly visits: CardVisits,
    private readonly rail: CardRail,
  ) {}

  /** From then on she is paid. */
  async switchOn(card: CardRow, by: CardActor): Promise<void> {
    await this.act(card, 'CardOpened', by, () => this.rail.turn(card.firstCard, 'active'));
  }

  /** From this moment it pays nothing. */
  async freeze(card: CardRow, by: CardActor): Promise<void> {
    await this.act(card, 'CardFrozen', by, () => this.rail.turn(card.firstCard, 'inactive'));
  }

  async unfreeze(card: CardRow, by: CardActor): Promise<void> {
    await this.act(card, 'CardUnfrozen', by, () => this.rail.turn(card.firstCard, 'active'));
  }

  /** A new card for the rest, which waits for her; the old one is dead. */
  async replace(card: CardRow, loss: LossReason, by: CardActor): Promise<void> {
    await this.act(card, 'CardReplaced', by, () => this.rail.replace(card.firstCard, loss));
  }

  /** What is left is owed on the award again, once no shop can take anything any more. */
  async end(card: CardRow, by: CardActor): Promise<void> {
    await this.act(card, 'CardEnded', by, () => this.rail.end(card.firstCard));
  }

  private async act(
    card: CardRow,
    fact: CardFact,
    by: CardActor,
    atProvider: () => Promise<void>,
  ): Promise<void> {
    cardGraph.after(card.state, fact);
    await atProvider();
    await this.visits.look(card, { fact, ...by });
  }
}
