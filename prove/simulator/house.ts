import 'reflect-metadata';
import { Awards } from '#approvals';
import { AuditTrail } from '#audit';
import { Clock, invariant } from '#kernel';
import { LedgerService } from '#ledger';
import { Inbox, Log, Queue, UnitOfWork } from '#platform';
import { ClaimKeeping } from '../../src/payouts/claims/claim-keeping.service.js';
import { ExceptionOwners } from '../../src/payouts/exceptions/exception-owners.service.js';
import { CardVisits } from '../../src/payouts/cards/card-visits.service.js';
import { Methods } from '../../src/payouts/methods/methods.service.js';
import { MethodsStore } from '../../src/payouts/methods/methods.store.js';
import { ProviderAlerts } from '../../src/payouts/outcomes/provider-alerts.service.js';
import { FinanceNews } from '../../src/payouts/money/finance-news.service.js';
import { PayoutNews } from '../../src/payouts/payout-news.service.js';
import { PayoutUpkeep } from '../../src/payouts/payout-upkeep.service.js';
import { PayoutsStore } from '../../src/payouts/payouts.store.js';
import { RailRegistry } from '../../src/payouts/rails/rail-registry.js';
import { RailStatesStore } from '../../src/payouts/sending/rail-states.store.js';
import { EpochBeginnings } from '../../src/payouts/sending/epoch-beginnings.service.js';
import { EpochsStore } from '../../src/payouts/sending/epochs.store.js';
import { SendingHaltsStore } from '../../src/payouts/sending/sending-halts.store.js';
import { SendingPolicy } from '../../src/payouts/sending/sending-policy.js';
import { SendingRecords } from '../../src/payouts/sending/sending-records.service.js';
import { SendingCalls } from '../../src/payouts/sending/sending-calls.service.js';
import { SendingStore } from '../../src/payouts/sending/sending.store.js';
import { Stopwatch } from '../../src/payouts/sending/stopwatch.js';
import type { Work } from '../../src/payouts/sending/work.js';
import type { InstalmentFact } from '#approvals';
import type { Id, Money } from '#kernel';
import type { Absence } from '../safeguards.js';
import type { Machine } from './machine.js';
import type { ModelProvider } from './model-provider.js';
import { ModelEpochs } from './model-epochs.js';
import { ModelRail } from './model-rail.js';
import { ModelRailStates } from './model-rail-states.js';
import type { ModelStore, NoticeRow } from './model-store.js';
import { ModelPayouts, ModelSendingTables } from './model-tables.js';
import { ModelUnitOfWork } from './model-unit-of-work.js';

type Token = abstract new (...parts: never[]) => unknown;

/** What one process is made of: the model under it, and what it has to do without. */
export interface Ground {
  readonly machine: Machine;
  readonly store: ModelStore;
  readonly provider: ModelProvider;
  readonly without: Absence | null;
}

const MINUTE_MS = 60_000;
/** Looks at payments that are on their way come less often than in life: they are not what may break. */
const CALMER: Partial<SendingPolicy> = {
  pollMs: 600_000,
  returnPollMs: 3_600_000,
  gatherMs: 1_000,
};

/**
 * The services of a process, as Nest would build them, over the model: everything that decides or orders
 * steps is the real class; stores, wire and clock are the model's.
 */
export class SimulatedHouse {
  readonly #made = new Map<Token, unknown>();
  readonly policy: SendingPolicy;
  readonly payouts: ModelPayouts;
  readonly unitOfWork: ModelUnitOfWork;

  private readonly machine: Machine;

