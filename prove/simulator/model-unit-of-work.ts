import type { Machine } from './machine.js';
import type { ModelStore } from './model-store.js';

const FAILS = 0.02;

/**
 * One act, one transaction, over the model: all of it or nothing. The database may be gone before the commit, or
 * after it with the answer lost; the process may end on either side of it. What wrote nothing has nothing to lose there.
 */
export class ModelUnitOfWork {
  isRunning = false;

  constructor(
    private readonly machine: Machine,
    private readonly store: ModelStore,
  ) {}

  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.isRunning) return work();
    const { world } = this.machine;
    await this.machine.pass('a unit of work', world.chance.spread(2, 60));
    const isLost = !world.isCalm && world.chance.happens(FAILS);
    const before = this.store.copy();
    this.isRunning = true;
    let result: Result;
    try {
      result = await work();
    } catch (error) {
      this.store.backTo(before);
      throw error;
    } finally {
      this.isRunning = false;
    }
    if (isLost) this.#lose(before);
    if (!this.store.isAs(before)) await this.machine.pass('a commit', 1);
    return result;
  }

  #lose(before: ModelStore): never {
    const { world, name } = this.machine;
    const isCommitted = world.chance.happens(0.5);
    world.fault(isCommitted ? 'database_after_commit' : 'database_before_commit', name);
    if (!isCommitted) this.store.backTo(before);
    throw new Error('The database went away.');
  }
}
