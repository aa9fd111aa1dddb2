import { Injectable } from '@nestjs/common';
import { DomainError, invariant } from '#kernel';
import { UnitOfWork } from '../database/database.js';

/** A request to somebody else's server. */
export interface OutgoingRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The whole exchange ends by then. */
  readonly timeoutMs: number;
}

/** The answer, at most a megabyte of it. */
export interface IncomingAnswer {
  readonly status: number;
  readonly body: string;
}

const LARGEST_BODY = 1_048_576;

/** Outgoing HTTP with a deadline, never from inside a unit of work: a slow stranger must not hold our locks. */
@Injectable()
export class HttpClient {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** Throws `REMOTE_UNREACHABLE` (unavailable) when no answer arrives in time; any status is an answer. */
  async send(request: OutgoingRequest): Promise<IncomingAnswer> {
    invariant(!this.unitOfWork.isRunning, 'Calls to the outside stand between units of work.');
    try {
      const response = await fetch(request.url, {
        method: request.method,
        headers: { ...request.headers },
        ...(request.body === undefined ? {} : { body: request.body }),
        redirect: 'error',
        signal: AbortSignal.timeout(request.timeoutMs),
      });
      const body = await response.text();
      return { status: response.status, body: body.slice(0, LARGEST_BODY) };
    } catch {
      throw new DomainError(
        'unavailable',
        'REMOTE_UNREACHABLE',
        'The other server did not answer.',
      );
    }
  }
}
