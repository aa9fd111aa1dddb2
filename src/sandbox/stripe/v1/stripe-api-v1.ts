import qs from 'qs';
import { jsonReply, type Exchange, type Outcome, type Reply } from '../../http/exchange.js';
import type { Fault, Faults } from '../../http/faults.js';
import type { Store } from '../../store/store.js';
import { withProviderHeaders } from '../answer-headers.js';
import { ApiError, invalidFields } from '../api-error.js';
import type { Accounts } from '../accounts.js';
import { checkCaller } from '../caller.js';
import type { Idempotency } from '../idempotency.js';
import { findOperation, type Operation, type RawCall } from '../operation.js';
import type { IdempotencyV1 } from './idempotency-v1.js';

/** What a POST with a key stands for. */
interface Keyed {
  readonly key: string;
  readonly request: string;
}

/**
 * The gate of API v1: forms in, JSON out, errors in the envelope of v1. Operations throw the same `ApiError` as those
 * of v2; what they say is written here the way v1 says it.
 */
export class StripeApiV1 {
  constructor(
    private readonly parts: {
      readonly operations: readonly Operation[];
      readonly store: Store;
      /** Holds keys while their requests run, as for v2. */
      readonly running: Idempotency;
      readonly idempotency: IdempotencyV1;
      readonly faults: Faults;
      readonly accounts: Accounts;
      readonly secretKey: string;
    },
  ) {}

  async answer(exchange: Exchange, fault: Fault | null): Promise<Outcome> {
    const { running, secretKey } = this.parts;
    const keyed = keyOf(exchange);
    const held = keyed && `v1:${keyed.key}`;
    let isHeld = false;
    try {
      checkCaller(exchange, secretKey);
      this.#checkAccount(accountOf(exchange));
      running.enter(held);
      isHeld = true;
      const outcome = await this.#under(fault, exchange, keyed);
      if (outcome === 'drop') return outcome;
      return withProviderHeaders(outcome, exchange);
    } catch (error) {
      if (error instanceof ApiError)
        return withProviderHeaders(envelope(error, exchange), exchange);
      throw error;
    } finally {
      if (isHeld) running.leave(held);
    }
  }

  /** Throws a 403 for an account that is none of ours, or no more. */
  #checkAccount(account: string | null): void {
    if (account === null || this.parts.accounts.isOpen(account)) return;
    const message = `The provided key does not have access to account '${account}' (or it does not exist).`;
    throw new ApiError(403, 'invalid_request_error', 'account_invalid', message);
  }

  /** The work under a fault. A stored answer is there before the work that could break; a new 500 is stored. */
  async #under(fault: Fault | null, exchange: Exchange, keyed: Keyed | null): Promise<Outcome> {
    const isKnown = keyed !== null && this.parts.idempotency.isKnown(keyed.key);
    const met = isKnown && fault?.kind === 'status_500' ? null : fault;
    const outcome = await this.parts.faults.apply(met, () => this.#reply(exchange, keyed));
    const isNewFailure = outcome !== 'drop' && outcome.status >= 500 && !isKnown;
    if (keyed !== null && isNewFailure) this.#keep(keyed, outcome);
    return outcome;
  }

  /** Errors become replies here, so that a fault can hide them just as it hides a success. */
  #reply(exchange: Exchange, keyed: Keyed | null): Reply {
    try {
      const found = findOperation(this.parts.operations, exchange.method, exchange.path);
      if (!found) {
        const message = `Unrecognized request URL (${exchange.method}: ${exchange.path}).`;
        throw new ApiError(404, 'invalid_request_error', 'unknown_endpoint', message);
      }
      const replayed = keyed && this.parts.idempotency.replay(keyed.key, keyed.request);
      if (replayed) return replayed;
      return this.parts.store.commit(() => {
        const reply = jsonReply(200, found.operation.run(rawCall(exchange, found.id)));
        if (keyed) this.parts.idempotency.remember(keyed.key, keyed.request, reply);
        return reply;
      });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const reply = envelope(error, exchange);
      if (keyed && isFromTheWork(error)) this.#keep(keyed, reply);
      return reply;
    }
  }

  #keep({ key, request }: Keyed, reply: Reply): void {
    this.parts.store.commit(() => {
      this.parts.idempotency.remember(key, request, reply);
    });
  }
}

/** Refused once the work had begun: kept and replayed. Wrong fields, wrong ids and wrong keys are not. */
function isFromTheWork({ type, code }: ApiError): boolean {
  return type !== 'idempotency_error' && !['invalid_fields', 'not_found'].includes(code);
}

function keyOf(exchange: Exchange): Keyed | null {
  const key = exchange.headers['idempotency-key'];
  if (key === undefined || exchange.method !== 'POST') return null;
  const { path, body } = exchange;
  return { key, request: `${accountOf(exchange) ?? ''}\n${path}\n${body}` };
}

/** On whose behalf: the SDK has two names for one header. */
function accountOf({ headers }: Exchange): string | null {
  return headers['stripe-context'] ?? headers['stripe-account'] ?? null;
}

function rawCall(exchange: Exchange, id: string): RawCall {
  return {
    body: formOf(exchange),
    query: qs.parse(exchange.search, { depth: 5, arrayLimit: 100 }),
    id,
    context: accountOf(exchange),
    cause: {
      requestId: exchange.id,
      idempotencyKey: exchange.headers['idempotency-key'] ?? null,
    },
  };
}

function formOf({ body, headers }: Exchange): unknown {
  if (body === '') return undefined;
  const type = headers['content-type'] ?? '';
  if (!type.startsWith('application/x-www-form-urlencoded')) {
    throw invalidFields('API v1 reads forms only.');
  }
  return qs.parse(body, { depth: 12, arrayLimit: 1_000 });
}

const codes: Readonly<Record<string, string>> = {
  invalid_fields: 'parameter_invalid',
  not_found: 'resource_missing',
};

function envelope({ status, type, code, message }: ApiError, exchange: Exchange): Reply {
  return jsonReply(status, {
    error: {
      type,
      code: codes[code] ?? code,
      message,
      request_log_url: `https://dashboard.stripe.com/test/logs/${exchange.id}`,
    },
  });
}
