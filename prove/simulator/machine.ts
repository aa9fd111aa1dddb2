import type { World } from './world.js';

/** How often a machine of the drill is hit at each of its steps. */
export interface Strain {
  readonly killed: number;
  readonly stopped: number;
}

/** A pause of a process that has already said it will call: longer ones are outside what a quiet period can cover. */
const LONGEST_WITH_A_CALL_MS = 4 * 60_000;
const SHORTEST_STOP_MS = 20_000;
const LONGEST_STOP_MS = 40 * 60_000;
const RESTART_MS = [2_000, 90_000] as const;

/** One process: between any two of its steps it may end for good, or stand still and go on much later. */
export class Machine {
  isAlive = true;
  /** Calls it has said it will make, and that have not ended. */
  calls = 0;
  /** How wrong its own clock is. */
  skewMs = 0;

  constructor(
    readonly name: string,
    readonly world: World,
    private readonly strain: Strain,
    private readonly restart: () => void,
  ) {}

  /** Lets time pass at a step; heavy ones break more often. A machine that ends here never comes back from it. */
  pass(point: string, ms: number, weight = 1): Promise<void> {
    return new Promise((go) => {
      if (!this.isAlive || this.#ends(point, weight)) return;
      this.world.after(ms + this.#standsStill(point, weight), () => {
        if (this.isAlive) go();
      });
    });
  }

  /** Waits with nothing in its hands: there is little to break, so little does. */
  async rest(ms: number): Promise<void> {
    await this.hear<null>((wake) => {
      this.world.after(ms, () => {
        wake(null);
      });
    });
  }

  /** The answer to something outside; a machine that ended meanwhile never hears it. */
  hear<Answer>(ask: (answer: (given: Answer) => void) => void): Promise<Answer> {
    return new Promise((go) => {
      ask((given) => {
        if (this.isAlive) go(given);
      });
    });
  }

  /** `kill -9`: whatever it was doing is not done. Another one starts in its place. */
  end(): void {
    if (!this.isAlive) return;
    this.isAlive = false;
    const [least, most] = RESTART_MS;
    this.world.after(this.world.chance.between(least, most), this.restart);
  }

  get now(): Date {
    return new Date(this.world.nowMs + this.skewMs);
  }

  tell(what: string): void {
    this.world.tell(this.name, what);
  }

  #ends(point: string, weight: number): boolean {
    const { world } = this;
    if (world.isCalm || !world.chance.happens(weight * this.strain.killed)) return false;
    world.fault('kill', `${this.name} at ${point}`);
    this.end();
    return true;
  }

  #standsStill(point: string, weight: number): number {
    const { world } = this;
    if (world.isCalm || !world.chance.happens(weight * this.strain.stopped)) return 0;
    world.fault('stop', `${this.name} at ${point}`);
    const longest = this.calls > 0 ? LONGEST_WITH_A_CALL_MS : LONGEST_STOP_MS;
    return world.chance.spread(SHORTEST_STOP_MS, longest);
  }
}
