import { setTimeout as wait } from 'node:timers/promises';
import { jsonReply, type Exchange, type Outcome, type Reply } from './exchange.js';

export const faultKinds = [
  'drop_before',
  'drop_after',
  'slow',
  'status_500',
  'status_429',
  'html_200',
] as const;

export type FaultKind = (typeof faultKinds)[number];

/** A failure that the next matching requests will meet. */
export interface Fault {
  readonly kind: FaultKind;
  /** Upper-case method; without it every method matches. */
  readonly method?: string | undefined;
  /** Start of the path; without it every provider path matches. */
  readonly path?: string | undefined;
  /** How many requests meet it: 1 unless told. */
  readonly times?: number | undefined;
  /** For `slow`: how late the answer is. */
  readonly ms?: number | undefined;
  readonly retryAfterSeconds?: number | undefined;
  /** Whether the work is done before the failure shows (`slow`, `status_500`, `html_200`). */
  readonly effect?: boolean | undefined;
}

const defaultSlowMs = 3_000;
const defaultRetryAfterSeconds = 2;

/** Faults by choice, so that the way a payment is sent can be watched when the wire is bad. */
export class Faults {
  #waiting: Fault[] = [];
  readonly #ended = new AbortController();

  add(fault: Fault): void {
    this.#waiting.push({ ...fault, times: fault.times ?? 1 });
  }

  list(): readonly Fault[] {
    return this.#waiting;
  }

  clear(): void {
    this.#waiting = [];
  }

  /** Ends the waits of slow answers, so that the process can stop. */
  stop(): void {
    this.#ended.abort();
  }

  /** Takes the first fault that matches, and uses it up by one. */
  take(exchange: Exchange): Fault | null {
    const fault = this.#waiting.find((candidate) => matches(candidate, exchange));
    if (!fault) return null;
    const left = (fault.times ?? 1) - 1;
    this.#waiting = this.#waiting.flatMap((candidate) => {
      if (candidate !== fault) return [candidate];
      return left > 0 ? [{ ...fault, times: left }] : [];
    });
    return fault;
  }

  /** Runs the work of a request under a fault, and says what the caller gets to see. */
  async apply(fault: Fault | null, work: () => Reply): Promise<Outcome> {
    if (!fault) return work();
    switch (fault.kind) {
      case 'drop_before':
        return 'drop';
      case 'drop_after':
        work();
        return 'drop';
      case 'slow':
        return this.#late(fault, work);
      case 'status_500':
        return brokenReply(fault, work);
      case 'status_429':
        return limitedReply(fault);
      case 'html_200':
        return wrongContentReply(fault, work);
    }
  }

  async #late(fault: Fault, work: () => Reply): Promise<Reply> {
    const early = fault.effect === false ? null : work();
    await wait(fault.ms ?? defaultSlowMs, undefined, { signal: this.#ended.signal }).catch(
      () => undefined,
    );
    return early ?? work();
  }
}

function matches(fault: Fault, exchange: Exchange): boolean {
  const methodFits = !fault.method || fault.method === exchange.method;
  return methodFits && exchange.path.startsWith(fault.path ?? '/');
}

function brokenReply(fault: Fault, work: () => Reply): Reply {
  if (fault.effect) work();
  const error = { type: 'api_error', code: 'internal_error', message: 'Something broke here.' };
  return jsonReply(500, { error }, { 'stripe-should-retry': 'false' });
}

function limitedReply(fault: Fault): Reply {
  const error = { type: 'rate_limit', code: 'rate_limit', message: 'Too many requests.' };
  const seconds = fault.retryAfterSeconds ?? defaultRetryAfterSeconds;
  return jsonReply(429, { error }, { 'retry-after': String(seconds) });
}

function wrongContentReply(fault: Fault, work: () => Reply): Reply {
  if (fault.effect !== false) work();
  return {
    status: 200,
    headers: { 'content-type': 'text/html' },
    body: '<!doctype html><title>Maintenance</title><p>We will be back soon.</p>',
  };
}
