import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Intake } from '#applications';
import { AccessCodes, ApplicantSessions, CodeAsleep } from '#identity';
import { DomainError } from '#kernel';
import { Config, translate, type ViewModel } from '#platform';
import { readForm } from '../forms/read-form.js';
import { Public } from '../http/access.js';
import { setCookie } from '../http/cookies.js';
import { Language } from '../http/visitor.js';
import { Redirect, View } from '../http/view.js';
import { answerProblems } from './form/answer-problems.js';
import { CodeForm } from './form/screen-forms.js';
import { closeSentDraft, endVisit } from './visits.js';

/** The way back in: sixteen digits and the PIN. */
@Controller('code')
@Public('This is the door itself; the code and the PIN are the key.')
export class CodeController {
  constructor(
    private readonly config: Config,
    private readonly sessions: ApplicantSessions,
    private readonly intake: Intake,
    private readonly accessCodes: AccessCodes,
  ) {}

  /** Coming from the page that showed the code ends that visit: the code is hers to keep now. */
  @Get()
  async ask(
    @Language() language: string,
    @Query('ended') ended: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<View> {
    const { config, sessions, intake } = this;
    await closeSentDraft({ config, sessions, intake }, request, reply);
    return new View('applicant/code', { ...pageModel(language), hasEnded: ended === '1' });
  }

  @Post()
  async enter(
    @Body() body: unknown,
    @Language() language: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<View | Redirect> {
    const reading = await readForm(CodeForm, body);
    const typed = { code: reading.typed['code'] ?? '' };
    if (!reading.ok) {
      const problems = { problems: reading.problems, typed };
      return answerProblems('applicant/code', pageModel(language), problems, language);
    }
    try {
      const applicantId = await this.accessCodes.enter(reading.form.code, reading.form.pin);
      const { config, sessions, intake } = this;
      await endVisit({ config, sessions, intake }, request, reply);
      setCookie(reply, config, 'a', await sessions.start(applicantId, 'status'));
      return new Redirect('/s');
    } catch (error) {
      const refusal = refusalOf(error);
      const problems = { problems: [{ field: 'code', message: refusal.message }], typed };
      const model = { ...pageModel(language), minutes: refusal.minutes };
      return answerProblems('applicant/code', model, problems, language);
    }
  }
}

const pageModel = (language: string): ViewModel => ({
  title: translate(language, 'code.title'),
  back: '/',
  hasEnded: false,
});

/** One sentence for everything that does not fit, and the minutes to wait once a code sleeps. */
function refusalOf(error: unknown): { message: string; minutes: string } {
  if (error instanceof CodeAsleep) {
    return { message: 'err.code_asleep', minutes: String(error.minutes) };
  }
  if (error instanceof DomainError && error.code === 'CODE_REFUSED') {
    return { message: 'err.code_refused', minutes: '' };
  }
  throw error;
}
