import type { IncomingMessage } from 'node:http';

/** A request, read whole. `path` is without the query. */
export interface Exchange {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly search: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** `drop`: the connection is destroyed without a word. */
export type Outcome = Reply | 'drop';

const bodyLimitBytes = 1024 * 1024;

/** The body is larger than one megabyte. */
export class BodyTooLarge extends Error {}

/** Reads a request. A header that came twice is joined, as node does. */
export async function readExchange(request: IncomingMessage, id: string): Promise<Exchange> {
  const url = new URL(request.url ?? '/', 'http://sandbox.invalid');
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk as Uint8Array);
    size += bytes.length;
    if (size > bodyLimitBytes) throw new BodyTooLarge('The body is larger than one megabyte.');
    chunks.push(bytes);
  }
  const headers: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return {
    id,
    method: request.method ?? 'GET',
    path: url.pathname,
    search: url.search.slice(1),
    headers,
    body: Buffer.concat(chunks).toString('utf8'),
  };
}

export function jsonReply(
  status: number,
  value: object,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(value),
  };
}

export function htmlReply(status: number, body: string): Reply {
  return { status, headers: { 'content-type': 'text/html; charset=utf-8' }, body };
}

export function redirectReply(location: string): Reply {
  return { status: 303, headers: { location }, body: '' };
}

/** The body as JSON; undefined when it is empty. Throws SyntaxError when it is not JSON. */
export function jsonBody(exchange: Exchange): unknown {
  return exchange.body === '' ? undefined : JSON.parse(exchange.body);
}
