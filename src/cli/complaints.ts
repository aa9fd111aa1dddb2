import { DomainError } from '#kernel';
import { UnusableConfiguration } from '#platform';
import { UsageError } from './command.js';

/** What the network says when nobody answers. Whoever else is talked to has refusals of its own, so it is the database. */
const NOBODY = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH']);
const CALLS = new Set(['connect', 'getaddrinfo']);

/** Why a command could not run, in sentences for whoever typed it. */
export function complaints(error: unknown): readonly string[] {
  if (error instanceof UnusableConfiguration) return error.problems;
  if (error instanceof DomainError) return [`${error.message} (${error.code})`];
  const silence = silenceIn(error);
  if (silence !== null) {
    return [
      `The database cannot be reached (${silence}): check that it runs and that DATABASE_URL is its address.`,
    ];
  }
  return [wordOf(error, 'message') || 'It could not run.'];
}

/** Whether the words were typed wrong. parseArgs complains with codes of its own. */
export function isUsage(error: unknown): boolean {
  return error instanceof UsageError || codeOf(error).startsWith('ERR_PARSE_ARGS');
}

/** The network's word for it when connecting failed, else null. A name with several addresses fails once for each. */
function silenceIn(error: unknown): string | null {
  if (error instanceof AggregateError) return silenceIn(error.errors[0]);
  const code = codeOf(error);
  return CALLS.has(wordOf(error, 'syscall')) && NOBODY.has(code) ? code : null;
}

/** The code an error carries, as those of Node and its files do; else empty. */
export const codeOf = (error: unknown): string => wordOf(error, 'code');

function wordOf(error: unknown, name: 'code' | 'syscall' | 'message'): string {
  if (typeof error !== 'object' || error === null) return '';
  const word: unknown = Reflect.get(error, name);
  return typeof word === 'string' ? word : '';
}
