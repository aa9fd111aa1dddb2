import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { People, type Staff } from '#identity';
import { Clock } from '#kernel';
import { CardDesk } from '#payouts';
import { problemModel } from '../../forms/problems.js';
import { readForm } from '../../forms/read-form.js';
import { ForStaff } from '../../http/access.js';
import { Redirect, View } from '../../http/view.js';
import { CurrentStaff } from '../../http/visitor.js';
import { EndCardForm, ReplaceCardForm } from './card-forms.js';
import { CARDS, cardModel, endingOptions, lossOptions } from './card-model.js';

type Problems = Partial<ReturnType<typeof problemModel>>;
type Act = 'replace' | 'end' | 'agree';

const TITLES: Readonly<Record<Act, string>> = {
  replace: 'Replace a card',
  end: 'End a card',
  agree: 'Agree to end a card',
};

/** What cannot be undone to a card: a new one instead of it, by one person; its end, by two. Each after a page that says so. */
@Controller('finance/cards')
@ForStaff('finance_preparer', 'finance_releaser')
export class CardEndingsController {
  constructor(
    private readonly desk: CardDesk,
    private readonly people: People,
    private readonly clock: Clock,
  ) {}

  @Get(':id/replace')
  async beforeReplacing(@Param('id') id: string, @CurrentStaff() staff: Staff): Promise<View> {
    return this.ask(id, 'replace', staff);
  }

  @Post(':id/replace')
  async replace(
    @Param('id') id: string,
    @CurrentStaff() staff: Staff,
    @Body() body: unknown,
  ): Promise<View | Redirect> {
    const reading = await readForm(ReplaceCardForm, body);
    if (!reading.ok) {
      return this.ask(id, 'replace', staff, problemModel(reading.problems, reading.typed));
    }
    await this.desk.replace(id, staff.id, reading.form.loss);
    return new Redirect(`${CARDS}/${id}`);
  }

  @Get(':id/end')
  async beforeEnding(@Param('id') id: string, @CurrentStaff() staff: Staff): Promise<View> {
    return this.ask(id, 'end', staff);
  }

  /** Another person has to agree; nothing happens to the card yet. */
  @Post(':id/end')
  async askToEnd(
    @Param('id') id: string,
    @CurrentStaff() staff: Staff,
    @Body() body: unknown,
  ): Promise<View | Redirect> {
    const reading = await readForm(EndCardForm, body);
    if (!reading.ok) {
      return this.ask(id, 'end', staff, problemModel(reading.problems, reading.typed));
    }
    await this.desk.askToEnd(id, staff.id, reading.form.reason);
    return new Redirect(`${CARDS}/${id}`);
  }

  @Get(':id/agree')
  async beforeAgreeing(@Param('id') id: string, @CurrentStaff() staff: Staff): Promise<View> {
    return this.ask(id, 'agree', staff);
  }

  @Post(':id/agree')
  async agree(@Param('id') id: string, @CurrentStaff() staff: Staff): Promise<Redirect> {
    await this.desk.agreeToEnd(id, staff.id);
    return new Redirect(CARDS);
  }

  @Post(':id/refuse')
  async refuse(@Param('id') id: string, @CurrentStaff() staff: Staff): Promise<Redirect> {
    await this.desk.refuseToEnd(id, staff.id);
    return new Redirect(`${CARDS}/${id}`);
  }

  private async ask(id: string, act: Act, staff: Staff, problems: Problems = {}): Promise<View> {
    const card = await this.desk.get(id);
    const names = await this.people.names();
    const model = {
      title: TITLES[act],
      back: `${CARDS}/${card.payoutId}`,
      act,
      card: cardModel(card, this.clock.now(), names, staff.id),
      reasons: endingOptions,
      losses: lossOptions,
      ...problems,
    };
    return new View('finance/card-check', model, problems.problems ? 422 : 200);
  }
}
