import { Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Intake } from '#applications';
import { ApplicantSessions } from '#identity';
import { DomainError, type Id } from '#kernel';
import { RailRegistry } from '#payouts';
import { Config, translate, type ViewModel } from '#platform';
import { ForApplicant } from '../../http/access.js';
import { CurrentApplicant, Language } from '../../http/visitor.js';
import { Redirect, View } from '../../http/view.js';
import { offeredWays } from '../payment/ways.js';
import { answerProblems } from './answer-problems.js';
import { QUESTION_SCREENS } from './question-screens.js';
import { pathAfter, pathBefore, QUESTIONS, SEND, withChange } from './screen-order.js';
import type { DraftToAsk, Screen } from './screens.js';
import { endVisit } from '../visits.js';

/** The questions, one page each. `?c=1` marks a change that returns to the check page. */
@Controller('f')
@ForApplicant('draft')
export class FormController {
  constructor(
    private readonly config: Config,
    private readonly sessions: ApplicantSessions,
    private readonly intake: Intake,
    private readonly rails: RailRegistry,
  ) {}

  @Get(':screen')
  async show(
    @Param('screen') number: string,
    @Query('c') change: unknown,
    @CurrentApplicant() applicantId: Id<'applicant'>,
    @Language() language: string,
  ): Promise<View | Redirect> {
    const screen = screenOf(number);
    const draft = await this.draftOf(applicantId);
    if (draft.isSent) return new Redirect(SEND);
    return new View(screen.template, {
      ...pageModel(screen, draft, language, change === '1'),
      typed: screen.typed(draft.answers),
    });
  }

  @Post(':screen')
  async save(
    @Param('screen') number: string,
    @Query('c') change: unknown,
    @CurrentApplicant() applicantId: Id<'applicant'>,
    @Language() language: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<View | Redirect> {
    const screen = screenOf(number);
    const draft = await this.draftOf(applicantId);
    if (draft.isSent) return new Redirect(SEND);
    const isChange = change === '1';
    const reading = await screen.read(request.body, draft);
    if (!reading.ok) {
      const model = pageModel(screen, draft, language, isChange);
      return answerProblems(screen.template, model, reading, language);
    }
    if (reading.stop) {
      const { config, sessions, intake } = this;
      await endVisit({ config, sessions, intake }, request, reply);
      return new Redirect('/help');
    }
    await this.intake.saveStep(draft.applicationId, reading.answers);
    const answers = { ...draft.answers, ...reading.answers };
    return new Redirect(pathAfter(screen.number, answers, isChange));
  }

  private async draftOf(applicantId: Id<'applicant'>): Promise<DraftToAsk> {
    const draft = await this.intake.draftOf(applicantId);
    const rails = this.rails.all().map(({ capabilities }) => capabilities);
    return { ...draft, ways: offeredWays(draft.programme.rails, rails) };
  }
}

function screenOf(number: string): Screen {
  const found = QUESTION_SCREENS.find((screen) => String(screen.number) === number);
  if (!found) throw new DomainError('not_found', 'SCREEN_UNKNOWN', 'There is no such page.');
  return found;
}

function pageModel(
  screen: Screen,
  draft: DraftToAsk,
  language: string,
  isChange: boolean,
): ViewModel {
  return {
    title: translate(language, 'title.question', {
      number: String(screen.number),
      total: String(QUESTIONS),
    }),
    back: pathBefore(screen.number, draft.answers, isChange),
    action: withChange(`/f/${String(screen.number)}`, isChange),
    // A support worker who fills it in for somebody reads the questions about "them".
    them: draft.answers.filledBy === 'advocate' ? '.them' : '',
    ...screen.model(draft, language),
  };
}
