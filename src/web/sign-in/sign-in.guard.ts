import { Injectable, type ExecutionContext, createParamDecorator } from '@nestjs/common';
import { AuthGuard, PassportStrategy } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import { Strategy } from 'passport-local';
import { DomainError } from '#kernel';
import { StaffSignIn, type Staff } from '#identity';
import { readForm } from '../forms/read-form.js';
import { SignInForm } from './sign-in.form.js';

/** Passport's local strategy over our own check. It reads the posted form only: a password in an address is ignored. */
@Injectable()
export class SignInStrategy extends PassportStrategy(Strategy, 'staff') {
  constructor(private readonly signIn: StaffSignIn) {
    super({ usernameField: 'email', passwordField: 'password', passReqToCallback: true });
  }

  /** The person, or false when the form is incomplete or the sign-in is refused. */
  async validate(request: { readonly body?: unknown }): Promise<Staff | false> {
    const reading = await readForm(SignInForm, request.body);
    if (!reading.ok) return false;
    const { email, password, code } = reading.form;
    try {
      return await this.signIn.verify(email, password, code);
    } catch (error) {
      if (error instanceof DomainError && error.code === 'SIGN_IN_REFUSED') return false;
      throw error;
    }
  }
}

/** Runs the strategy and lets the handler answer a refusal with the form, instead of an error page. */
@Injectable()
export class SignInGuard extends AuthGuard('staff') {
  override handleRequest<Found>(error: unknown, found: unknown): Found {
    if (error) throw error instanceof Error ? error : new Error('Signing in did not work.');
    // Passport's type says "some user"; the handler reads it through SignedIn, which knows about nobody.
    return (found === false ? undefined : found) as Found;
  }
}

/** Whom the guard found, if anybody. */
export const SignedIn = createParamDecorator(
  (_: unknown, context: ExecutionContext): Staff | undefined =>
    context.switchToHttp().getRequest<FastifyRequest & { readonly user?: Staff }>().user,
);
