import { requestCheck } from './specification.js';

/** A request that passed the gate: who asks is known, what is asked is valid. */
export interface Call<Body, Query> {
  readonly body: Body;
  readonly query: Query;
  /** The id in the path; empty where the path has none. */
  readonly id: string;
  /** The account named in Stripe-Context: on whose behalf. */
  readonly context: string | null;
  readonly cause: Cause;
}

/** The request that made something happen; events repeat it as their reason. */
export interface Cause {
  readonly requestId: string;
  readonly idempotencyKey: string | null;
}

/** What the gate hands over before anything was checked. */
export interface RawCall {
  readonly body: unknown;
  readonly query: unknown;
  readonly id: string;
  readonly context: string | null;
  readonly cause: Cause;
}

export interface Operation {
  readonly method: 'get' | 'post';
  readonly path: string;
  run(raw: RawCall): object;
}

/** Ties a function to an operation of the specification: it is called with valid values only. */
export function operation<Body = object, Query = object>(
  method: 'get' | 'post',
  path: string,
  act: (call: Call<Body, Query>) => object,
): Operation {
  const check = requestCheck<Body, Query>(method, path);
  return {
    method,
    path,
    run: (raw) => act({ ...raw, body: check.body(raw.body), query: check.query(raw.query) }),
  };
}

/** The operation for a method and a path, and the id in the path. */
export function findOperation(
  operations: readonly Operation[],
  method: string,
  path: string,
): { readonly operation: Operation; readonly id: string } | null {
  for (const candidate of operations) {
    if (candidate.method !== method.toLowerCase()) continue;
    const [before = '', after] = candidate.path.split('{id}');
    if (after === undefined) {
      if (candidate.path === path) return { operation: candidate, id: '' };
      continue;
    }
    if (!path.startsWith(before) || !path.endsWith(after)) continue;
    const id = decodeURIComponent(path.slice(before.length, path.length - after.length));
    if (id !== '' && !id.includes('/')) return { operation: candidate, id };
  }
  return null;
}
