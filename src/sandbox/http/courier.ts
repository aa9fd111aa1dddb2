import type { Store } from '../store/store.js';
import { table } from '../store/table.js';

/** How far the delivery of a notice has come. */
export interface DeliveryRecord {
  readonly eventId: string;
  readonly attempts: number;
  readonly lastStatus: string;
  readonly isDelivered: boolean;
}

export const deliveries = table<DeliveryRecord>('delivery');

/** A notice ready to leave: its body, and the headers that prove who sent it. */
export interface Sealed {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** What a person may do to notices on their way, because a receiver must not depend on luck. */
export interface Steering {
  /** Keeps notices back, or lets them go. */
  readonly hold?: boolean | undefined;
  /** How many of the next notices are sent twice. */
  readonly duplicate?: number | undefined;
  /** Turns the waiting notices round: the newest goes first. */
  readonly reverse?: boolean | undefined;
}

interface Parts<Notice> {
  readonly store: Store;
  readonly address: () => string | null;
  readonly find: (id: string) => Notice | undefined;
  readonly seal: (notice: Notice) => Sealed;
}

/** Pauses before the next attempt, in milliseconds of real time; the last one is repeated. */
const pausesMs = [500, 1_000, 2_000, 5_000, 15_000, 30_000, 60_000];
const mostAttempts = 60;
const answerTimeoutMs = 10_000;

/**
 * Carries the notices of one provider to its receiver, one at a time in the order they happened, and again until it
 * answers 2xx.
 */
export class Courier<Notice> {
  #queue: string[] = [];
  #isHeld = false;
  #repeats = 0;
  #isPumping = false;
  #isSending = false;
  readonly #ended = new AbortController();
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(private readonly parts: Parts<Notice>) {}

  /** Takes up again what was not delivered before the restart. */
  start(): void {
    const { store, find } = this.parts;
    for (const { eventId, isDelivered, attempts } of store.all(deliveries)) {
      if (!isDelivered && attempts < mostAttempts && find(eventId)) this.#queue.push(eventId);
    }
    this.#pump();
  }

  stop(): void {
    this.#ended.abort();
    this.#stopTimers();
  }

  /** Forgets what waits, for a reset. */
  clear(): void {
    this.#queue = [];
    this.#isHeld = false;
    this.#repeats = 0;
    this.#stopTimers();
  }

  /** Queues a notice. Without a receiver it is only kept. */
  deliver(id: string): void {
    if (this.parts.address() === null) return;
    this.#note({ eventId: id, attempts: 0, lastStatus: 'waiting', isDelivered: false });
    this.#queue.push(id);
    this.#pump();
  }

  /** How far a notice has come; null when it had no receiver. */
  deliveryOf(id: string): DeliveryRecord | null {
    return this.parts.store.get(deliveries, id) ?? null;
  }

  /** How many notices are not with the receiver yet. */
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

  /** Repeats, turns round, then holds or lets go: whatever of it was asked for, in this order. */
  steer({ duplicate = 0, reverse = false, hold = this.#isHeld }: Steering): void {
    this.#repeats += duplicate;
    if (reverse) this.#queue.reverse();
    this.#isHeld = hold;
    this.#pump();
  }

  /** Sends a notice once more. False when there is none with this id. */
  resend(id: string): boolean {
    if (!this.parts.find(id)) return false;
    this.#queue.push(id);
    this.#pump();
    return true;
  }

  /** Sends something at once, past the queue, and says with which status the receiver answered. */
  async post({ body, headers }: Sealed): Promise<string> {
    const address = this.parts.address();
    if (address === null) return 'no receiver';
    try {
      const response = await fetch(address, {
        method: 'POST',
        headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
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

  #pump(): void {
    if (this.#isPumping || this.#ended.signal.aborted) return;
    this.#isPumping = true;
    void this.#sendWaiting().finally(() => {
      this.#isPumping = false;
      if (this.#queue.length > 0 && !this.#isHeld) this.#pump();
    });
  }

  async #sendWaiting(): Promise<void> {
    // One turn of the loop later, so that notices of one commit leave together.
    await Promise.resolve();
    while (!this.#isHeld && !this.#ended.signal.aborted) {
      const id = this.#queue.shift();
      if (id === undefined) return;
      this.#isSending = true;
      await this.#send(id);
      if (this.#repeats > 0) {
        this.#repeats -= 1;
        await this.#send(id);
      }
      this.#isSending = false;
    }
  }

  async #send(id: string): Promise<void> {
    const { find, seal } = this.parts;
    const notice = find(id);
    if (notice === undefined) return;
    const lastStatus = await this.post(seal(notice));
    if (this.#ended.signal.aborted || find(id) === undefined) return;
    const attempts = (this.deliveryOf(id)?.attempts ?? 0) + 1;
    const isDelivered = /^2\d\d$/.test(lastStatus);
    this.#note({ eventId: id, attempts, lastStatus, isDelivered });
    if (!isDelivered && attempts < mostAttempts) this.#again(id, attempts);
  }

  #again(id: string, attempts: number): void {
    const pause = pausesMs[Math.min(attempts, pausesMs.length) - 1] ?? 0;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#queue.push(id);
      this.#pump();
    }, pause);
    timer.unref();
    this.#timers.add(timer);
  }

  #stopTimers(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  #note(record: DeliveryRecord): void {
    this.parts.store.commit(() => {
      this.parts.store.put(deliveries, record.eventId, record);
    });
  }
}
