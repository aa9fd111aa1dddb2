import { DomainError } from '#kernel';
import type { SubmitResult } from '../rail.js';
import { RailUnavailable } from '../rail-unavailable.js';
import { jsonOf, member, textOf } from './tremendous-json.js';
import type { Answer } from './tremendous-client.js';

/** Said when nobody waited for the outcome any more, or by whoever counts calls: no word about the call itself. */
const OPEN_ENDED: readonly number[] = [408, 425, 429, 499];
const WORD = /^[\w.-]{1,60}$/;

/**
 * The provider's own no, as a word: its code or type where it gives one, the status where not. Null when nobody said
 * no, and when somebody in between did: only the provider has its envelope (`{errors: {message}}`).
 */
export function refusalIn(answer: Answer): string | null {
  const { status } = answer;
  if (status < 400 || status >= 500 || OPEN_ENDED.includes(status)) return null;
  const errors = member(jsonOf(answer), 'errors');
  if (textOf(member(errors, 'message')) === null) return null;
  const words = [member(errors, 'code'), member(errors, 'type')].map(textOf);
  return words.find((word) => word !== null && WORD.test(word)) ?? String(status);
}

/** What an answer that is no order means. Only the provider's own no is one; everything else may have been done. */
export function failureOf(answer: Answer): SubmitResult {
  const { status, retryAfterMs } = answer;
  if (status === 429) return { kind: 'busy', code: String(status), retryAfterMs };
  const code = refusalIn(answer);
  if (code === null) return { kind: 'unknown', code: String(status) };
  switch (status) {
    case 401:
    case 403:
      return { kind: 'stopped', code };
    case 402:
      return { kind: 'no_funds', code };
    case 409:
      return { kind: 'mismatch', code };
    default:
      return { kind: 'rejected', reason: 'refused', rawReason: code };
  }
}

/** For reading calls: whether it was a clear no about what was asked. A key that is not let in says nothing about it. */
export function isRefused(answer: Answer): boolean {
  return answer.status !== 401 && refusalIn(answer) !== null;
}

/** For reading calls: anything but an answer. */
export function unavailable(): RailUnavailable {
  return new RailUnavailable();
}

/** For reading calls: a clear no. */
export function railRefused(): DomainError {
  return new DomainError('conflict', 'RAIL_REFUSED', 'The payment company refused this.');
}
