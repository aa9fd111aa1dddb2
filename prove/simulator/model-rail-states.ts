import type { Pace } from '../../src/payouts/rails/rail.js';
import type { Breaker } from '../../src/payouts/sending/breaker.js';
import type { PacedRail, RailStatesStore } from '../../src/payouts/sending/rail-states.store.js';
import type { Machine } from './machine.js';
import type { ModelStore } from './model-store.js';

type Tables = { [Name in keyof RailStatesStore]: RailStatesStore[Name] };

const SECOND_MS = 1_000;
const ON_ITS_WAY = ['sending', 'outcome_unknown'];

/** The table of rails: the pace of the one provider, its rests and its breaker. */
export class ModelRailStates implements Pick<
  Tables,
  'open' | 'room' | 'use' | 'rest' | 'breaker' | 'saveBreaker' | 'runShort'
> {
  constructor(
    private readonly store: ModelStore,
    private readonly machine: Machine,
  ) {}

  open(rails: readonly PacedRail[]): Promise<string[]> {
    const open = rails.filter(({ pace }) => this.roomNow(pace) > 0);
    return Promise.resolve(open.map(({ id }) => id));
  }

  room(_rail: string, pace: Pace): Promise<number> {
    return Promise.resolve(this.roomNow(pace));
  }

  use(
    _rail: string,
    requests: number,
    { perSecond }: Pick<Pace, 'perSecond'>,
    probeMs: number,
  ): Promise<void> {
    const { pacedUntilMs, breaker } = this.store.rail;
    const from = Math.max(pacedUntilMs, this.now - SECOND_MS);
    this.store.rail = {
      ...this.store.rail,
      pacedUntilMs: from + (requests * SECOND_MS) / perSecond,
      breaker:
        breaker.breaker === 'closed'
          ? breaker
          : { ...breaker, breaker: 'half_open', probeAt: new Date(this.now + probeMs) },
    };
    return Promise.resolve();
  }

  rest(_rail: string, ms: number): Promise<void> {
    const { restsUntilMs } = this.store.rail;
    this.store.rail = { ...this.store.rail, restsUntilMs: Math.max(restsUntilMs, this.now + ms) };
    return Promise.resolve();
  }

  breaker(): Promise<Breaker & { readonly now: Date }> {
    return Promise.resolve({ ...this.store.rail.breaker, now: this.machine.world.now });
  }

  saveBreaker(
    _rail: string,
    { breaker, failures, openedAt, probeAt, lastCode }: Breaker,
  ): Promise<void> {
    const next = { breaker, failures, openedAt, probeAt, lastCode };
    this.store.rail = { ...this.store.rail, breaker: next };
    return Promise.resolve();
  }

  runShort(): Promise<boolean> {
    return Promise.resolve(false);
  }

  private roomNow({ mostAtOnce, perSecond, perPayment }: Pace): number {
    const { now } = this;
    const { pacedUntilMs, restsUntilMs, breaker } = this.store.rail;
    const isClosed = breaker.breaker === 'closed';
    const isSilent = !isClosed && (breaker.probeAt?.getTime() ?? 0) > now;
    if (pacedUntilMs > now || restsUntilMs > now || isSilent) return 0;
    const sinceMs = now - Math.max(pacedUntilMs, now - SECOND_MS);
    const allowed = Math.max(1, Math.trunc((sinceMs * perSecond) / SECOND_MS / perPayment));
    return Math.max(0, Math.min(isClosed ? allowed : 1, allowed, mostAtOnce - this.underWay()));
  }

  private underWay(): number {
    return [...this.store.rows.values()].filter(
      ({ payout, leaseUntilMs }) =>
        ON_ITS_WAY.includes(payout.state) && (leaseUntilMs ?? 0) > this.now,
    ).length;
  }

  private get now(): number {
    return this.machine.world.nowMs;
  }
}
