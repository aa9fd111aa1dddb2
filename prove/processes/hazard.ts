import { writeSync } from 'node:fs';
import type { PayoutRail, RailRegistry } from '#payouts';
import type { UnitOfWork } from '#platform';
import type { Chance } from '../simulator/chance.js';

/** `kill -9` at chosen steps: before and after each commit, after the mark, after the call, after the look-up. */
export class Hazard {
  constructor(
    private readonly chance: Chance,
    private readonly rate: number,
  ) {}

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

  at(point: string): void {
    if (!this.chance.happens(this.rate)) return;
    // Straight into the pipe: a moment later there is nobody to write it.
    writeSync(1, `kill_${point}\n`);
    process.kill(process.pid, 'SIGKILL');
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

/** A claim that found nothing to do is no step. */
const isSomething = (result: unknown): boolean => result !== null;
