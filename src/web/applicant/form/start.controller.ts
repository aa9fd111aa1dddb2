import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Intake } from '#applications';
import { ApplicantSessions } from '#identity';
import { Config, isLanguage, translate } from '#platform';
import { readForm } from '../../forms/read-form.js';
import { Public } from '../../http/access.js';
import { readCookie, setCookie } from '../../http/cookies.js';
import { Language } from '../../http/visitor.js';
import { Redirect, View } from '../../http/view.js';
import { answerProblems } from './answer-problems.js';
import { GoOnForm } from './screen-forms.js';
import { endVisit, type Visits } from '../visits.js';

/** Pages of ours that a language link may lead back to; nothing typed into an address leads anywhere else. */
const OWN_PATH =
  /^\/(f\/[0-9]{1,2}(\/[1-5])?|code|s(\/[a-z0-9-]+){0,2}|help|safety|your-data|accessibility)?$/;

/** The way in: what this is, in which language, and the warning before the first question. */
@Controller()
@Public(
  'Anybody may look, choose a language, leave, and begin; nothing here is about a person yet.',
)
export class StartController {
  private readonly visits: Visits;

  constructor(
    private readonly config: Config,
    private readonly sessions: ApplicantSessions,
    private readonly intake: Intake,
  ) {
    this.visits = { config, sessions, intake };
  }

  /** Opening the start page ends any visit of this browser: the next person never sees the last one's answers. */
  @Get()
  async start(
    @Language() language: string,
    @Query('ended') ended: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<View> {
    await endVisit(this.visits, request, reply);
    const programme = await this.intake.openProgramme();
    return new View('applicant/start', {
      title: translate(language, 'start.title'),
      hasEnded: ended === '1',
      isOpen: programme !== null,
    });
  }

  @Get('language')
  language(
    @Query('l') wanted: unknown,
    @Query('to') to: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Redirect {
    if (typeof wanted === 'string' && isLanguage(wanted)) {
      setCookie(reply, this.config, 'l', wanted);
    }
    return new Redirect(typeof to === 'string' && OWN_PATH.test(to) ? to : '/');
  }

  @Get('f/1')
  before(@Language() language: string): View {
    return new View('applicant/before', {
      title: translate(language, 'before.title'),
      back: '/',
    });
  }

  /** The first press of a button starts the draft; reading never does. */
  @Post('f/1')
  async begin(
    @Language() language: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<View | Redirect> {
    const reading = await readForm(GoOnForm, body);
    if (!reading.ok) {
      const model = { title: translate(language, 'before.title'), back: '/' };
      return answerProblems('applicant/before', model, reading, language);
    }
    const token = readCookie(request, this.config, 'a');
    const running = token === undefined ? null : await this.sessions.find(token, 'draft');
    if (!running) {
      const { applicantId } = await this.intake.startDraft(language);
      setCookie(reply, this.config, 'a', await this.sessions.start(applicantId, 'draft'));
    }
    return new Redirect('/f/2');
  }
}
