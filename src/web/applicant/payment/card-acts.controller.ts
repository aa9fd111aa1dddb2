import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { DomainError, type Id } from '#kernel';
import { PayoutCards } from '#payouts';
import { readForm, type FormProblem, type Typed } from '../../forms/read-form.js';
import { ForApplicant } from '../../http/access.js';
import { CurrentApplicant, Language } from '../../http/visitor.js';
import { Redirect, View } from '../../http/view.js';
import { answerProblems } from '../form/answer-problems.js';
import { GoOnForm } from '../form/screen-forms.js';
import { LostCardForm } from './card-forms.js';
import { CARD_HOME, cardModel, endModel, lostModel } from './card-pages.js';

type Applicant = Id<'applicant'>;

interface About {
  readonly id: string;
  readonly language: string;
  /** Where it leads when it is done; to the card, unless it says otherwise. */
  readonly to?: string;
}

/** What she does to her card. What cannot be undone has a page before it; to freeze it takes one press. */
@Controller('s/4')
@ForApplicant('status')
export class CardActsController {
  constructor(private readonly cards: PayoutCards) {}

  @Post(':card/2')
  async freeze(
    @CurrentApplicant() applicantId: Applicant,
    @Param('card') id: string,
    @Body() body: unknown,
    @Language() language: string,
  ): Promise<View | Redirect> {
    return this.press(applicantId, { id, language }, body, () =>
      this.cards.freeze(applicantId, id),
    );
  }

  @Post(':card/3')
  async unfreeze(
    @CurrentApplicant() applicantId: Applicant,
    @Param('card') id: string,
    @Body() body: unknown,
    @Language() language: string,
  ): Promise<View | Redirect> {
    return this.press(applicantId, { id, language }, body, () =>
      this.cards.unfreeze(applicantId, id),
    );
  }

  @Get(':card/4')
  async beforeReplacing(
    @CurrentApplicant() applicantId: Applicant,
    @Param('card') id: string,
    @Language() language: string,
  ): Promise<View> {
    const card = await this.cards.hers(applicantId, id);
    return new View('applicant/card-lost', lostModel(card, language));
  }

  /** A new number instead of the one that is gone. */
  @Post(':card/4')
  async replace(
    @CurrentApplicant() applicantId: Applicant,
    @Param('card') id: string,
    @Body() body: unknown,
    @Language() language: string,
  ): Promise<View | Redirect> {
    const reading = await readForm(LostCardForm, body);
    if (!reading.ok) {
      const model = lostModel(await this.cards.hers(applicantId, id), language);
      return answerProblems('applicant/card-lost', model, reading, language);
    }
    const { loss } = reading.form;
    return this.done(applicantId, { id, language }, () =>
      this.cards.replace(applicantId, id, loss),
    );
  }

  @Get(':card/5')
  async beforeEnding(
    @CurrentApplicant() applicantId: Applicant,
    @Param('card') id: string,
    @Language() language: string,
  ): Promise<View> {
    const card = await this.cards.hers(applicantId, id);
    return new View('applicant/card-end', endModel(card, language));
  }

  /** What is left is hers in another way. */
  @Post(':card/5')
  async end(
    @CurrentApplicant() applicantId: Applicant,
    @Param('card') id: string,
    @Body() body: unknown,
    @Language() language: string,
  ): Promise<View | Redirect> {
    const act = (): Promise<void> => this.cards.giveBack(applicantId, id);
    return this.press(applicantId, { id, language, to: '/s' }, body, act);
  }

  /** For forms whose only answer is the button. */
  private async press(
    applicantId: Applicant,
    about: About,
    body: unknown,
    act: () => Promise<void>,
  ): Promise<View | Redirect> {
    const reading = await readForm(GoOnForm, body);
    if (reading.ok) return this.done(applicantId, about, act);
    const model = cardModel(await this.cards.hers(applicantId, about.id), about.language);
    return answerProblems('applicant/card', model, reading, about.language);
  }

  private async done(
    applicantId: Applicant,
    { id, language, to }: About,
    act: () => Promise<void>,
  ): Promise<View | Redirect> {
    try {
      await act();
      return new Redirect(to ?? `${CARD_HOME}/${id}`);
    } catch (error) {
      const problems: FormProblem[] = [{ field: '', message: messageFor(error) }];
      const typed: Typed = {};
      const card = await this.cards.hers(applicantId, id);
      return answerProblems(
        'applicant/card',
        cardModel(card, language),
        { problems, typed },
        language,
      );
    }
  }
}

/** Pressed twice, or too late; or nobody knows yet whether it happened. Everything else is ours to look into. */
const MESSAGES: Readonly<Record<string, string>> = {
  STATE_EDGE_MISSING: 'err.card_changed',
  RAIL_REFUSED: 'err.card_changed',
  RAIL_UNAVAILABLE: 'err.card_unavailable',
};

function messageFor(error: unknown): string {
  const message = error instanceof DomainError ? MESSAGES[error.code] : undefined;
  if (message === undefined) throw error;
  return message;
}
