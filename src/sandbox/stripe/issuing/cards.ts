import { createHash } from 'node:crypto';
import type { SandboxClock } from '../../sandbox-clock.js';
import type { Store } from '../../store/store.js';
import { table } from '../../store/table.js';
import { invalidFields, notFound } from '../api-error.js';
import { newId } from '../ids.js';
import { operation, type Call, type Cause, type Operation } from '../operation.js';
import type { Cardholders } from './cardholders.js';
import type {
  CancellationReason,
  Card,
  Cardholder,
  CardStatus,
  ReplacementReason,
  SpendingLimit,
  V1Metadata,
} from './issuing-shapes.js';
import { listOf, type ListQuery } from '../v1/lists.js';
import type { Snapshots } from '../v1/snapshots.js';
import { secondsOf } from './seconds.js';

/** What the sandbox keeps of a card: the cardholder by its id. */
export type CardRecord = Omit<Card, 'cardholder'> & { readonly cardholder: string };

export const issuingCards = table<CardRecord>('issuingCard', {
  group: ({ cardholder }) => cardholder,
});

interface SpendingControls {
  readonly spending_limits?: readonly {
    readonly amount: number;
    readonly interval: string;
    readonly categories?: readonly string[];
  }[];
}

interface CreateCard {
  readonly currency: string;
  readonly type: 'physical' | 'virtual';
  readonly cardholder?: string;
  readonly metadata?: V1Metadata;
  readonly replacement_for?: string;
  readonly replacement_reason?: ReplacementReason;
  readonly spending_controls?: SpendingControls;
  readonly status?: 'active' | 'inactive';
}

interface UpdateCard {
  readonly cancellation_reason?: CancellationReason;
  readonly metadata?: V1Metadata;
  readonly spending_controls?: SpendingControls;
  readonly status?: CardStatus;
}

interface CardsQuery extends ListQuery {
  readonly cardholder?: string;
  readonly status?: CardStatus;
  readonly type?: string;
  readonly last4?: string;
}

const path = '/v1/issuing/cards';
const yearsValid = 3;

/** Virtual cards: a permission to spend up to a limit, no money of their own. */
export class Cards {
  constructor(
    private readonly store: Store,
    private readonly clock: SandboxClock,
    private readonly parts: { readonly holders: Cardholders; readonly snapshots: Snapshots },
  ) {}

  get(id: string): CardRecord {
    const card = this.store.get(issuingCards, id);
    if (!card) throw notFound(`issuing card: ${id}`);
    return card;
  }

  /** Newest first. */
  list(): CardRecord[] {
    return this.store.all(issuingCards).reverse();
  }

  /** This card and every card it stands in for: limits count what all of them spent. */
  withReplaced(id: string): string[] {
    const card = this.get(id);
    return card.replacement_for === null ? [id] : [id, ...this.withReplaced(card.replacement_for)];
  }

  operations(): readonly Operation[] {
    return [
      operation<CreateCard>('post', path, (call) => this.#create(call)),
      operation<object, CardsQuery>('get', path, ({ query }) => {
        const records = query.cardholder
          ? this.store.group(issuingCards, query.cardholder)
          : this.store.all(issuingCards);
        const wanted = records.filter((card) => isAskedFor(card, query));
        return listOf(
          path,
          wanted.map((card) => this.#whole(card)),
          query,
        );
      }),
      operation('get', `${path}/{id}`, ({ id }) => this.whole(id)),
      operation<UpdateCard>('post', `${path}/{id}`, (call) => this.#update(call)),
    ];
  }

  #create({ body, cause }: Call<CreateCard, object>): Card {
    const holder = this.#holderFor(body);
    const replaced = body.replacement_for
      ? this.#replaceable(body.replacement_for, holder.id)
      : null;
    const card: CardRecord = {
      ...this.#blank(holder.id),
      metadata: body.metadata ?? {},
      replacement_for: replaced?.id ?? null,
      replacement_reason: body.replacement_reason ?? null,
      spending_controls: controlsOf(body.spending_controls),
      status: body.status ?? 'inactive',
    };
    this.store.put(issuingCards, card.id, card);
    if (replaced) {
      const old = { ...replaced, replaced_by: card.id };
      this.store.put(issuingCards, old.id, old);
      this.#tell('updated', old, cause);
    }
    return this.#tell('created', card, cause);
  }

  #holderFor({ type, currency, cardholder = '', status }: CreateCard): Cardholder {
    if (type !== 'virtual') throw invalidFields('This sandbox issues virtual cards only.');
    if (currency !== 'usd') throw invalidFields('/currency must be usd.');
    const holder = this.parts.holders.get(cardholder);
    if (holder.requirements.disabled_reason !== null && status === 'active') {
      throw invalidFields('The cardholder does not meet the requirements for an active card.');
    }
    return holder;
  }

  #replaceable(id: string, holder: string): CardRecord {
    const card = this.get(id);
    if (card.cardholder === holder && card.replaced_by === null) return card;
    throw invalidFields('/replacement_for is not a card that can be replaced.');
  }

