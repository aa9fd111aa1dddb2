import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { DomainError, invariant } from '#kernel';
import { ApplicantSessions, StaffSessions } from '#identity';
import { Config } from '#platform';
import { ACCESS, type Access } from './access.js';
import { readCookie } from './cookies.js';
import { tokenFits } from './form-token.js';
import { setVisitor, visitorOf, type Visitor } from './visitor.js';

/** Opens a route only to whom it names. A route that names nobody stays shut. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly config: Config,
    private readonly staffSessions: StaffSessions,
    private readonly applicantSessions: ApplicantSessions,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const access = this.reflector.getAllAndOverride<Access | undefined>(ACCESS, [
      context.getHandler(),
      context.getClass(),
    ]);
    invariant(access !== undefined, 'Every route says who may use it.');
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    setVisitor(request, await this.identify(access, request));
    if (access.kind !== 'public' && request.method === 'POST') checkFormToken(request);
    return true;
  }

  private async identify(access: Access, request: FastifyRequest): Promise<Visitor> {
    switch (access.kind) {
      case 'public':
        return {};
      case 'staff':
        return this.identifyStaff(access.roles, request);
      case 'applicant':
        return this.identifyApplicant(access.purpose, request);
    }
  }

  private async identifyStaff(
    roles: (Access & { kind: 'staff' })['roles'],
    request: FastifyRequest,
  ): Promise<Visitor> {
    const token = readCookie(request, this.config, 's');
    const session = token === undefined ? null : await this.staffSessions.find(token);
    if (!session) throw new DomainError('forbidden', 'SIGN_IN_NEEDED', 'Sign in first.');
    const { person, formToken } = session;
    if (roles.length > 0 && !roles.some((role) => person.roles.includes(role))) {
      throw new DomainError('forbidden', 'ROLE_MISSING', 'Your role does not open this page.');
    }
    return { staff: person, formToken };
  }

  private async identifyApplicant(
    purpose: 'draft' | 'status',
    request: FastifyRequest,
  ): Promise<Visitor> {
    const token = readCookie(request, this.config, 'a');
    const session = token === undefined ? null : await this.applicantSessions.find(token, purpose);
    if (!session) {
      const code = purpose === 'draft' ? 'DRAFT_NEEDED' : 'CODE_NEEDED';
      throw new DomainError('forbidden', code, 'This visit has ended or never started.');
    }
    return { applicantId: session.applicantId, formToken: session.formToken };
  }
}

/** Every form of a session carries the session's own token: another site cannot know it. */
function checkFormToken(request: FastifyRequest): void {
  if (tokenFits(tokenIn(request.body), visitorOf(request).formToken ?? '')) return;
  throw new DomainError('forbidden', 'FORM_EXPIRED', 'This form belongs to an earlier visit.');
}

function tokenIn(body: unknown): string {
  const token: unknown =
    typeof body === 'object' && body !== null && '_form' in body ? body._form : '';
  return typeof token === 'string' ? token : '';
}
