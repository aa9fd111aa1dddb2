import { setImmediate as nextTurn } from 'node:timers/promises';
import { Chance } from './chance.js';

interface Event {
  readonly at: number;
  readonly order: number;
  readonly work: () => void;
}

/** One turn of the event loop for all worlds of this thread that wait for the next one. */
let coming: Promise<void> | null = null;

function turn(): Promise<void> {
  coming ??= nextTurn().then(() => {
    coming = null;
  });
  return coming;
}

/** When the story of every seed begins. */
const START_MS = Date.UTC(2026, 0, 5, 9);

/**
 * Time, chance and what happens next. Nothing happens by itself: the loop takes the next event, moves the clock to
 * it and lets everything that hangs on it run to its end, so that a seed always tells the same story.
 */
export class World {
  readonly chance: Chance;
  /** Faults that happened, by class. */
  readonly faults = new Map<string, number>();
  /** What must never be, in words. */
  readonly violations: string[] = [];
  readonly trace: string[] = [];
  /** From then on nothing breaks any more, and everything must come to its end. */
  isCalm = false;
  steps = 0;

  #now = START_MS;
  #order = 0;
  #agenda: Event[] = [];

  constructor(
    seed: number,
    private readonly isTold: boolean,
  ) {
    this.chance = new Chance(seed);
  }

  get nowMs(): number {
    return this.#now;
  }

  get now(): Date {
    return new Date(this.#now);
  }

  /** Plans something. What is planned for the same instant happens in the order it was planned in. */
  after(ms: number, work: () => void): void {
    const event = { at: this.#now + Math.max(0, ms), order: (this.#order += 1), work };
    let place = this.#agenda.length;
    while (place > 0 && isLater(this.#agenda[place - 1], event)) place -= 1;
    this.#agenda.splice(place, 0, event);
  }

  /** Lets things happen until then, or until `isDone`. */
  async run(untilMs: number, isDone: () => boolean = () => false): Promise<void> {
    for (;;) {
      const next = this.#agenda[0];
      if (!next || next.at > untilMs || isDone()) break;
      this.#agenda.shift();
      this.#now = next.at;
      this.steps += 1;
      next.work();
      // Everything that waited for this runs as far as it can before the next thing happens.
      await turn();
    }
    if (!isDone()) this.#now = Math.max(this.#now, untilMs);
  }

  tell(who: string, what: string): void {
    if (this.isTold) this.trace.push(`${this.now.toISOString()} ${who}: ${what}`);
  }

  fault(kind: string, who: string): void {
    this.faults.set(kind, (this.faults.get(kind) ?? 0) + 1);
    this.tell(who, `fault ${kind}`);
  }

  violate(what: string): void {
    this.violations.push(what);
    this.tell('check', what);
  }
}

const isLater = (one: Event | undefined, other: Event): boolean =>
  one !== undefined && (one.at > other.at || (one.at === other.at && one.order > other.order));
