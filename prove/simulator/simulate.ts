import { Money } from '#kernel';
import { ProviderNotices } from '../../src/payouts/outcomes/notices.service.js';
import { PayoutJournal } from '../../src/payouts/payout-journal.service.js';
import type { Absence } from '../safeguards.js';
import { finance, methodChanger, scheduler, sender, type Part } from './cast.js';
import { examine } from './examine.js';
import { fundsFlow } from './funds.js';
import { SimulatedHouse } from './house.js';
import { Machine, type Strain } from './machine.js';
import { newPayout } from './model-payout.js';
import { IDEMPOTENCY, ModelProvider, type Payment } from './model-provider.js';
import { ModelStore } from './model-store.js';
import { World } from './world.js';
import type { SubmitPayout } from '../../src/payouts/rails/rail.js';

/** What came of one seed. */
export interface Story {
  readonly seed: number;
  readonly faults: ReadonlyMap<string, number>;
  readonly violations: readonly string[];
  readonly trace: readonly string[];
  readonly steps: number;
  readonly payouts: number;
}

export interface StoryChoice {
  readonly without?: Absence | null;
  /** Whether the list of events is kept. */
  readonly isTold?: boolean;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** With nothing breaking any more, everything that was sent must be known within this. */
const LIVENESS_MS = 2 * HOUR_MS;
/** And everything must be over within this: what a clock two days ahead called paid, its return window, another payout. */
const FINAL_MS = 72 * HOUR_MS;
const HARD: Strain = { killed: 0.025, stopped: 0.015 };
const SOFT: Strain = { killed: 0, stopped: 0 };

/** Plays one seed to its end: some hours of faults, then calm, then the count at the provider. */
export async function simulate(seed: number, choice: StoryChoice = {}): Promise<Story> {
  return new Play(seed, choice.without ?? null, choice.isTold ?? false).run();
}

class Play {
  private readonly world: World;
  private readonly store = new ModelStore();
  private readonly provider: ModelProvider;
  private readonly machines = new Set<Machine>();
  private outUntilMs = 0;
  /** Notices that will still come. */
  private underWay = 0;

  constructor(
    private readonly seed: number,
    private readonly without: Absence | null,
    isTold: boolean,
  ) {
    this.world = new World(seed, isTold);
    this.provider = new ModelProvider(this.world, this.world.chance.happens(0.5) ? 'v1' : 'v2');
    this.store.isLedgerKeyUnique = without !== 'unique-ledger-key';
    this.store.isInboxOnce = without !== 'inbox-once';
    this.provider.onEvent = (payment) => {
      this.tellOf(payment);
    };
    this.provider.onPaid = (command) => {
      this.lookAtWay(command);
    };
  }

  async run(): Promise<Story> {
    const { world, store } = this;
    await this.begin();
    const faultsEnd = world.nowMs + world.chance.between(30, 120) * MINUTE_MS;
    this.planDisasters(faultsEnd - world.nowMs);
    await world.run(faultsEnd);
    await world.run(Math.max(this.outUntilMs, world.nowMs));
    world.isCalm = true;
    world.tell('world', 'calm');
    for (const machine of this.machines) machine.skewMs = 0;
    const isKnown = (): boolean => isAll(store, KNOWN);
    const isOver = (): boolean =>
      this.provider.planned + this.underWay === 0 &&
      store.inbox.every(({ isHandled }) => isHandled) &&
      isAll(store, FINAL) &&
      isFunded(store, this.provider);
    await world.run(world.nowMs + LIVENESS_MS, isKnown);
    if (!isKnown()) world.violate('stuck: what became of a payout is not known in time');
    await world.run(world.nowMs + FINAL_MS, isOver);
    if (!isOver()) world.violate('stuck: a payout does not come to its end');
    examine(world, store, this.provider);
    return {
      seed: this.seed,
      faults: world.faults,
      violations: world.violations,
      trace: world.trace,
      steps: world.steps,
      payouts: store.rows.size,
    };
  }

  /** Some payouts, released, and everybody who has a part. */
  private async begin(): Promise<void> {
    const { world, store } = this;
    const { house } = this.cast('releaser', SOFT, () => Promise.resolve());
    const count = world.chance.between(2, 4);
    for (let number = 1; number <= count; number += 1) {
      const payout = newPayout(number, {
        instalmentId: `ins_${String(number)}`,
        amount: Money.of(BigInt(10_000 + number), 'USD'),
        methodId: `mth_ins_${String(number)}_1`,
        reissueOf: null,
      });
      store.changeWay(payout.instalmentId, payout.methodId, world.nowMs);
      store.mark(payout.instalmentId, 'InstalmentFellDue');
      house.payouts.add(payout);
      const act = { actor: 'per_releaser', at: world.now };
      await house.get(PayoutJournal).record(payout, ['PayoutReleased'], act);
    }
    for (const number of [1, 2, 3]) this.cast(`sender ${String(number)}`, HARD, sender);
    for (const number of [1, 2]) this.cast(`scheduler ${String(number)}`, HARD, scheduler);
    this.cast('finance', SOFT, finance);
    this.cast('she', SOFT, methodChanger);
    this.cast('funding', HARD, fundsFlow(this.provider));
  }

  /** Money went to a way: it was hers when "about to send" was written down. */
  private lookAtWay({ key, reference, method }: SubmitPayout): void {
    const goneAtMs = this.store.gone.get(method);
    if (goneAtMs === undefined) return;
    const attempt = this.store.attemptsOf(reference).find((one) => one.key === key);
    const isMarkedBefore = attempt?.lastSentAt != null && attempt.lastSentAt.getTime() <= goneAtMs;
    if (!isMarkedBefore) this.world.violate(`way: ${key} went to ${method}, which was gone`);
  }