  constructor(ground: Ground) {
    const { machine, store, provider, without } = ground;
    this.machine = machine;
    this.policy = new SendingPolicy();
    Object.assign(this.policy, CALMER);
    if (without === 'quiet') this.policy.quietMs = 0;
    this.payouts = new ModelPayouts(store, machine);
    this.unitOfWork = new ModelUnitOfWork(machine, store);
    const rail = new ModelRail(machine, provider, {
      looksUp: without !== 'lookup',
      callTimeoutMs: () => this.policy.callTimeoutMs,
    });
    this.#give(SendingPolicy, this.policy);
    this.#give(UnitOfWork, this.unitOfWork);
    this.#give(
      SendingStore,
      new ModelSendingTables(store, machine, {
        isFenced: without !== 'fence',
        looksAtWays: without !== 'ways',
      }),
    );
    this.#give(PayoutsStore, this.payouts);
    this.#give(RailRegistry, {
      get: () => rail,
      toPay: () => rail,
      all: () => [rail],
      forProvider: () => [rail],
    });
    this.#give(RailStatesStore, new ModelRailStates(store, machine));
    // A lease is part of the fence: who goes without one does not look at the other either.
    this.#give(Stopwatch, stopwatchOf(machine, without !== 'fence'));
    const epochs = new ModelEpochs(store, machine, rail.capabilities.id);
    this.#give(EpochsStore, epochs);
    this.#give(EpochBeginnings, { check: () => epochs.state() });
    this.#give(Clock, { now: () => machine.now });
    this.#furnish(ground);
    if (without === 'mark-before-send') markAfterwards(this.get(SendingRecords));
    // A seed tells the same story again: the jitter of pauses would not.
    Object.assign(this.get(SendingCalls), { pauseFor: () => this.policy.backOffMs });
  }

  /** By the clock of this machine. */
  get now(): Date {
    return this.machine.now;
  }

  get<Service>(token: abstract new (...parts: never[]) => Service): Service {
    const known = this.#made.get(token);
    if (known !== undefined) return known as Service;
    const build = token as unknown as new (...given: unknown[]) => Service;
    const service = new build(...partsOf(token).map((part) => this.get(part)));
    this.#made.set(token, service);
    return service;
  }

  #give(token: Token, made: unknown): void {
    this.#made.set(token, made);
  }

  /** What stands around sending: books, instalments, inbox and queue as far as they matter; the rest hears nothing. */
  #furnish({ machine, store }: Ground): void {
    this.#give(LedgerService, {
      post: (
        orders: readonly { kind: string; key: string; amount: Money; sourceRef: string }[],
      ) => {
        for (const { kind, key, amount, sourceRef } of orders) {
          store.post({ kind, key, source: sourceRef, minor: amount.minor });
        }
        return Promise.resolve([]);
      },
    });
    this.#give(Awards, {
      markInstalment: (id: Id<'instalment'>, fact: InstalmentFact) => {
        store.mark(id, fact);
        return Promise.resolve();
      },
    });
    this.#give(ClaimKeeping, { follow: () => Promise.resolve() });
    this.#give(Inbox, inboxOver(store, machine));
    this.#give(SendingHaltsStore, haltsOver(store));
    this.#give(MethodsStore, {
      byIds: (ids: readonly string[]) =>
        Promise.resolve(
          new Map(
            ids.map((id) => [
              id,
              {
                ...{ providerRecipient: 'acct_model', providerMethod: id, standing: 'ready' },
                state: store.gone.has(id) ? 'replaced' : 'active',
              },
            ]),
          ),
        ),
    });
    const silent = () => Promise.resolve();
    this.#give(AuditTrail, { record: silent, recordAll: silent });
    this.#give(Queue, { add: silent });
    this.#give(PayoutNews, { tell: silent });
    this.#give(FinanceNews, { tell: silent });
    this.#give(PayoutUpkeep, { run: silent });
    this.#give(ExceptionOwners, { assignAll: silent });
    this.#give(Methods, { applyRecipient: silent });
    this.#give(CardVisits, { look: silent });
    this.#give(ProviderAlerts, { note: silent, refused: silent });
    const note = (event: string, error?: unknown): void => {
      machine.tell(`${event}: ${error instanceof Error ? error.message : ''}`);
    };
    this.#give(Log, { info: note, warn: note, error: note });
  }
}

/** What a real class is built from; asked of it once, because every process of every story is built. */
const PARTS = new Map<Token, readonly Token[]>();

function partsOf(token: Token): readonly Token[] {
  const known = PARTS.get(token);
  if (known !== undefined) return known;
  const parts = Reflect.getMetadata('design:paramtypes', token) as Token[] | undefined;
  invariant(
    parts !== undefined && !/Store$|^(Database|DataSource)$/.test(token.name),
    `The simulator has a model of ${token.name}.`,
  );
  PARTS.set(token, parts);
  return parts;
}

/** Like the table: what was taken is left alone for a minute, whatever became of it. */
function inboxOver(store: ModelStore, machine: Machine): object {
  return {
    receive: (notice: { eventId: string; type: string; relatedObject: string | null }) => {
      const nextTryMs = machine.world.nowMs;
      return Promise.resolve(store.receive({ ...notice, isHandled: false, nextTryMs }));
    },
    take: () => {
      const { nowMs } = machine.world;
      const isDue = (notice: NoticeRow): boolean => !notice.isHandled && notice.nextTryMs <= nowMs;
      const taken = store.inbox.filter(isDue).map((notice) => ({ ...notice, provider: 'model' }));
      const later = { nextTryMs: nowMs + MINUTE_MS };
      if (taken.length > 0) {
        store.inbox = store.inbox.map((one) => (isDue(one) ? { ...one, ...later } : one));
      }
      return Promise.resolve(taken);
    },
    markHandled: (_provider: string, eventId: string) => {
      store.inbox = store.inbox.map((notice) =>
        notice.eventId === eventId ? { ...notice, isHandled: true } : notice,
      );
      return Promise.resolve();
    },
  };
}

function haltsOver(store: ModelStore): object {
  let count = 0;
  return {
    standing: () => Promise.resolve([...store.halts]),
    add: (reason: string) => {
      count += 1;
      store.halts = [...store.halts, { seq: String(count), reason }];
      return Promise.resolve();
    },
  };
}

/** Time as this process feels it pass; it stands still for a process that looks at no lease. */
function stopwatchOf(machine: Machine, isRunning: boolean): object {
  return {
    get ms() {
      return isRunning ? machine.world.nowMs : 0;
    },
    wait: (ms: number) => machine.rest(ms),
  };
}

/** A drill: "about to send" is written together with what came of it, not before. */
function markAfterwards(records: SendingRecords): void {
  const mark = records.mark.bind(records);
  const finish = records.finish.bind(records);
  const finishAll = records.finishAll.bind(records);
  const marked = async (works: readonly Work[]): Promise<Set<Work>> =>
    new Set(await mark(works, 0));
  Object.assign(records, {
    mark: (works: readonly Work[]) => Promise.resolve(works),
    finish: async (...parts: Parameters<SendingRecords['finish']>) => {
      if ((await marked([parts[0]])).size > 0) await finish(...parts);
    },
    finishAll: async (...[all, pollMs]: Parameters<SendingRecords['finishAll']>) => {
      const sent = await marked(all.map(({ work }) => work));
      await finishAll(
        all.filter(({ work }) => sent.has(work)),
        pollMs,
      );
    },
  });
}
