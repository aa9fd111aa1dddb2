import { pauseAskedFor } from '../retry-after.js';

/** What came back, whole. `retryAfterMs` is the pause that was asked for. */
export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly retryAfterMs: number | null;
}

interface Access {
  readonly url: string;
  readonly key: string;
}

interface Call {
  readonly body?: string;
  readonly timeoutMs: number;
  readonly now: () => Date;
}

const BASE = '/api/v2';
const LARGEST_BODY = 4_194_304;

/**
 * One HTTP call to the provider with a deadline over the whole of it; it never repeats a call by itself and follows no
 * redirect. Null when no answer came, in which case the call may or may not have been done.
 */
export async function call(
  { url, key }: Access,
  method: 'GET' | 'POST',
  path: string,
  { body, timeoutMs, now }: Call,
): Promise<Answer | null> {
  try {
    const response = await fetch(`${url}${BASE}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body }),
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = await response.text();
    if (text.length > LARGEST_BODY) return null;
    const retryAfterMs = pauseAskedFor(response.headers.get('retry-after'), now());
    return { status: response.status, body: text, retryAfterMs };
  } catch {
    return null;
  }
}
