import { pino, type Logger } from 'pino';
import { Injectable } from '@nestjs/common';
import { DomainError, BrokenInvariant } from '#kernel';
import { Config } from '../config/config.js';

/**
 * The only things a log line may hold. An allow-list, not redaction: what is not named here cannot be
 * logged, so no name, address, telephone number, query or body can slip in with an object.
 */
export interface LogFields {
  /** Where it happened: `POST /f/:step`, `job payouts.send`, `queue fact`. Route patterns, never addresses. */
  readonly at?: string;
  readonly status?: number;
  readonly ms?: number;
  readonly code?: string;
  readonly count?: number;
  readonly attempt?: number;
  /** Prefixed random ids only. */
  readonly subject?: string;
  readonly stack?: string;
}

/** Structured logging by allow-list. */
@Injectable()
export class Log {
  private readonly pino: Logger;

  constructor(config: Config) {
    this.pino = pino(
      { level: config.logLevel, base: null, timestamp: pino.stdTimeFunctions.isoTime },
      process.stdout,
    );
  }

  info(event: string, fields: LogFields = {}): void {
    this.pino.info(pick(fields), event);
  }

  warn(event: string, fields: LogFields = {}): void {
    this.pino.warn(pick(fields), event);
  }

  /** An error's code and place. Messages of unexpected errors are left out: a database may quote values in them. */
  error(event: string, error: unknown, fields: LogFields = {}): void {
    this.pino.error(pick({ ...fields, ...describe(error) }), event);
  }
}

const NAMES = ['at', 'status', 'ms', 'code', 'count', 'attempt', 'subject', 'stack'] as const;

/** Copies only what the list names, whatever the object at run time holds beside it. */
function pick(fields: LogFields): LogFields {
  return Object.fromEntries(
    NAMES.filter((name) => fields[name] !== undefined).map((name) => [name, fields[name]]),
  );
}

function describe(error: unknown): LogFields {
  if (error instanceof DomainError) return { code: error.code };
  if (error instanceof BrokenInvariant) return { code: 'BROKEN_INVARIANT', ...place(error) };
  if (!(error instanceof Error)) return { code: 'UNKNOWN' };
  const code: unknown = 'code' in error ? error.code : error.name;
  return { code: typeof code === 'string' ? code : error.name, ...place(error) };
}

/** The stack's frames without its first lines, which repeat the message. */
function place(error: Error): LogFields {
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return { stack: frames.slice(0, 6).join('\n') };
}
