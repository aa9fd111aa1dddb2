import type { SandboxClock } from '../../sandbox-clock.js';
import type { Store } from '../../store/store.js';
import { table } from '../../store/table.js';
import { notFound } from '../api-error.js';
import { newId } from '../ids.js';
import { operation, type Cause, type Operation } from '../operation.js';
import { apiVersion } from '../specification.js';
import { listOf, type ListQuery } from './lists.js';

/** An event of API v1: the object as it was when it happened. Those of connected accounts name the account. */
export interface Snapshot {
  readonly id: string;
  readonly object: 'event';
  readonly account?: string;
  readonly api_version: string;
  readonly created: number;
  readonly data: { readonly object: object };
  readonly livemode: false;
  readonly pending_webhooks: number;
  readonly request: { readonly id: string | null; readonly idempotency_key: string | null } | null;
  readonly type: string;
}

export const snapshots = table<Snapshot>('snapshot');

interface EventsQuery extends ListQuery {
  readonly type?: string;
  readonly types?: readonly string[];
}

/** What happened, to be told in snapshots. */
export interface Occurrence {
  readonly type: string;
  readonly object: object;
  /** The connected account it happened in; without it, our own. */
  readonly account?: string;
  readonly cause?: Cause;
}

const keptMs = 30 * 24 * 3_600_000;

/** Events of API v1 of the last 30 days, whether their webhooks arrived or not. */
export class Snapshots {
  #deliver: (event: Snapshot) => void = () => undefined;

  constructor(
    private readonly store: Store,
    private readonly clock: SandboxClock,
  ) {}

  /** Who carries events to the receiver, once the commit that made them is written. */
  deliverWith(deliver: (event: Snapshot) => void): void {
    this.#deliver = deliver;
  }

  /** Records an event inside the open commit; its webhook leaves after the commit. */
  emit({ type, object, account, cause }: Occurrence): void {
    const event: Snapshot = {
      id: newId('evt'),
      object: 'event',
      ...(account === undefined ? {} : { account }),
      api_version: apiVersion,
      created: Math.trunc(this.clock.nowMs() / 1_000),
      data: { object },
      livemode: false,
      pending_webhooks: 1,
      request: cause ? { id: cause.requestId, idempotency_key: cause.idempotencyKey } : null,
      type,
    };
    this.store.put(snapshots, event.id, event);
    this.store.afterCommit(() => {
      this.#deliver(event);
    });
  }

  /** Every event, oldest first, ours and those of connected accounts. */
  list(): Snapshot[] {
    return this.store.all(snapshots);
  }

  /** A list holds the events of whom it is asked for: ours, or those of one connected account. */
  operations(): readonly Operation[] {
    return [
      operation<object, EventsQuery>('get', '/v1/events', ({ query, context }) =>
        listOf('/v1/events', this.#recent(context), query, ({ type }) => {
          const isType = query.type === undefined || query.type === type;
          return isType && (query.types?.includes(type) ?? true);
        }),
      ),
      operation('get', '/v1/events/{id}', ({ id, context }) => {
        const event = this.#recent(context).find((one) => one.id === id);
        if (!event) throw notFound(`event: ${id}`);
        return event;
      }),
    ];
  }

  #recent(account: string | null): Snapshot[] {
    const from = (this.clock.nowMs() - keptMs) / 1_000;
    return this.list().filter(
      (event) => event.created >= from && (event.account ?? null) === account,
    );
  }
}
