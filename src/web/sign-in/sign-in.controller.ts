import { Body, Controller, Get, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { StaffSessions, type Staff } from '#identity';
import { Config } from '#platform';
import { problemModel } from '../forms/problems.js';
import { readForm } from '../forms/read-form.js';
import { ForStaff, Public } from '../http/access.js';
import { clearCookie, readCookie, setCookie } from '../http/cookies.js';
import { homeOf } from '../http/navigation.js';
import { Redirect, View } from '../http/view.js';
import { SignInForm } from './sign-in.form.js';
import { SignedIn, SignInGuard } from './sign-in.guard.js';

const REFUSED = {
  field: 'email',
  message:
    'E-mail, password or code is not right. A code works once. After 5 wrong tries an account rests for 15 minutes.',
};

/** The door for staff. */
@Controller()
export class SignInController {
  constructor(
    private readonly sessions: StaffSessions,
    private readonly config: Config,
  ) {}

  @Get('sign-in')
  @Public('Nobody is signed in yet.')
  form(): View {
    return new View('shared/sign-in', { title: 'Sign in' });
  }

  @Post('sign-in')
  @Public('Nobody is signed in yet; the form proves who it is.')
  @UseGuards(SignInGuard)
  async enter(
    @Body() body: unknown,
    @SignedIn() person: Staff | undefined,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<View | Redirect> {
    if (!person) return refused(body);
    await this.endEarlier(request);
    setCookie(reply, this.config, 's', await this.sessions.start(person.id));
    return new Redirect(homeOf(person));
  }

  @Post('sign-out')
  @ForStaff()
  async leave(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Redirect> {
    await this.endEarlier(request);
    clearCookie(reply, this.config, 's');
    return new Redirect('/sign-in');
  }

  /** A session of this browser never outlives the next one. */
  private async endEarlier(request: FastifyRequest): Promise<void> {
    const token = readCookie(request, this.config, 's');
    if (token !== undefined) await this.sessions.end(token);
  }
}

/** The form again, with the e-mail kept and nothing else. */
async function refused(body: unknown): Promise<View> {
  const reading = await readForm(SignInForm, body);
  const problems = reading.ok ? [REFUSED] : reading.problems;
  const email = reading.typed['email'] ?? '';
  return new View(
    'shared/sign-in',
    { title: 'Sign in', ...problemModel(problems, { email }) },
    422,
  );
}
