import { Injectable } from '@nestjs/common';
import { ProviderAlerts } from '../../outcomes/provider-alerts.service.js';
import { RailQuestions } from '../../sending/rail-questions.service.js';
import { wordsIn } from '../attentive-rail.js';
import { heardBy } from '../paced-rail.js';
import { RailUnavailable } from '../rail-unavailable.js';
import type { CardMovement } from './card.js';
import type { CardControls, CardLook, CardStanding, LossReason } from './card-controls.js';
import { PrepaidCardRail } from './prepaid-card.rail.js';

/** Who may not wait behind others goes first, and they wait longer. */
type Turn = 'in_line' | 'first';

/**
 * The door to cards in people's hands: each call is counted among the questions to the rail, and heard when it fails.
 * What stops a card goes first: until then somebody else may spend from it. So does the look after an act, before which
 * nobody knows here what was done. Throws what `CardControls` throws, and `RAIL_UNAVAILABLE` when it is not asked.
 */
@Injectable()
export class CardRail implements CardControls {
  constructor(
    private readonly rail: PrepaidCardRail,
    private readonly questions: RailQuestions,
    private readonly alerts: ProviderAlerts,
  ) {}

  async look(firstCard: string, turn: Turn = 'in_line'): Promise<CardLook> {
    const seen = await this.ask(0, turn, () => this.rail.look(firstCard));
    for (const word of wordsIn(this.rail.capabilities.id, seen)) await this.alerts.note(word);
    return seen;
  }

  /** Where the cards stand, for who only reads it. */
  async standing(firstCard: string): Promise<CardStanding> {
    return known(await this.look(firstCard));
  }

  async spending(firstCard: string): Promise<readonly CardMovement[]> {
    return this.ask(0, 'in_line', () => this.rail.spending(firstCard));
  }

  async turn(firstCard: string, to: 'active' | 'inactive'): Promise<void> {
    const turn = to === 'inactive' ? 'first' : 'in_line';
    await this.ask(1, turn, () => this.rail.turn(firstCard, to));
  }

  async replace(firstCard: string, reason: LossReason): Promise<void> {
    await this.ask(3, 'first', () => this.rail.replace(firstCard, reason));
  }

  async end(firstCard: string): Promise<void> {
    await this.ask(1, 'first', () => this.rail.end(firstCard));
  }

  async showing(firstCard: string, nonce: string): Promise<string> {
    return this.ask(1, 'in_line', () => this.rail.showing(firstCard, nonce));
  }

  /** Each begins with a look at the cards; `more` requests change something or ask for more. */
  private async ask<Answer>(
    more: number,
    turn: Turn,
    work: () => Promise<Answer>,
  ): Promise<Answer> {
    const { capabilities } = this.rail;
    const requests = capabilities.pace.perQuestion + more;
    if (turn === 'first') await this.questions.takeFirst(capabilities, requests);
    else await this.questions.take(capabilities, requests);
    return heardBy(this.questions, capabilities.id, work);
  }
}

/** Throws `RAIL_UNAVAILABLE` for amounts that cannot be read. */
export function known({ standing }: CardLook): CardStanding {
  if (standing === null) throw new RailUnavailable();
  return standing;
}
