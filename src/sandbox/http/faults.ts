import { setTimeout as wait } from 'node:timers/promises';
import { jsonReply, type Exchange, type Outcome, type Reply } from './exchange.js';

export const faultKinds = [
  'drop_before',
  'drop_after',
  'slow',
  'status_500',
  'status_429',
  'html_200',
  'html_404',
  'wrong_amount',
  'wrong_currency',
  'empty_list',
  'strange_word',
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
  /** How many matching requests pass unharmed before the first one meets it: none unless told. */
  readonly skip?: number | undefined;
  /** For `wrong_currency`: which one is told instead; one that is not in use here unless told. */
  readonly currency?: string | undefined;
  /** For `slow`: how late the answer is. */
  readonly ms?: number | undefined;
  readonly retryAfterSeconds?: number | undefined;
  /** For `status_429`: `Retry-After` is a date of HTTP instead of seconds. */
  readonly retryAfterAsDate?: boolean | undefined;
  /** Whether the work is done before the failure shows (`slow`, `status_500`, `html_200`, `html_404`). */
  readonly effect?: boolean | undefined;
}

/** How a provider words a failure of its own. */
export type Voice = (status: number, code: string, message: string) => Reply;

/** The envelope of the payout provider, which others that have none of their own share. */
const plainVoice: Voice = (status, code, message) => {
  const type = status === 429 ? code : 'api_error';
  return jsonReply(status, { error: { type, code, message } });
};

type Lie = (name: string, value: unknown) => unknown;

/** How the providers name an amount and its currency in what they answer. */
const amounts = new Set(['amount', 'value', 'denomination']);
const currencies = new Set(['currency', 'currency_code']);

const lies: Readonly<Record<'wrong_amount' | 'empty_list' | 'strange_word', Lie>> = {
  wrong_amount: (name, value) =>
    amounts.has(name) && typeof value === 'number' ? value + 1 : value,
  empty_list: (_, value) => (Array.isArray(value) ? [] : value),
  // A state that came after this version of the service was written.
  strange_word: (name, value) =>
    name === 'status' && typeof value === 'string' ? 'teleported' : value,
};

const otherCurrency =
  (told: string): Lie =>
  (name, value) =>
    currencies.has(name) ? told : value;

const defaultSlowMs = 3_000;
const defaultRetryAfterSeconds = 2;

/** Faults by choice, so that the way a payment is sent can be watched when the wire is bad. */
export class Faults {
  #waiting: Fault[] = [];
  readonly #ended = new AbortController();
  readonly #now: () => Date;

  /** @param now The time of those who are answered. */
  constructor(now: () => Date) {
    this.#now = now;
  }

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
    const { skip = 0, times = 1 } = fault;
    const isHit = skip === 0;
    const next = isHit ? { ...fault, times: times - 1 } : { ...fault, skip: skip - 1 };
    this.#waiting = this.#waiting.flatMap((candidate) => {
      if (candidate !== fault) return [candidate];
      return next.times === 0 ? [] : [next];
    });
    return isHit ? fault : null;
  }

  /** Runs the work of a request under a fault, and says what the caller gets to see. */
  async apply(fault: Fault | null, work: () => Reply, voice: Voice = plainVoice): Promise<Outcome> {
    if (!fault) return work();
    if (fault.kind === 'slow') return this.#late(fault, work);
    if (fault.kind === 'status_429') return limitedReply(fault, voice, this.#now());
    return spoilt[fault.kind](fault, work, voice);
  }

  async #late(fault: Fault, work: () => Reply): Promise<Reply> {
    const early = fault.effect === false ? null : work();
    await wait(fault.ms ?? defaultSlowMs, undefined, { signal: this.#ended.signal }).catch(
      () => undefined,
    );
    return early ?? work();
  }
}

type Spoil = (fault: Fault, work: () => Reply, voice: Voice) => Outcome;

const spoilt: Readonly<Record<Exclude<FaultKind, 'slow' | 'status_429'>, Spoil>> = {
  drop_before: () => 'drop',
  drop_after: (_, work) => {
    work();
    return 'drop';
  },
  status_500: brokenReply,
  html_200: (fault, work) => pageReply(200, fault, work),
  html_404: (fault, work) => pageReply(404, fault, work),
  wrong_amount: (_, work) => altered(work(), lies.wrong_amount),
  wrong_currency: ({ currency }, work) => altered(work(), otherCurrency(currency ?? 'eur')),
  empty_list: (_, work) => altered(work(), lies.empty_list),
  strange_word: (_, work) => altered(work(), lies.strange_word),
};

function matches(fault: Fault, exchange: Exchange): boolean {
  const methodFits = !fault.method || fault.method === exchange.method;
  return methodFits && exchange.path.startsWith(fault.path ?? '/');
}

function brokenReply(fault: Fault, work: () => Reply, voice: Voice): Reply {
  if (fault.effect) work();
  return voice(500, 'internal_error', 'Something broke here.');
}

function limitedReply(fault: Fault, voice: Voice, now: Date): Reply {
  const reply = voice(429, 'rate_limit', 'Too many requests.');
  const seconds = fault.retryAfterSeconds ?? defaultRetryAfterSeconds;
  const until = new Date(now.getTime() + seconds * 1_000).toUTCString();
  const retryAfter = fault.retryAfterAsDate ? until : String(seconds);
  return { ...reply, headers: { ...reply.headers, 'retry-after': retryAfter } };
}

/** A page of somebody in between, where the provider would answer. */
function pageReply(status: number, fault: Fault, work: () => Reply): Reply {
  if (fault.effect !== false) work();
  return {
    status,
    headers: { 'content-type': 'text/html' },
    body: '<!doctype html><title>Maintenance</title><p>We will be back soon.</p>',
  };
}

/** The answer to work that was done, with some of its values told wrong. */
function altered(reply: Reply, lie: Lie): Reply {
  if (reply.status !== 200) return reply;
  const body = JSON.stringify(JSON.parse(reply.body), (name, value: unknown) => lie(name, value));
  return { ...reply, body };
}
