import type { Money } from '#kernel';
import type { ObservedState, SubmitPayout, SubmitResult } from '../../src/payouts/rails/rail.js';
import type { World } from './world.js';

/** How a provider treats keys: v1 forgets after a day and replays stored errors; v2 keeps successes for thirty. */
export type Semantics = 'v1' | 'v2';

export const IDEMPOTENCY = {
  v1: { lifetimeHours: 24, replaysErrors: true },
  v2: { lifetimeHours: 720, replaysErrors: false },
} as const;

export interface Payment {
  readonly id: string;
  readonly reference: string;
  readonly amount: Money;
  /** Lists show it only from then on. */
  readonly visibleAtMs: number;
  state: ObservedState;
}

interface Stored {
  readonly atMs: number;
  readonly body: string;
  readonly result: Answer;
}

type Answer = SubmitResult;

/** What becomes of one request on its way there and back. */
const FATES = {
  fine: 56,
  lost_before: 6,
  lost_after: 8,
  error_500_without_effect: 4,
  error_500_with_effect: 5,
  busy_429: 4,
  slow: 4,
  refused: 9,
  no_funds: 2,
  shut_out: 1,
};
type Fate = keyof typeof FATES;

/** How often what is lost on the wire shows as a closed connection; otherwise it just never comes. */
const CLOSED = 0.5;
const HOUR_MS = 3_600_000;
const SECOND_MS = 1_000;
/** Wire, queue and work of the provider together stay below this; the quiet period must be longer. */
const SLOWEST_MS = 4 * 60_000;
const LONGEST_LAG_MS = 4 * 60_000;

/** Money is counted here: a payment company with its keys, its stored answers and lists that lag. */
export class ModelProvider {
  readonly payments: Payment[] = [];
  /** Money that reached us there, by its key. */
  readonly funding = new Map<string, bigint>();
  /** How much will still happen to payments by itself. */
  planned = 0;
  /** Tells whoever listens that something happened to a payment. */
  onEvent: (payment: Payment) => void = () => undefined;
  /** Tells whoever listens that money leaves, and for what it was asked. */
  onPaid: (command: SubmitPayout) => void = () => undefined;

  readonly #keys = new Map<string, Stored>();
  readonly #running = new Set<string>();

  constructor(
    private readonly world: World,
    readonly semantics: Semantics,
  ) {}

