import { digestOf } from '../http/digest.js';
import type { SandboxClock } from '../sandbox-clock.js';
import type { Store } from '../store/store.js';
import { table } from '../store/table.js';
import { ApiError } from './api-error.js';

/** What is remembered about a key: what it stood for, and the answer once there was a success. */
interface ReplyRecord {
  readonly digest: string;
  readonly atMs: number;
  readonly body: string | null;
}

export const replies = table<ReplyRecord>('reply');

const keyLifeMs = 30 * 24 * 3_600_000;
const longestKey = 255;

/**
 * Idempotency keys by the rules of API v2: a success is answered again and not repeated; work that
 * failed is tried again; the same key with another request is an error; keys live for 30 days.
 */
export class Idempotency {
  readonly #running = new Set<string>();

  constructor(
    private readonly store: Store,
    private readonly clock: SandboxClock,
  ) {}

  /** Holds a key while its request runs. Throws a 409 when another request holds it. */
  enter(key: string | null): void {
    if (key === null) return;
    if (key.length === 0 || key.length > longestKey) {
      throw new ApiError(400, 'idempotency_error', 'invalid_key', 'The key is empty or too long.');
    }
    if (this.#running.has(key)) {
      throw new ApiError(
        409,
        'idempotency_error',
        'idempotency_key_in_use',
        'Another request with this key is still running.',
      );
    }
    this.#running.add(key);
  }

  leave(key: string | null): void {
    if (key !== null) this.#running.delete(key);
  }

  /** The earlier answer, or null. Throws a 400 when the key stood for another request. */
  replay(key: string, request: string): string | null {
    const record = this.store.get(replies, key);
    if (!record || record.atMs + keyLifeMs <= this.clock.nowMs()) return null;
    if (record.digest !== digestOf(request)) {
      throw new ApiError(
        400,
        'idempotency_error',
        'idempotency_key_reused',
        'The key was first used with another request.',
      );
    }
    return record.body;
  }

  /** Binds a key to its request; with a body it is also the answer to every repetition. */
  remember(key: string, request: string, body: string | null): void {
    const known = this.store.get(replies, key);
    const isLiving = known && known.atMs + keyLifeMs > this.clock.nowMs();
    const atMs = isLiving ? known.atMs : this.clock.nowMs();
    this.store.put(replies, key, { digest: digestOf(request), atMs, body });
  }
}
