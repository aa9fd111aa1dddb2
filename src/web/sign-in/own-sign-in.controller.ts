import { Body, Controller, Get, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { DomainError } from '#kernel';
import { OwnSignIn, StaffSessions, type Staff } from '#identity';
import { Config } from '#platform';
import { problemModel } from '../forms/problems.js';
import { readForm, type FormProblem } from '../forms/read-form.js';
import { ForStaff } from '../http/access.js';
import { setCookie } from '../http/cookies.js';
import { homeOf } from '../http/navigation.js';
import { Redirect, View } from '../http/view.js';
import { CurrentStaff } from '../http/visitor.js';
import { OwnSignInForm } from './sign-in.form.js';

const DIFFERENT: FormProblem = { field: 'again', message: 'The two passwords are not the same.' };

/** Where an invited person replaces what an administrator made. No role opens before. */
@Controller('staff/own-sign-in')
@ForStaff()
export class OwnSignInController {
  constructor(
    private readonly ownSignIn: OwnSignIn,
    private readonly sessions: StaffSessions,
    private readonly config: Config,
  ) {}

  @Get()
  async form(@CurrentStaff() staff: Staff): Promise<View | Redirect> {
    if (!(await this.ownSignIn.isDue(staff.id))) return new Redirect('/staff');
    return this.page(staff);
  }

  @Post()
  async choose(
    @CurrentStaff() staff: Staff,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<View | Redirect> {
    const reading = await readForm(OwnSignInForm, body);
    if (!reading.ok) return this.page(staff, reading.problems, reading.typed['secret']);
    const { password, again, secret, code } = reading.form;
    if (password !== again) return this.page(staff, [DIFFERENT], secret);
    try {
      const digits = code.replaceAll(' ', '');
      await this.ownSignIn.choose(staff.id, { password, totpSecret: secret, code: digits });
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'AUTHENTICATOR_UNPROVEN') throw error;
      return this.page(staff, [{ field: 'code', message: error.message }], secret);
    }
    const token = await this.sessions.start(staff.id);
    setCookie(reply, this.config, 's', token);
    const session = await this.sessions.find(token);
    return new Redirect(session ? homeOf(session.person) : '/sign-in');
  }

  /** The form with a new secret, or with the one that was shown before; passwords are never shown again. */
  private page(
    staff: Staff,
    problems: readonly FormProblem[] = [],
    secret?: string | readonly string[],
  ): View {
    const isKept = typeof secret === 'string' && /^[A-Z2-7]{32}$/.test(secret);
    const offer = isKept ? this.ownSignIn.offer(staff, secret) : this.ownSignIn.offer(staff);
    return new View(
      'shared/own-sign-in',
      { title: 'Your own sign-in', ...offer, ...problemModel(problems, {}) },
      problems.length === 0 ? 200 : 422,
    );
  }
}
