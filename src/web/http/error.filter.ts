import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError, type ErrorKind } from '#kernel';
import { Log } from '#platform';
import { Pages } from './pages.js';
import { View } from './view.js';

/** The one place where kinds of refusal become HTTP. */
const STATUS: Readonly<Record<ErrorKind, number>> = {
  invalid: 422,
  not_found: 404,
  conflict: 409,
  forbidden: 403,
  unavailable: 503,
};

/** Refusals that lead to a door instead of an error page. */
const DOORS: Readonly<Record<string, string>> = {
  SIGN_IN_NEEDED: '/sign-in',
  CODE_NEEDED: '/code?ended=1',
  DRAFT_NEEDED: '/?ended=1',
};

/** Turns every failure into a page in the visitor's language: no stack trace, no echo of what was sent. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  constructor(
    private readonly pages: Pages,
    private readonly log: Log,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    if (reply.sent) return;
    const door = error instanceof DomainError ? DOORS[error.code] : undefined;
    if (door !== undefined) {
      void reply.status(303).header('location', door).send('');
      return;
    }
    const { status, code } = outward(error);
    if (status >= 500) {
      this.log.error('request failed', error, { at: routeOf(request), status });
    }
    if (request.url.startsWith('/webhooks/')) {
      void reply.status(status).type('text/plain; charset=utf-8').send(plain(status));
      return;
    }
    void reply.send(this.pages.show(page(request, status, code, error), request, reply));
  }
}

function outward(error: unknown): { status: number; code: string } {
  if (error instanceof DomainError) return { status: STATUS[error.kind], code: error.code };
  if (error instanceof HttpException) return { status: error.getStatus(), code: 'HTTP' };
  const status: unknown =
    typeof error === 'object' && error !== null && 'statusCode' in error ? error.statusCode : 500;
  return typeof status === 'number' && status >= 400 && status < 500
    ? { status, code: 'HTTP' }
    : { status: 500, code: 'UNEXPECTED' };
}

function page(request: FastifyRequest, status: number, code: string, error: unknown): View {
  const isStaff = STAFF_PATHS.test(request.url);
  const sentence = error instanceof DomainError ? error.message : null;
  const key = `error.${EXPLAINED.includes(status) ? String(status) : '500'}`;
  return isStaff
    ? new View('shared/staff-error', { title: 'Not possible', code, sentence, status }, status)
    : new View('applicant/error', { titleKey: `${key}.title`, textKey: `${key}.text` }, status);
}

/** What a program gets to read instead of a page. */
function plain(status: number): string {
  return `${PLAIN[status] ?? 'This could not be taken in. Send it again later.'}\n`;
}

const PLAIN: Readonly<Record<number, string>> = {
  400: 'This request cannot be read.',
  404: 'Nothing is listening at this address.',
  413: 'The notice is larger than 1 MB. Nothing was kept.',
  415: 'Notices are sent as application/json.',
};

/** Statuses with words of their own in the catalogue. */
const EXPLAINED: readonly number[] = [400, 403, 404, 409, 413, 415, 422, 503];

/** Staff pages live under these; everything else is read by applicants. */
const STAFF_PATHS = /^\/(review|approve|finance|audit|privacy|admin|staff|sign-in)(\/|\?|$)/;

function routeOf(request: FastifyRequest): string {
  return `${request.method} ${request.routeOptions.url ?? 'no route'}`;
}