  /** A machine with its part; when it ends, another one takes the part over. */
  private cast(name: string, strain: Strain, part: Part): { house: SimulatedHouse } {
    const machine = new Machine(name, this.world, strain, () => {
      this.machines.delete(machine);
      this.world.after(this.outUntilMs - this.world.nowMs, () => {
        this.cast(name, strain, part);
      });
    });
    this.machines.add(machine);
    if (name === 'sender 1') machine.skewMs = this.world.chance.between(-48, 48) * HOUR_MS;
    const house = new SimulatedHouse({
      machine,
      store: this.store,
      provider: this.provider,
      without: this.without,
    });
    void part({ machine, house, store: this.store });
    return { house };
  }

  private planDisasters(withinMs: number): void {
    const { world } = this;
    const { chance } = world;
    const sometime = (): number => chance.between(0, withinMs);
    world.after(sometime(), () => {
      world.fault('clock_jump', 'sender');
      for (const machine of this.machines) machine.skewMs = chance.between(-48, 48) * HOUR_MS;
    });
    if (chance.happens(0.25)) {
      let backup: ModelStore | null = null;
      const backUpAt = sometime() >> 1;
      world.after(backUpAt, () => {
        backup = this.store.copy();
      });
      world.after(backUpAt + sometime() / 2, () => {
        if (backup) this.restore(backup);
      });
    }
    // Nobody is there for longer than the provider remembers a key.
    if (chance.happens(0.15)) {
      const lengthMs = (this.provider.semantics === 'v1' ? 30 : 31 * 24) * HOUR_MS;
      world.after(sometime(), () => {
        world.fault('outage', 'everybody');
        this.outUntilMs = world.nowMs + lengthMs;
        for (const machine of [...this.machines]) machine.end();
      });
    }
  }

  /**
   * Everything since the backup is forgotten here, and nothing at the provider; that takes a while, now and then longer
   * than keys live. Payouts that are forgotten whole stop sending until people have looked, so they are left out.
   */
  private restore(backup: ModelStore): void {
    const { world, store, provider } = this;
    if (backup.rows.size !== store.rows.size) return;
    world.fault('stale_restore', 'database');
    const keyLifeMs = IDEMPOTENCY[provider.semantics].lifetimeHours * HOUR_MS;
    const awayMs = world.chance.happens(0.4)
      ? keyLifeMs + HOUR_MS
      : world.chance.between(5, 60) * MINUTE_MS;
    this.outUntilMs = Math.max(this.outUntilMs, world.nowMs + awayMs);
    const { n, beganAtMs } = store.epoch;
    store.backTo(backup);
    if (this.without !== 'epoch') {
      store.epoch = {
        n: n + 1,
        beganAtMs: world.nowMs,
        knownUntilMs: beganAtMs,
        isCompared: false,
      };
    }
    for (const machine of [...this.machines]) machine.end();
    // The provider's list of events is read again from where the backup had got to.
    for (const { id, state } of provider.payments) {
      this.deliver(`evt_${id}_${state}`, id, awayMs + world.chance.between(1, 60) * MINUTE_MS);
    }
  }

  /**
   * The provider tells us of a payment: once, twice or not at all, sooner or later. What was lost on the way is in its
   * list of events, and the hourly look there finds it. And somebody forges one.
   */
  private tellOf(payment: Payment): void {
    const { world } = this;
    const { chance } = world;
    const eventId = `evt_${payment.id}_${payment.state}`;
    const times = world.isCalm ? 1 : Number(chance.weighted({ '0': 15, '1': 65, '2': 20 }));
    if (times !== 1) world.fault(times === 0 ? 'notice_dropped' : 'notice_twice', eventId);
    for (let time = 0; time < times; time += 1) {
      this.deliver(eventId, payment.id, chance.spread(100, 30 * MINUTE_MS));
    }
    this.deliver(eventId, payment.id, chance.between(0, HOUR_MS) + MINUTE_MS);
    if (!world.isCalm && chance.happens(0.05)) {
      world.fault('notice_forged', eventId);
      this.deliver(`${eventId}_forged`, payment.id, 0);
    }
  }

  private deliver(eventId: string, related: string, afterMs: number): void {
    const { world, store, provider, without } = this;
    this.underWay += 1;
    world.after(afterMs, () => {
      this.underWay -= 1;
      const strain = world.isCalm ? SOFT : HARD;
      const machine = new Machine('web', world, strain, () => {
        // Not answered: it comes again.
        this.deliver(eventId, related, 5 * MINUTE_MS);
      });
      const house = new SimulatedHouse({ machine, store, provider, without });
      const raw = Buffer.from(`${eventId} ${related}`);
      const signature = eventId.endsWith('_forged') ? 'forged' : 'good';
      house
        .get(ProviderNotices)
        .receive('model', raw, signature)
        .catch(() => {
          if (signature === 'good') this.deliver(eventId, related, 5 * MINUTE_MS);
        });
    });
  }
}

const KNOWN = ['in_transit', 'paid', 'settled', 'returned', 'failed', 'cancelled'] as const;
const FINAL = ['settled', 'returned', 'failed', 'cancelled'] as const;

/** Whether all money that reached the provider is written down. */
const isFunded = ({ entries }: ModelStore, { funding }: ModelProvider): boolean =>
  [...funding.keys()].every((funded) => entries.some(({ key }) => key === funded));

/** Whether every payout that has no successor is in one of these states, and the last of each instalment is settled at the end. */
function isAll(store: ModelStore, states: readonly string[]): boolean {
  return [...store.rows.values()].every(({ payout }) => {
    if (!states.includes(payout.state)) return false;
    const isLast = store.latestOf(payout.instalmentId)?.id === payout.id;
    return !isLast || states !== FINAL || payout.state === 'settled';
  });
}
