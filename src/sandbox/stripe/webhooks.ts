import { createHmac } from 'node:crypto';
import { isoOf, type SandboxClock } from '../sandbox-clock.js';
import type { Settings } from '../settings.js';
import type { Store } from '../store/store.js';
import { newId } from './ids.js';
import { relatedPayment } from './events.js';
import { apiVersion } from './specification.js';
import type { WireEvent } from './shapes.js';
import type { Snapshot } from './v1/snapshots.js';

/** What is carried: thin events of API v2, whole snapshots of API v1. */
type Carried = WireEvent | Snapshot;

/** How far the delivery of an event has come. */
export interface DeliveryRecord {
  readonly eventId: string;
  readonly attempts: number;
  readonly lastStatus: string;
  readonly isDelivered: boolean;
}

export const forgeryKinds = ['wrong_secret', 'stale', 'future', 'unsigned'] as const;

export type ForgeryKind = (typeof forgeryKinds)[number];

/** Pauses before the next attempt, in milliseconds of real time; the last one is repeated. */
const pausesMs = [500, 1_000, 2_000, 5_000, 15_000, 30_000, 60_000];
const mostAttempts = 60;
const answerTimeoutMs = 10_000;
const skewSeconds = 3_600;

/**
 * Carries events to the receiver, one at a time in the order they happened, and again until it
 * answers 2xx. A person can hold, repeat, turn round and forge them, because a receiver must not
 * depend on luck.
 */
export class Webhooks {
  #queue: Carried[] = [];
  #isHeld = false;
  #repeats = 0;
  #isPumping = false;
  #isSending = false;
  readonly #ended = new AbortController();
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(
    private readonly store: Store,
    private readonly clock: SandboxClock,
    private readonly settings: () => Settings,
    private readonly secret: string,
  ) {}

  /** Takes up again what was not delivered before the restart. */
  start(): void {
    for (const record of this.store.all('delivery')) {
      const event = this.#find(record.eventId);
      if (event && !record.isDelivered && record.attempts < mostAttempts) this.#queue.push(event);
    }
    this.#pump();
  }

  stop(): void {
    this.#ended.abort();
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  /** Forgets what waits, for a reset. */
  clear(): void {
    this.#queue = [];
    this.#isHeld = false;
    this.#repeats = 0;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  /** Queues an event. Without a receiver it is only kept for the list of events. */
  deliver(event: Carried): void {
    if (this.settings().webhookUrl === null) return;
    this.#note(event, 0, 'waiting', false);
    this.#queue.push(event);
    this.#pump();
  }

  /** How many events are not with the receiver yet. */
  get waiting(): number {
    return this.#queue.length + this.#timers.size + (this.#isSending ? 1 : 0);
  }

  /** Nothing to send now: all delivered, or held, or failed and waiting for its next attempt. */
  get isIdle(): boolean {
    return !this.#isPumping && (this.#isHeld || this.#queue.length === 0);
  }

  get isHeld(): boolean {
    return this.#isHeld;
  }

  /** Keeps events back until they are let go, so that the poller has to find out by itself. */
  hold(isHeld: boolean): void {
    this.#isHeld = isHeld;
    this.#pump();
  }

  /** Sends the next `count` events twice. */
  repeatNext(count: number): void {
    this.#repeats += count;
  }

  /** Turns the waiting events round: the newest goes first. Hold them first to collect some. */
  reverse(): void {
    this.#queue.reverse();
  }

  /** Sends an event once more. False when there is none with this id. */
  resend(eventId: string): boolean {
    const event = this.#find(eventId);
    if (!event) return false;
    this.#queue.push(event);
    this.#pump();
    return true;
  }

  /** Sends a notice that a receiver must refuse, and says with which status it answered. */
  async forge(kind: ForgeryKind, type: string, objectId: string): Promise<string> {
    const body = JSON.stringify(this.#invented(type, objectId));
    const now = Math.floor(this.clock.baseMs() / 1000);
    const headers: Readonly<Record<ForgeryKind, string | null>> = {
      wrong_secret: signatureHeader(body, `not-${this.secret}`, now),
      stale: signatureHeader(body, this.secret, now - skewSeconds),
      future: signatureHeader(body, this.secret, now + skewSeconds),
      unsigned: null,
    };
    return this.#post(body, headers[kind]);
  }

  #find(eventId: string): Carried | undefined {
    return this.store.get('event', eventId) ?? this.store.get('snapshot', eventId);
  }

  /** An event that never happened, in the form its type has. */
  #invented(type: string, objectId: string): object {
    const id = newId('evt');
    const nowMs = this.clock.nowMs();
    if (type.startsWith('v2.')) {
      const created = isoOf(nowMs);
      const related_object = relatedPayment(objectId);
      return { id, object: 'v2.core.event', type, created, livemode: false, related_object };
    }
    const created = Math.trunc(nowMs / 1_000);
    const data = { object: { id: objectId } };
    return { id, object: 'event', type, created, livemode: false, api_version: apiVersion, data };
  }

  #pump(): void {
    if (this.#isPumping || this.#ended.signal.aborted) return;
    this.#isPumping = true;
    void this.#sendWaiting().finally(() => {
      this.#isPumping = false;
      if (this.#queue.length > 0 && !this.#isHeld) this.#pump();
    });
  }

