import type { SandboxClock } from '../sandbox-clock.js';
import type { Store } from '../store/store.js';
import { table } from '../store/table.js';
import { newId } from './ids.js';

export type Act =
  | 'activate'
  | 'post'
  | 'fail'
  | 'return'
  | 'reward_redeem'
  | 'reward_expire'
  | 'reward_approve'
  | 'connect_depart'
  | 'connect_pay'
  | 'connect_fail'
  | 'topup_arrive';

/** Something that will happen to an object by itself when the clock gets there. */
export interface Due {
  readonly id: string;
  readonly atMs: number;
  readonly subject: string;
  readonly act: Act;
  readonly reason: string | null;
}

export const dues = table<Due>('due', { group: ({ subject }) => subject });

type Handler = (due: Due) => void;

const longestSleepMs = 60_000;
const shortestSleepMs = 5;

/** Runs what falls due, in the order of time, each as one commit. Dues survive a restart. */
export class Lifecycle {
  /** Sorted by time. A due that was called off is missing in the store and passed over. */
  #agenda: { readonly atMs: number; readonly id: string }[] = [];
  readonly #handlers = new Map<Act, Handler>();
  #timer: NodeJS.Timeout | null = null;
  #isRunning = false;

  constructor(
    private readonly store: Store,
    private readonly clock: SandboxClock,
  ) {}

  on(act: Act, handler: Handler): void {
    this.#handlers.set(act, handler);
  }

  /** Reads the agenda again from the store; call it at the start and after a reset. */
  start(): void {
    this.#agenda = this.store
      .all(dues)
      .map(({ atMs, id }) => ({ atMs, id }))
      .sort((left, right) => left.atMs - right.atMs);
    this.runDue();
  }

  stop(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  /** Plans an act inside the open commit. One that is due already happens right after the commit. */
  plan(due: Omit<Due, 'id'>): void {
    const id = newId('due');
    this.store.put(dues, id, { ...due, id });
    this.#agenda.splice(this.#placeFor(due.atMs), 0, { atMs: due.atMs, id });
    this.store.afterCommit(() => {
      this.runDue();
    });
  }

  /** Calls off everything planned for an object, inside the open commit. */
  callOff(subject: string): void {
    for (const due of this.store.group(dues, subject)) this.store.remove(dues, due.id);
  }

  /** Runs everything whose time has come. */
  runDue(): void {
    if (this.#isRunning) return;
    this.#isRunning = true;
    try {
      for (let next = this.#agenda[0]; next; next = this.#agenda[0]) {
        if (next.atMs > this.clock.nowMs()) break;
        this.#agenda.shift();
        this.#happen(next.id);
      }
    } finally {
      this.#isRunning = false;
    }
    this.#sleep();
  }

  #happen(id: string): void {
    const due = this.store.get(dues, id);
    if (!due) return;
    this.store.commit(() => {
      this.store.remove(dues, id);
      this.#handlers.get(due.act)?.(due);
    });
  }

  #sleep(): void {
    this.stop();
    const next = this.#agenda[0];
    if (!next) return;
    const ms = next.atMs - this.clock.nowMs();
    const bounded = Math.min(Math.max(ms, shortestSleepMs), longestSleepMs);
    this.#timer = setTimeout(() => {
      this.runDue();
    }, bounded);
    this.#timer.unref();
  }

  #placeFor(atMs: number): number {
    let low = 0;
    let high = this.#agenda.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#agenda[middle]?.atMs ?? 0) <= atMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