  #blank(cardholder: string): CardRecord {
    const id = newId('ic');
    const now = new Date(this.clock.nowMs());
    return {
      id,
      object: 'issuing.card',
      brand: 'Visa',
      cancellation_reason: null,
      cardholder,
      created: secondsOf(this.clock),
      currency: 'usd',
      exp_month: now.getUTCMonth() + 1,
      exp_year: now.getUTCFullYear() + yearsValid,
      last4: numberOf(id).slice(-4),
      livemode: false,
      metadata: {},
      replaced_by: null,
      replacement_for: null,
      replacement_reason: null,
      spending_controls: controlsOf(),
      status: 'inactive',
      type: 'virtual',
    };
  }

  #update({ id, body, cause }: Call<UpdateCard, object>): Card {
    const before = this.get(id);
    if (before.status === 'canceled' && (body.status ?? 'canceled') !== 'canceled') {
      throw invalidFields('A canceled card cannot be used again.');
    }
    const after: CardRecord = {
      ...before,
      cancellation_reason: body.cancellation_reason ?? before.cancellation_reason,
      metadata: { ...before.metadata, ...body.metadata },
      spending_controls: body.spending_controls
        ? controlsOf(body.spending_controls)
        : before.spending_controls,
      status: body.status ?? before.status,
    };
    this.store.put(issuingCards, id, after);
    return this.#tell('updated', after, cause);
  }

  /** A card with its holder, as the provider embeds it elsewhere. */
  whole(id: string): Card {
    return this.#whole(this.get(id));
  }

  #tell(what: 'created' | 'updated', card: CardRecord, cause: Cause): Card {
    const object = this.#whole(card);
    this.parts.snapshots.emit({ type: `issuing_card.${what}`, object, cause });
    return object;
  }

  #whole(card: CardRecord): Card {
    return { ...card, cardholder: this.parts.holders.get(card.cardholder) };
  }
}

/** An invented number that belongs to no bank; only the sandbox's own page ever shows it. */
export function numberOf(cardId: string): string {
  const digest = createHash('sha256').update(cardId).digest();
  const digits = Array.from(digest.subarray(0, 10), (byte) => String(byte % 10)).join('');
  return `400000${digits}`;
}

function controlsOf(given: SpendingControls = {}): CardRecord['spending_controls'] {
  const limits: SpendingLimit[] = (given.spending_limits ?? []).map((limit) => {
    if (!Number.isSafeInteger(limit.amount) || limit.amount < 0) {
      throw invalidFields('/spending_controls/spending_limits/amount must be whole cents.');
    }
    return { categories: [], ...limit };
  });
  return {
    allowed_categories: null,
    blocked_categories: null,
    spending_limits: limits,
    spending_limits_currency: limits.length > 0 ? 'usd' : null,
  };
}

function isAskedFor(card: CardRecord, query: CardsQuery): boolean {
  return (
    (query.status === undefined || card.status === query.status) &&
    (query.type === undefined || card.type === query.type) &&
    (query.last4 === undefined || card.last4 === query.last4)
  );
}
