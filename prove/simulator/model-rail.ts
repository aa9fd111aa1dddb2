import { DomainError, Money } from '#kernel';
import type {
  Observed,
  PayoutRail,
  RailCapabilities,
  Resolved,
  SubmitPayout,
  SubmitResult,
  VerifiedNotice,
} from '../../src/payouts/rails/rail.js';
import type { StatementEntry } from '../../src/payouts/rails/statement.js';
import { RailUnavailable } from '../../src/payouts/rails/rail-unavailable.js';
import type { Machine } from './machine.js';
import { IDEMPOTENCY, observedFrom, type ModelProvider } from './model-provider.js';

/** Where a sender knows what nobody else knows yet, it is hit most. */
const AFTER_THE_CALL = 6;
/** A return window that a story can wait for: two hours and a half. */
const RETURN_WINDOW_DAYS = 0.1;
const READ_FAILS = 0.08;
const NO_ANSWER: SubmitResult = { kind: 'unknown', code: 'no_answer' };

/** What sending and watching ask of a rail, spoken to the model provider over a wire that breaks. */
export class ModelRail implements Pick<
  PayoutRail,
  'bodyDigest' | 'submit' | 'lookup' | 'fetch' | 'parseWebhook' | 'resolve'
> {
  readonly capabilities: RailCapabilities;

  constructor(
    private readonly machine: Machine,
    private readonly provider: ModelProvider,
    private readonly rules: { readonly looksUp: boolean; readonly callTimeoutMs: () => number },
  ) {
    this.capabilities = {
      id: 'model',
      provider: 'stripe',
      label: 'Model',
      currencies: ['USD'],
      countries: ['US'],
      least: Money.of(1n, 'USD'),
      most: Money.of(1_000_000n, 'USD'),
      speed: 'days',
      onboarding: 'form',
      recipientNeeds: [],
      onlookers: [],
      contactsHer: 'never',
      isBearer: false,
      cancelUntil: 'never',
      returnWindowDays: RETURN_WINDOW_DAYS,
      idempotency: IDEMPOTENCY[provider.semantics],
      pace: {
        ...{ mostAtOnce: 8, perSecond: 20, perPayment: 1 },
        ...{ questionsPerSecond: null, perQuestion: 1 },
      },
      purse: 'payouts',
      hears: ['payment'],
      eventsKeptDays: 0,
    };
  }

  bodyDigest({ reference, recipient, method }: SubmitPayout): Uint8Array {
    return Buffer.from([reference, recipient, method].join(' '));
  }

  async submit(command: SubmitPayout): Promise<SubmitResult> {
    const { machine } = this;
    await machine.pass('before the call', 1);
    const first = await this.#call(command);
    // The SDK repeats a call once, at once and with the same key, when a connection closes under it.
    const result = first ?? (await this.#call(command)) ?? NO_ANSWER;
    machine.calls = Math.max(0, machine.calls - 1);
    await machine.pass('after the call', 1, AFTER_THE_CALL);
    return result;
  }

  async lookup({ reference }: { reference: string }): Promise<Observed | null> {
    if (!this.rules.looksUp) return null;
    await this.#read('lookup');
    const payment = this.provider.find(reference);
    // The answer is what the list said then, however late it is read.
    const observed = payment && observedFrom(payment);
    await this.machine.pass('after the lookup', 40);
    return observed;
  }

  async fetch(providerRef: string): Promise<Observed> {
    await this.#read('fetch');
    const payment = this.provider.get(providerRef);
    if (!payment) throw new DomainError('conflict', 'RAIL_REFUSED', 'No such payment.');
    const observed = observedFrom(payment);
    await this.machine.pass('after the fetch', 40);
    return observed;
  }

  /** The provider's own books; only payments matter here. */
  async *feed(): AsyncIterable<Pick<StatementEntry, 'kind' | 'providerRef'>> {
    await this.#read('statement');
    const seen = this.provider.payments.filter(
      ({ visibleAtMs }) => visibleAtMs <= this.machine.world.nowMs,
    );
    for (const { id } of seen) yield { kind: 'payout', providerRef: id };
  }

  parseWebhook(raw: Uint8Array, signature: string | undefined): VerifiedNotice {
    if (signature !== 'good') throw new DomainError('invalid', 'NOTICE_REFUSED', 'Forged.');
    const [eventId = '', relatedObject = ''] = Buffer.from(raw).toString().split(' ');
    return { eventId, type: 'payment', relatedObject };
  }

  async resolve({ relatedObject }: VerifiedNotice): Promise<Resolved> {
    return { kind: 'payment', observed: await this.fetch(relatedObject ?? '') };
  }

  /** Null: the connection was closed. */
  #call(command: SubmitPayout): Promise<SubmitResult | null> {
    const { machine, provider } = this;
    return machine.hear<SubmitResult | null>((answer) => {
      let isOver = false;
      const once = (result: SubmitResult | null): void => {
        if (isOver) return;
        isOver = true;
        answer(result);
      };
      machine.tell(`calls ${command.key}`);
      provider.send(command, once);
      machine.world.after(this.rules.callTimeoutMs(), () => {
        once(NO_ANSWER);
      });
    });
  }

  async #read(what: string): Promise<void> {
    const { machine } = this;
    await machine.pass(`before the ${what}`, 40);
    if (machine.world.isCalm || !machine.world.chance.happens(READ_FAILS)) return;
    machine.world.fault('read_fails', machine.name);
    throw new RailUnavailable();
  }
}
