import qs from 'qs';
import { jsonBody, jsonReply, type Exchange, type Outcome, type Reply } from '../http/exchange.js';
import type { Fault, Faults } from '../http/faults.js';
import type { Store } from '../store/store.js';
import { withProviderHeaders } from './answer-headers.js';
import { ApiError, invalidFields } from './api-error.js';
import { checkCaller } from './caller.js';
import type { Idempotency } from './idempotency.js';
import { findOperation, type Operation, type RawCall } from './operation.js';

type Found = NonNullable<ReturnType<typeof findOperation>>;

/**
 * The gate of API v2: who asks, which version, is the key free, is the request valid; then the work
 * and its answer in one commit. Every answer carries a request id and the version.
 */
export class StripeApi {
  constructor(
    private readonly parts: {
      readonly operations: readonly Operation[];
      readonly store: Store;
      readonly idempotency: Idempotency;
      readonly faults: Faults;
      readonly secretKey: string;
    },
  ) {}

  async answer(exchange: Exchange, fault: Fault | null): Promise<Outcome> {
    const key = exchange.headers['idempotency-key'] ?? null;
    let held: string | null = null;
    try {
      checkCaller(exchange, this.parts.secretKey);
      this.parts.idempotency.enter(key);
      held = key;
      const outcome = await this.parts.faults.apply(fault, () => this.#reply(exchange, key));
      return outcome === 'drop' ? outcome : withProviderHeaders(outcome, exchange);
    } catch (error) {
      if (error instanceof ApiError) return withProviderHeaders(error.reply(), exchange);
      throw error;
    } finally {
      this.parts.idempotency.leave(held);
    }
  }

  /** Errors become replies here, so that a fault can hide them just as it hides a success. */
  #reply(exchange: Exchange, key: string | null): Reply {
    try {
      const found = findOperation(this.parts.operations, exchange.method, exchange.path);
      if (!found) {
        const message = `There is no ${exchange.method} ${exchange.path} here.`;
        throw new ApiError(404, 'invalid_request_error', 'unknown_endpoint', message);
      }
      const raw = rawCall(exchange, found, key);
      return key === null || exchange.method === 'GET'
        ? jsonReply(
            200,
            this.parts.store.commit(() => found.operation.run(raw)),
          )
        : this.#once(found, raw, { key, request: requestText(exchange) });
    } catch (error) {
      if (error instanceof ApiError) return error.reply();
      throw error;
    }
  }

  /** Runs a POST at most once per key; the work and the remembered answer are one commit. */
  #once(found: Found, raw: RawCall, { key, request }: { key: string; request: string }): Reply {
    const replayed = this.parts.idempotency.replay(key, request);
    if (replayed !== null) {
      const headers = { 'content-type': 'application/json', 'idempotent-replayed': 'true' };
      return { status: 200, headers, body: replayed };
    }
    try {
      return this.parts.store.commit(() => {
        const reply = jsonReply(200, found.operation.run(raw));
        this.parts.idempotency.remember(key, request, reply.body);
        return reply;
      });
    } catch (error) {
      // Validation errors leave no trace; a refusal binds the key to its request without an answer.
      if (error instanceof ApiError && error.code !== 'invalid_fields') {
        this.parts.store.commit(() => {
          this.parts.idempotency.remember(key, request, null);
        });
      }
      throw error;
    }
  }
}

function rawCall(exchange: Exchange, found: Found, key: string | null): RawCall {
  return {
    body: bodyOf(exchange),
    query: qs.parse(exchange.search, { depth: 5, arrayLimit: 100 }),
    id: found.id,
    context: exchange.headers['stripe-context'] ?? null,
    cause: { requestId: exchange.id, idempotencyKey: key },
  };
}

function bodyOf(exchange: Exchange): unknown {
  const type = exchange.headers['content-type'] ?? '';
  if (exchange.body !== '' && !type.startsWith('application/json')) {
    throw invalidFields('API v2 reads JSON only.');
  }
  try {
    return jsonBody(exchange);
  } catch {
    throw invalidFields('The body is not JSON.');
  }
}

/** What a key stands for: on whose behalf, which endpoint, which bytes. */
function requestText({ path, headers, body }: Exchange): string {
  return `${headers['stripe-context'] ?? ''}\n${path}\n${body}`;
}
