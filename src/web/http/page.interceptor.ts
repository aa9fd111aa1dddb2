import {
  Injectable,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';
import { Pages } from './pages.js';
import { Download, Redirect, View } from './view.js';

/** Turns what handlers return (View, Redirect, Download) into an answer. */
@Injectable()
export class PageInterceptor implements NestInterceptor {
  constructor(private readonly pages: Pages) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    return next.handle().pipe(map((result: unknown) => this.answer(result, request, reply)));
  }

  private answer(result: unknown, request: FastifyRequest, reply: FastifyReply): unknown {
    if (result instanceof View) return this.pages.show(result, request, reply);
    if (result instanceof Redirect) {
      void reply.status(303).header('location', result.location);
      return '';
    }
    if (result instanceof Download) {
      void reply
        .type(result.type.startsWith('text/') ? `${result.type}; charset=utf-8` : result.type)
        .header('content-disposition', `attachment; filename="${result.fileName}"`);
      return result.stream;
    }
    return result;
  }
}
