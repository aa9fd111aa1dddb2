import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DomainError, type Id } from '#kernel';
import type { Staff } from '#identity';

/** Who is visiting, once the guard has looked: staff, an applicant with her code or draft, or nobody yet. */
export interface Visitor {
  readonly staff?: Staff;
  readonly applicantId?: Id<'applicant'>;
  /** Must come back with every form of this session. */
  readonly formToken?: string;
}

const visitors = new WeakMap<object, Visitor>();

/** What the guard found out about a request. */
export function visitorOf(request: FastifyRequest): Visitor {
  return visitors.get(request.raw) ?? {};
}

export function setVisitor(request: FastifyRequest, visitor: Visitor): void {
  visitors.set(request.raw, visitor);
}

function requestOf(context: ExecutionContext): FastifyRequest {
  return context.switchToHttp().getRequest<FastifyRequest>();
}

/** The signed-in member of staff, on routes that are for staff. */
export const CurrentStaff = createParamDecorator((_: unknown, context: ExecutionContext): Staff => {
  const { staff } = visitorOf(requestOf(context));
  if (!staff) throw new DomainError('forbidden', 'SIGN_IN_NEEDED', 'Sign in first.');
  return staff;
});

/** The applicant of the running session, on routes that are for applicants. */
export const CurrentApplicant = createParamDecorator(
  (_: unknown, context: ExecutionContext): Id<'applicant'> => {
    const { applicantId } = visitorOf(requestOf(context));
    if (!applicantId) throw new DomainError('forbidden', 'CODE_NEEDED', 'Enter the code first.');
    return applicantId;
  },
);

/** The language this request is answered in. */
export const Language = createParamDecorator((_: unknown, context: ExecutionContext): string =>
  languageOf(requestOf(context)),
);

const languages = new WeakMap<object, string>();

export function languageOf(request: FastifyRequest): string {
  return languages.get(request.raw) ?? 'en';
}

export function setLanguage(request: FastifyRequest, language: string): void {
  languages.set(request.raw, language);
}
