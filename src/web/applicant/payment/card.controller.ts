import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { AccessCodes } from '#identity';
import { DomainError, type Id } from '#kernel';
import { CardShowings, PayoutCards } from '#payouts';
import { Config, translate } from '#platform';
import { readForm } from '../../forms/read-form.js';
import { CARD_SCRIPT } from '../../http/assets.js';
import { ForApplicant } from '../../http/access.js';
import { CurrentApplicant, Language } from '../../http/visitor.js';
import { Redirect, View } from '../../http/view.js';
import { answerProblems } from '../form/answer-problems.js';
import { CardKeyForm } from './card-forms.js';
import { CARD_HOME, cardModel, cardRows } from './card-pages.js';
import { ShowLinkForm } from './payment-forms.js';
import { secretRefusal } from './secret-refusal.js';

type Applicant = Id<'applicant'>;

/**
 * Her card: where it stands, what is left, and after her PIN the number, which the card company shows in frames of its
 * own: this service never has it. Every page of hers is kept by no browser (`no-store`).
 */
@Controller('s/4')
@ForApplicant('status')
export class CardController {
  constructor(
    private readonly cards: PayoutCards,
    private readonly showings: CardShowings,
    private readonly codes: AccessCodes,
    private readonly config: Config,
  ) {}

  @Get()
  async list(
    @CurrentApplicant() applicantId: Applicant,
    @Language() language: string,
  ): Promise<View | Redirect> {
    const cards = await this.cards.forApplicant(applicantId);
    const [only] = cards;
    if (only && cards.length === 1) return new Redirect(`${CARD_HOME}/${only.payoutId}`);
    return new View('applicant/cards', {
      title: translate(language, 'status.title'),
      back: '/s',
      cards: cardRows(cards, language),
    });
  }

  @Get(':card')
  async one(
    @CurrentApplicant() applicantId: Applicant,
    @Param('card') id: string,
    @Language() language: string,
  ): Promise<View | Redirect> {
    const { card, isOld } = await this.cards.fresh(applicantId, id);
    // It came to nothing meanwhile: where the money is now, the first page says.
    if (!card) return new Redirect('/s');
    return new View('applicant/card', { ...cardModel(card, language), isOld });
  }

  /** Her PIN, then a page that runs the card company's script and holds nothing but the card. */
  @Post(':card')
  async show(
    @CurrentApplicant() applicantId: Applicant,
    @Param('card') id: string,
    @Body() body: unknown,
    @Language() language: string,
  ): Promise<View> {
    const model = cardModel(await this.cards.hers(applicantId, id), language);
    const reading = await readForm(ShowLinkForm, body);
    // What she typed is a secret: it is never put back into the page.
    if (!reading.ok) {
      const { problems } = reading;
      return answerProblems('applicant/card', model, { problems, typed: {} }, language);
    }
    try {
      await this.codes.confirm(applicantId, reading.form.pin);
      const permit = await this.showings.permit(applicantId, id);
      return this.numberPage({ ...model, ...permit });
    } catch (error) {
      const { message, minutes } = secretRefusal(error);
      const problems = [{ field: 'pin', message }];
      return answerProblems(
        'applicant/card',
        { ...model, minutes },
        { problems, typed: {} },
        language,
      );
    }
  }

  /** For the script of that page: the key that opens the frames. */
  @Post(':card/1')
  async key(
    @CurrentApplicant() applicantId: Applicant,
    @Param('card') id: string,
    @Body() body: unknown,
  ): Promise<{ readonly key: string }> {
    const reading = await readForm(CardKeyForm, body);
    if (!reading.ok) throw new DomainError('invalid', 'FORM_UNREADABLE', 'This cannot be read.');
    return { key: await this.showings.show(applicantId, id, reading.form) };
  }

  private numberPage(model: Readonly<Record<string, unknown>>): View {
    const { stripeJsUrl, stripeApiUrl, stripePublishableKey } = this.config;
    return new View(
      'applicant/card-number',
      { ...model, publishableKey: stripePublishableKey },
      200,
      {
        url: stripeJsUrl,
        script: CARD_SCRIPT,
        callsTo: [stripeApiUrl],
      },
    );
  }
}
