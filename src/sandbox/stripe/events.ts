import { isoOf, type SandboxClock } from '../sandbox-clock.js';
import type { Store } from '../store/store.js';
import { table } from '../store/table.js';
import { notFound } from './api-error.js';
import { newId } from './ids.js';
import { operation, type Cause, type Operation } from './operation.js';
import { pageOf, type PageQuery } from './pages.js';
import { OWN_ACCOUNT, type WireEvent } from './shapes.js';

export const thinEvents = table<WireEvent>('event');

/** What happened, to be told in thin events. */
export interface Happening {
  readonly type: string;
  readonly at: number;
  readonly related?: { readonly id: string; readonly type: string; readonly url: string };
  readonly data?: object;
  /** The request behind it; without it the provider acted by itself. */
  readonly cause?: Cause;
}

/** The address and type of an object, as an event names it. */
export function relatedPayment(id: string): NonNullable<Happening['related']> {
  const type = 'v2.money_management.outbound_payment';
  return { id, type, url: `/v2/money_management/outbound_payments/${id}` };
}

interface EventsQuery extends PageQuery {
  readonly object_id?: string;
  readonly types?: readonly string[];
}

const keptMs = 30 * 24 * 3_600_000;

/** Every event of the last 30 days, whether its webhook arrived or not. */
export class Events {
  #deliver: (event: WireEvent) => void = () => undefined;

  constructor(
    private readonly store: Store,
    private readonly clock: SandboxClock,
  ) {}

  /** Who carries events to the receiver, once the commit that made them is written. */
  deliverWith(deliver: (event: WireEvent) => void): void {
    this.#deliver = deliver;
  }

  /** Records an event inside the open commit; its webhook leaves after the commit. */
  emit({ type, at, related, data, cause }: Happening): WireEvent {
    const event: WireEvent = {
      id: newId('evt'),
      object: 'v2.core.event',
      context: OWN_ACCOUNT,
      type,
      created: isoOf(at),
      livemode: false,
      ...(data ? { data } : {}),
      ...(cause?.idempotencyKey
        ? {
            reason: {
              type: 'request',
              request: { id: cause.requestId, idempotency_key: cause.idempotencyKey },
            },
          }
        : {}),
      ...(related ? { related_object: related } : {}),
    };
    this.store.put(thinEvents, event.id, event);
    this.store.afterCommit(() => {
      this.#deliver(event);
    });
    return event;
  }

  /** Every event, oldest first. */
  list(): WireEvent[] {
    return this.store.all(thinEvents);
  }

  operations(): readonly Operation[] {
    return [
      operation<object, EventsQuery>('get', '/v2/core/events', ({ query }) =>
        pageOf(
          '/v2/core/events',
          this.#recent(),
          query,
          (event) =>
            (query.object_id === undefined || event.related_object?.id === query.object_id) &&
            (query.types === undefined || query.types.includes(event.type)),
        ),
      ),
      operation('get', '/v2/core/events/{id}', ({ id }) => {
        const event = this.store.get(thinEvents, id);
        if (!event || !this.#isRecent(event)) throw notFound(`event: ${id}`);
        return event;
      }),
    ];
  }

  #recent(): WireEvent[] {
    return this.list().filter((event) => this.#isRecent(event));
  }

  #isRecent({ created }: WireEvent): boolean {
    return Date.parse(created) >= this.clock.nowMs() - keptMs;
  }
}
