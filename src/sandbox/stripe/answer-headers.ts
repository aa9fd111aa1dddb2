import type { Exchange, Reply } from '../http/exchange.js';
import { apiVersion } from './specification.js';

/** Whether the same call may help: a key in use and too many requests pass, a failure is replayed. */
const SHOULD_RETRY: Readonly<Record<number, string>> = { 409: 'true', 429: 'true', 500: 'false' };

/** What every answer of the provider carries, in both of its APIs. */
export function withProviderHeaders(reply: Reply, { id }: Exchange): Reply {
  const shouldRetry = SHOULD_RETRY[reply.status];
  return {
    ...reply,
    headers: {
      ...reply.headers,
      'request-id': id,
      'stripe-version': apiVersion,
      ...(shouldRetry === undefined ? {} : { 'stripe-should-retry': shouldRetry }),
    },
  };
}
