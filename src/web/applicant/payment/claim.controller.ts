import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { AccessCodes } from '#identity';
import { utcDate, type Id } from '#kernel';
import { ClaimLinks, stageOf, type ClaimLink } from '#payouts';
import { translate, type ViewModel } from '#platform';
import { readForm, type FormProblem } from '../../forms/read-form.js';
import { ForApplicant } from '../../http/access.js';
import { CurrentApplicant, Language } from '../../http/visitor.js';
import { Redirect, View } from '../../http/view.js';
import { answerProblems } from '../form/answer-problems.js';
import { dayText } from '../day-text.js';
import { ShowLinkForm } from './payment-forms.js';
import { secretRefusal } from './secret-refusal.js';

const HOME = '/s/3';

/**
 * Money by a link. The link is cash: it is shown after her PIN, in one answer, and stands in no address, no log and no
 * message. Every page of hers is kept by no browser (`no-store`).
 */
@Controller('s/3')
@ForApplicant('status')
export class ClaimController {
  constructor(
    private readonly links: ClaimLinks,
    private readonly codes: AccessCodes,
  ) {}

  @Get()
  async list(
    @CurrentApplicant() applicantId: Id<'applicant'>,
    @Language() language: string,
  ): Promise<View | Redirect> {
    const links = await this.links.forApplicant(applicantId);
    const [only] = links;
    if (only && links.length === 1) return new Redirect(`${HOME}/${only.payoutId}`);
    return new View('applicant/claims', {
      title: translate(language, 'status.title'),
      back: '/s',
      links: links.map((link) => ({
        href: `${HOME}/${link.payoutId}`,
        amount: link.amount.formatShort(),
        state: translate(language, `claim.stage.${stageOf(link)}`),
      })),
    });
  }

  @Get(':payment')
  async one(
    @CurrentApplicant() applicantId: Id<'applicant'>,
    @Param('payment') payment: string,
    @Language() language: string,
  ): Promise<View> {
    return new View('applicant/claim', await this.model(applicantId, payment, language));
  }

  /** Her PIN, then the link, once. */
  @Post(':payment')
  async show(
    @CurrentApplicant() applicantId: Id<'applicant'>,
    @Param('payment') payment: string,
    @Body() body: unknown,
    @Language() language: string,
  ): Promise<View> {
    const model = await this.model(applicantId, payment, language);
    const reading = await readForm(ShowLinkForm, body);
    // What she typed is a secret: it is never put back into the page.
    if (!reading.ok) return refused(model, reading.problems, language);
    try {
      await this.codes.confirm(applicantId, reading.form.pin);
      const link = await this.links.show(applicantId, payment);
      return new View('applicant/claim-link', { title: model['title'], back: HOME, link });
    } catch (error) {
      const { message, minutes } = secretRefusal(error);
      return refused({ ...model, minutes }, [{ field: 'pin', message }], language);
    }
  }

  private async model(
    applicantId: Id<'applicant'>,
    payment: string,
    language: string,
  ): Promise<ViewModel> {
    return pageModel(await this.links.get(applicantId, payment), language);
  }
}

function pageModel(link: ClaimLink, language: string): ViewModel {
  const stage = stageOf(link);
  const { usableUntil } = link;
  return {
    title: translate(language, 'status.title'),
    back: '/s',
    action: `${HOME}/${link.payoutId}`,
    amount: link.amount.formatShort(),
    stage,
    words: translate(language, `claim.${stage}`),
    canShow: stage === 'ready' || stage === 'shown',
    until: usableUntil === null ? '' : dayText(utcDate(usableUntil), language),
  };
}

function refused(model: ViewModel, problems: readonly FormProblem[], language: string): View {
  return answerProblems('applicant/claim', model, { problems, typed: {} }, language);
}