  /**
   * A request leaves; `answer` hears of it unless the wire, or the caller's patience, ends first. Null: the connection
   * was closed.
   */
  send(command: SubmitPayout, answer: (result: Answer | null) => void): void {
    const { world } = this;
    const fate: Fate = world.isCalm ? 'fine' : world.chance.weighted(FATES);
    if (fate !== 'fine') world.fault(fate, command.key);
    const wireMs = fate === 'slow' ? world.chance.spread(SECOND_MS, SLOWEST_MS) : this.#quick();
    const isClosed = world.chance.happens(CLOSED);
    world.after(wireMs, () => {
      const lose = (): void => {
        if (isClosed) answer(null);
      };
      if (fate === 'lost_before') {
        lose();
        return;
      }
      this.#arrive(command, fate, (result) => {
        if (fate === 'lost_after') lose();
        else {
          world.after(this.#quick(), () => {
            answer(result);
          });
        }
      });
    });
  }

  /** What a list by our reference shows now. */
  find(reference: string): Payment | null {
    const visible = this.payments.filter(
      (payment) => payment.reference === reference && payment.visibleAtMs <= this.world.nowMs,
    );
    return visible[0] ?? null;
  }

  get(id: string): Payment | null {
    return this.payments.find((payment) => payment.id === id) ?? null;
  }

  #arrive(command: SubmitPayout, fate: Fate, reply: (result: Answer) => void): void {
    const clear = early(fate, command.key);
    if (clear) {
      reply(clear);
      return;
    }
    if (this.#running.has(command.key)) {
      reply({ kind: 'busy', code: '409', retryAfterMs: null });
      return;
    }
    const stored = this.#keys.get(command.key);
    if (stored && this.world.nowMs - stored.atMs < this.#lifetimeMs) {
      reply(stored.body === bodyOf(command) ? stored.result : REUSED);
      return;
    }
    this.#running.add(command.key);
    this.world.after(this.#quick(), () => {
      this.#running.delete(command.key);
      reply(this.#work(command, fate));
    });
  }

  #work(command: SubmitPayout, fate: Fate): Answer {
    if (fate === 'error_500_without_effect') {
      if (this.semantics === 'v1') this.#store(command, BROKEN);
      return BROKEN;
    }
    const no = refusal(fate);
    if (no) return no;
    const result = accepted(this.#pay(command));
    const isError = fate === 'error_500_with_effect';
    this.#store(command, isError && this.semantics === 'v1' ? BROKEN : result);
    return isError ? BROKEN : result;
  }

  #pay(command: SubmitPayout): Payment {
    const { world } = this;
    const { reference, amount } = command;
    this.onPaid(command);
    const lagMs = world.isCalm || world.chance.happens(0.6) ? 0 : LONGEST_LAG_MS;
    const payment: Payment = {
      id: `obp_${String(this.payments.length + 1)}`,
      reference,
      amount,
      visibleAtMs: world.nowMs + world.chance.between(0, lagMs),
      state: 'processing',
    };
    if (lagMs > 0) world.fault('list_lags', payment.id);
    this.payments.push(payment);
    world.tell('provider', `payment ${payment.id} for ${reference}`);
    const all = this.payments.filter((one) => one.reference === reference);
    if (all.length > 1) world.violate(`double: ${String(all.length)} payments for ${reference}`);
    this.#live(payment);
    return payment;
  }

  /** Most arrive; some fail on the way, and some that arrived come back. */
  #live(payment: Payment): void {
    const { chance } = this.world;
    const arrives = chance.happens(0.85);
    const comesBack = arrives && chance.happens(0.15);
    this.onEvent(payment);
    this.#move(
      payment,
      arrives ? 'posted' : 'failed',
      chance.between(60, 3_600) * SECOND_MS,
      () => {
        if (comesBack) this.#move(payment, 'returned', chance.between(60, 7_200) * SECOND_MS);
      },
    );
  }

  #move(payment: Payment, state: ObservedState, ms: number, then?: () => void): void {
    this.planned += 1;
    this.world.after(ms, () => {
      this.planned -= 1;
      payment.state = state;
      this.world.tell('provider', `${payment.id} ${state}`);
      this.onEvent(payment);
      then?.();
    });
  }

  #store(command: SubmitPayout, result: Answer): void {
    this.#keys.set(command.key, { atMs: this.world.nowMs, body: bodyOf(command), result });
  }

  get #lifetimeMs(): number {
    return IDEMPOTENCY[this.semantics].lifetimeHours * HOUR_MS;
  }

  #quick(): number {
    return this.world.chance.spread(5, 2_000);
  }
}

const BROKEN: Answer = { kind: 'unknown', code: '500' };
const REUSED: Answer = { kind: 'mismatch', code: 'idempotency_key_reused' };

/** What the provider says before it looks at the request. */
function early(fate: Fate, key: string): Answer | null {
  if (fate === 'busy_429') {
    return { kind: 'busy', code: '429', retryAfterMs: (key.length % 5) * SECOND_MS };
  }
  return fate === 'shut_out' ? { kind: 'stopped', code: 'api_key_expired' } : null;
}

/** What it says when it has looked and does not pay. */
function refusal(fate: Fate): Answer | null {
  if (fate === 'refused') {
    return { kind: 'rejected', reason: 'not_ready', rawReason: 'capability_not_enabled' };
  }
  return fate === 'no_funds' ? { kind: 'no_funds', code: 'insufficient_funds' } : null;
}

const bodyOf = ({ reference, recipient, method, amount }: SubmitPayout): string =>
  [reference, recipient, method, amount.minor, amount.currency].join(' ');

const accepted = (payment: Payment): Answer => ({
  kind: 'accepted',
  observed: observedFrom(payment),
});

export function observedFrom({ id, reference, state, amount }: Payment): {
  providerRef: string;
  reference: string;
  state: ObservedState;
  amount: Money;
  reason: null;
  rawReason: null;
} {
  return { providerRef: id, reference, state, amount, reason: null, rawReason: null };
}
