import { createHash } from 'node:crypto';
import type { FaultKind } from './faults.js';
import type { Exchange } from './exchange.js';

/** What a provider got to see, word for word: the evidence for the privacy test. */
export interface RequestRecord {
  readonly at: string;
  readonly method: string;
  readonly path: string;
  readonly search: string;
  readonly idempotencyKey: string | null;
  readonly stripeContext: string | null;
  readonly bodyDigest: string;
  readonly body: string;
  readonly status: number | null;
  readonly fault: FaultKind | null;
  readonly replayed: boolean;
}

const kept = 2_000;

/** The last requests to the provider paths. In memory only, because bodies may hold bank details. */
export class RequestLog {
  #records: RequestRecord[] = [];

  add(exchange: Exchange, rest: Pick<RequestRecord, 'at' | 'status' | 'fault' | 'replayed'>): void {
    this.#records.push({
      method: exchange.method,
      path: exchange.path,
      search: exchange.search,
      idempotencyKey: exchange.headers['idempotency-key'] ?? null,
      stripeContext:
        exchange.headers['stripe-context'] ?? exchange.headers['stripe-account'] ?? null,
      bodyDigest: digestOf(exchange.body),
      body: exchange.body,
      ...rest,
    });
    if (this.#records.length > kept) this.#records.splice(0, this.#records.length - kept);
  }

  /** Oldest first. */
  list(pathStart = '/'): readonly RequestRecord[] {
    return this.#records.filter((record) => record.path.startsWith(pathStart));
  }

  clear(): void {
    this.#records = [];
  }
}

/** SHA-256 in hexadecimal. */
export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
