import type { ChildProcess } from 'node:child_process';
import type { Chance } from '../simulator/chance.js';
import { Hand, type Recruits } from './hand.js';
import type { DrillSettings } from './settings.js';
import type { Tally } from './tally.js';

/** A process takes most of its time to load: these have done so before they are needed. */
const RESERVES = 3;

export interface Berth {
  readonly name: string;
  settings(): DrillSettings;
}

/** Keeps a process in each berth: when one ends, however it ends, the next is there. */
export class Crew {
  readonly #aboard = new Map<string, Hand>();
  readonly #working = new Set<string>();
  #reserves: ChildProcess[] = [];
  #isOver = false;
  #isHeld = false;

  constructor(
    private readonly tally: Tally,
    private readonly recruits: Recruits,
    private readonly berths: readonly Berth[],
  ) {}

  /** Resolves when every berth has a process that works. */
  async muster(): Promise<void> {
    this.#isHeld = false;
    await Promise.all(this.berths.map((berth) => this.#board(berth)));
  }

  /** One of those who work, by chance; none while every one of this part is being replaced. */
  any(chance: Chance, role: string): ChildProcess | null {
    const here = [...this.#aboard].filter(
      ([name]) => name.startsWith(role) && this.#working.has(name),
    );
    return here[chance.between(0, here.length - 1)]?.[1].child ?? null;
  }

  /** Ends all of them and lets nobody aboard until the next muster. */
  async clear(): Promise<void> {
    this.#isHeld = true;
    await Promise.all([...this.#aboard.values()].map((hand) => hand.end()));
  }

  async end(): Promise<void> {
    this.#isOver = true;
    for (const child of this.#reserves) child.kill('SIGKILL');
    await this.clear();
  }

  /** Resolves when a process works; one that ends before is followed by another. */
  async #board(berth: Berth): Promise<void> {
    const hand = new Hand(this.#next(), berth.settings());
    hand.onLine((line) => {
      if (line.startsWith('kill_')) this.tally.add(line);
    });
    this.#aboard.set(berth.name, hand);
    void hand.ended.then(() => {
      this.#aboard.delete(berth.name);
      this.#working.delete(berth.name);
      if (this.#isOver || this.#isHeld) return;
      void this.#board(berth);
    });
    if (await hand.start()) this.#working.add(berth.name);
    else if (!this.#isOver && !this.#isHeld) await this.#isWorking(berth);
  }

  async #isWorking({ name }: Berth): Promise<void> {
    while (!this.#working.has(name) && !this.#isOver && !this.#isHeld) {
      await new Promise((go) => setTimeout(go, 50));
    }
  }

  #next(): ChildProcess {
    this.#reserves = this.#reserves.filter(({ connected }) => connected);
    const next = this.#reserves.shift() ?? this.recruits.next();
    while (!this.#isOver && this.#reserves.length < RESERVES)
      this.#reserves.push(this.recruits.next());
    return next;
  }
}
