import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { People, type Staff } from '#identity';
import { Clock, Money } from '#kernel';
import { CardDesk, RailUnavailable, type CardRow } from '#payouts';
import { Config, type ViewModel } from '#platform';
import { problemModel } from '../../forms/problems.js';
import { readForm } from '../../forms/read-form.js';
import { ForStaff } from '../../http/access.js';
import { Redirect, View } from '../../http/view.js';
import { CurrentStaff } from '../../http/visitor.js';
import { bucketsOf } from '../payouts/claims.js';
import { CardReasonForm } from './card-forms.js';
import {
  CARDS,
  cardModel,
  cardsByState,
  leftOn,
  movementModel,
  reasonOptions,
} from './card-model.js';

type Problems = Partial<ReturnType<typeof problemModel>>;

/** Cards in people's hands, by state and age; one of them, with what was spent on which day. Where is never known here. */
@Controller('finance/cards')
@ForStaff('finance_preparer', 'finance_releaser')
export class CardsController {
  constructor(
    private readonly desk: CardDesk,
    private readonly people: People,
    private readonly config: Config,
    private readonly clock: Clock,
  ) {}

  @Get()
  async list(@CurrentStaff() staff: Staff): Promise<View> {
    const cards = await this.desk.live();
    const now = this.clock.now();
    const names = await this.people.names();
    const rests = cards.map((card) => ({ since: card.since, amount: leftOn(card) }));
    return new View('finance/cards', {
      title: 'Cards',
      back: '/finance',
      states: cardsByState(cards).map(withAmount),
      ages: bucketsOf(rests, now).map(withAmount),
      cards: cards.map((card) => cardModel(card, now, names, staff.id)),
    });
  }

  @Get(':id')
  async one(@Param('id') id: string, @CurrentStaff() staff: Staff): Promise<View> {
    return this.page(id, staff);
  }

  @Post(':id/freeze')
  async freeze(
    @Param('id') id: string,
    @CurrentStaff() staff: Staff,
    @Body() body: unknown,
  ): Promise<View | Redirect> {
    return this.turn({ id, staff, to: 'frozen' }, body);
  }

  @Post(':id/unfreeze')
  async unfreeze(
    @Param('id') id: string,
    @CurrentStaff() staff: Staff,
    @Body() body: unknown,
  ): Promise<View | Redirect> {
    return this.turn({ id, staff, to: 'on' }, body);
  }

  private async turn(
    { id, staff, to }: { id: string; staff: Staff; to: 'frozen' | 'on' },
    body: unknown,
  ): Promise<View | Redirect> {
    const reading = await readForm(CardReasonForm, body);
    if (!reading.ok) return this.page(id, staff, problemModel(reading.problems, reading.typed));
    const { reason } = reading.form;
    if (to === 'frozen') await this.desk.freeze(id, staff.id, reason);
    else await this.desk.unfreeze(id, staff.id, reason);
    return new Redirect(`${CARDS}/${id}`);
  }

  private async page(id: string, staff: Staff, problems: Problems = {}): Promise<View> {
    const card = await this.desk.get(id);
    const names = await this.people.names();
    const model = {
      title: 'Card',
      back: CARDS,
      card: cardModel(card, this.clock.now(), names, staff.id),
      ...(await this.spendingModel(card)),
      reasons: reasonOptions,
      ...problems,
    };
    return new View('finance/card', model, problems.problems ? 422 : 200);
  }

  /** While the card company does not answer, the rest of the page is still there. */
  private async spendingModel(card: CardRow): Promise<ViewModel> {
    try {
      const rows = await this.desk.spending(card);
      return { movements: rows.map((row) => movementModel(row, this.config.timeZone)) };
    } catch (error) {
      if (!(error instanceof RailUnavailable)) throw error;
      return { isSilent: true };
    }
  }
}

const withAmount = <Row extends { readonly minor: bigint }>(
  row: Row,
): Row & { amount: string } => ({
  ...row,
  amount: Money.of(row.minor, 'USD').format(),
});
