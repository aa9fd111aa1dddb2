import { writeSync } from 'node:fs';
import type { PayoutRail, RailRegistry } from '#payouts';
import type { UnitOfWork } from '#platform';
import type { Chance } from '../simulator/chance.js';
import type { DrillSettings, Step, Trap } from './settings.js';

const SIGNALS = { kill: 'SIGKILL', stop: 'SIGSTOP' } as const;

/** `kill -9` at chosen steps: before and after each commit, after the mark, after the call, after the look-up. */
export class Hazard {
  #trap: Trap | null;

  constructor(
    private readonly chance: Chance,
    private readonly settings: Pick<DrillSettings, 'killRate' | 'trap'>,
  ) {
    this.#trap = settings.trap;
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
    } else if (this.chance.happens(this.settings.killRate)) hit(step, 'kill');
  }

  #around(rail: PayoutRail): void {
    const submit = rail.submit.bind(rail);
    const lookup = rail.lookup.bind(rail);
    rail.submit = async (command) => {
      this.at('after_mark');
      const result = await submit(command);
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
