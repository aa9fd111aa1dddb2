import { digestOf } from './digest.js';
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

type Kept = Omit<RequestRecord, 'bodyDigest'>;

const kept = 2_000;

/** The last requests to the provider paths. In memory only, because bodies may hold bank details. */
export class RequestLog {
  #records: Kept[] = [];

  add(exchange: Exchange, rest: Pick<RequestRecord, 'at' | 'status' | 'fault' | 'replayed'>): void {
    this.#records.push({
      method: exchange.method,
      path: exchange.path,
      search: exchange.search,
      idempotencyKey: exchange.headers['idempotency-key'] ?? null,
      stripeContext:
        exchange.headers['stripe-context'] ?? exchange.headers['stripe-account'] ?? null,
      body: exchange.body,
      ...rest,
    });
    // Cut once for many requests: to move thousands of records for each of them is work for nothing.
    if (this.#records.length >= 2 * kept) this.#records = this.#records.slice(-kept);
  }

  /** Oldest first. */
  list(pathStart = '/'): readonly RequestRecord[] {
    return this.#records
      .slice(-kept)
      .filter(({ path }) => path.startsWith(pathStart))
      .map((record) => ({ ...record, bodyDigest: digestOf(record.body) }));
  }

  clear(): void {
    this.#records = [];
  }
}
