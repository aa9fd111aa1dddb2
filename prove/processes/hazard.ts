import { writeSync } from 'node:fs';
import type { PayoutRail, RailRegistry } from '#payouts';
import type { UnitOfWork } from '#platform';
import type { Chance } from '../simulator/chance.js';
import { STEPS, type DrillSettings, type Fate, type Step, type Trap } from './settings.js';

/** Who else than a sender has only these steps. */
const COMMITS = ['before_commit', 'after_commit'] as const;
/**
 * The shortest and the longest life, in steps: as many processes end for each payment on a fast machine as on a slow one. One
 * that follows costs two seconds of a core.
 */
const LIVES: Readonly<Record<DrillSettings['role'], readonly [number, number]>> = {
  sender: [80, 280],
  scheduler: [80, 280],
  intake: [80, 280],
  finance: [1, 3],
};
const LONGEST_SKIP = 12;
/** How many more steps than planned a process has that never gets to its own. */
const OVERTIME = 3;
const SIGNALS = { kill: 'SIGKILL', stop: 'SIGSTOP' } as const;

/** `kill -9` at chosen steps: before and after each commit, after the mark, after the call, after the look-up. */
export class Hazard {
  readonly #fate: Fate | null;
  #steps = 0;
  #skips: number;
  #trap: Trap | null;

  constructor({ fate, trap }: Pick<DrillSettings, 'fate' | 'trap'>) {
    this.#fate = fate;
    this.#skips = fate?.skips ?? 0;
    this.#trap = trap;
  }

  /** Puts the steps under hazard, in this process only. */
  layIn(unitOfWork: UnitOfWork, rails: RailRegistry): void {
    const run = unitOfWork.run.bind(unitOfWork);
    unitOfWork.run = async <Result>(work: () => Promise<Result>): Promise<Result> => {
      if (unitOfWork.isRunning) return run(work);
      const result = await run(async () => {
        const done = await work();
        if (isSomething(done)) this.at('before_commit');
        return done;
      });
      if (isSomething(result)) this.at('after_commit');
      return result;
    };
    for (const rail of rails.all()) this.#around(rail);
  }

  at(step: Step): void {
    const trap = this.#trap;
    if (trap?.at === step) {
      this.#trap = null;
      hit(step, trap.what);
    } else if (this.#isFate(step)) hit(step, 'kill');
  }

  #isFate(step: Step): boolean {
    if (this.#fate === null) return false;
    const { afterSteps, at } = this.#fate;
    this.#steps += 1;
    if (this.#steps >= OVERTIME * afterSteps) return true;
    if (this.#steps < afterSteps || step !== at) return false;
    this.#skips -= 1;
    return this.#skips < 0;
  }

  #around(rail: PayoutRail): void {
    const submit = rail.submit.bind(rail);
    const lookup = rail.lookup.bind(rail);
    rail.submit = async (command, hasTime) => {
      this.at('after_mark');
      const result = await submit(command, hasTime);
      this.at('after_call');
      return result;
    };
    rail.lookup = async (query) => {
      const found = await lookup(query);
      this.at('after_lookup');
      return found;
    };
  }
}

/** Every step is as likely as the others, however often a process gets there, and so are the places in a block. */
export function drawFate(chance: Chance, role: DrillSettings['role']): Fate {
  const [least, most] = LIVES[role];
  const steps = role === 'sender' ? STEPS : COMMITS;
  return {
    afterSteps: chance.between(least, most),
    at: steps[chance.between(0, steps.length - 1)] ?? 'after_commit',
    skips: chance.between(0, LONGEST_SKIP),
  };
}

/** Straight into the pipe: a moment later there is nobody to write it. */
function hit(step: Step, what: Trap['what']): void {
  writeSync(1, `${what}_${step}\n`);
  process.kill(process.pid, SIGNALS[what]);
}

/** A claim that found nothing to do is no step. */
function isSomething(result: unknown): boolean {
  if (typeof result !== 'object' || result === null) return result !== null;
  return !('works' in result && Array.isArray(result.works) && result.works.length === 0);
}
