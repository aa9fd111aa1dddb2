import { digestOf } from '../../http/digest.js';
import type { Reply } from '../../http/exchange.js';
import type { SandboxClock } from '../../sandbox-clock.js';
import type { Store } from '../../store/store.js';
import { table } from '../../store/table.js';
import { ApiError } from '../api-error.js';

/** The first answer under a key, whatever it was. */
interface FirstReplyRecord {
  readonly digest: string;
  readonly atMs: number;
  readonly status: number;
  readonly body: string;
}

export const firstReplies = table<FirstReplyRecord>('firstReply');

const keyLifeMs = 24 * 3_600_000;

/**
 * Idempotency keys by the rules of API v1: the first answer is replayed whatever it was, a 500 too, and nothing is run
 * again; what was refused before the work began (a field that is wrong, a key in use) is not kept; keys are forgotten
 * after 24 hours of the sandbox's clock.
 */
export class IdempotencyV1 {
  constructor(
    private readonly store: Store,
    private readonly clock: SandboxClock,
  ) {}

  /** The first answer, or null. Throws a 400 when the key stood for another request. */
  replay(key: string, request: string): Reply | null {
    const record = this.#living(key);
    if (!record) return null;
    if (record.digest !== digestOf(request)) {
      throw new ApiError(
        400,
        'idempotency_error',
        'idempotency_key_reused',
        'Keys for idempotent requests can only be used with the same parameters they were first used with.',
      );
    }
    const headers = { 'content-type': 'application/json', 'idempotent-replayed': 'true' };
    return { status: record.status, headers, body: record.body };
  }

  isKnown(key: string): boolean {
    return this.#living(key) !== null;
  }

  /** Inside a commit. */
  remember(key: string, request: string, { status, body }: Pick<Reply, 'status' | 'body'>): void {
    const atMs = this.clock.nowMs();
    this.store.put(firstReplies, key, { digest: digestOf(request), atMs, status, body });
  }

  #living(key: string): FirstReplyRecord | null {
    const record = this.store.get(firstReplies, key);
    return record && record.atMs + keyLifeMs > this.clock.nowMs() ? record : null;
  }
}