  async #sendWaiting(): Promise<void> {
    // One turn of the loop later, so that events of one commit leave together.
    await Promise.resolve();
    while (!this.#isHeld && !this.#ended.signal.aborted) {
      const event = this.#queue.shift();
      if (!event) return;
      this.#isSending = true;
      await this.#send(event);
      if (this.#repeats > 0) {
        this.#repeats -= 1;
        await this.#send(event);
      }
      this.#isSending = false;
    }
  }

  async #send(event: Carried): Promise<void> {
    const isThin = event.object === 'v2.core.event';
    const body = JSON.stringify(isThin ? { ...event, data: undefined } : event);
    const now = Math.floor(this.clock.baseMs() / 1000);
    const status = await this.#post(body, signatureHeader(body, this.secret, now));
    if (this.#ended.signal.aborted || !this.#find(event.id)) return;
    const attempts = (this.store.get('delivery', event.id)?.attempts ?? 0) + 1;
    const isDelivered = /^2\d\d$/.test(status);
    this.#note(event, attempts, status, isDelivered);
    if (!isDelivered && attempts < mostAttempts) this.#again(event, attempts);
  }

  #again(event: Carried, attempts: number): void {
    const pause = pausesMs[Math.min(attempts, pausesMs.length) - 1] ?? 0;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#queue.push(event);
      this.#pump();
    }, pause);
    timer.unref();
    this.#timers.add(timer);
  }

  async #post(body: string, signature: string | null): Promise<string> {
    const { webhookUrl } = this.settings();
    if (webhookUrl === null) return 'no receiver';
    try {
      const response = await fetch(webhookUrl, {
        method: 'POST',
        headers: {
          'content-type': 'application/json; charset=utf-8',
          ...(signature === null ? {} : { 'stripe-signature': signature }),
        },
        body,
        redirect: 'manual',
        signal: AbortSignal.any([this.#ended.signal, AbortSignal.timeout(answerTimeoutMs)]),
      });
      await response.arrayBuffer();
      return String(response.status);
    } catch {
      return 'no answer';
    }
  }

  #note(event: Carried, attempts: number, lastStatus: string, isDelivered: boolean): void {
    this.store.commit(() => {
      this.store.put('delivery', event.id, {
        eventId: event.id,
        attempts,
        lastStatus,
        isDelivered,
      });
    });
  }
}

/** `t=,v1=`: HMAC-SHA256 over the second and the raw body, as the SDK verifies it. */
export function signatureHeader(body: string, secret: string, seconds: number): string {
  const signature = createHmac('sha256', secret)
    .update(`${String(seconds)}.${body}`)
    .digest('hex');
  return `t=${String(seconds)},v1=${signature}`;
}
