import { Sealer } from '#audit';
import { SealingLoop } from '#jobs';
import { invariant } from '#kernel';
import { Config, Log, UnitOfWork } from '#platform';
import { countEntries, expectSoundBooks, openBooks, order } from './support/books.js';
import type { Benchmark } from './support/benchmark.js';
import { figuresOf, interleave, perSecond, ratioOf } from './support/rounds.js';

const CALLERS = 8;
const EACH = 250;

/** What the seals of every second take from posting: eight people each post one entry after the other. */
export const sealCost: Benchmark = {
  name: 'seal-cost',
  compares:
    'entries per second of eight callers, each posting one entry of four lines after the other in a unit of work of its own, while the sealing loop runs in the same process, divided by the same without it.',
  wants: 'at least',
  floor: 0.95,
  target: 1,
  measure: async (stage) => {
    const books = await openBooks(stage);
    const { house, ledger } = books;
    const sealer = house.get(Sealer);
    const work = house.get(UnitOfWork);
    const post = async (): Promise<{ operations: number }> => {
      await Promise.all(
        Array.from({ length: CALLERS }, async () => {
          for (let n = 0; n < EACH; n += 1) {
            const each = order('interfund.transfer', { counterpart: { fund: 'RES' } });
            await work.run(() => ledger.post([each]));
          }
        }),
      );
      return { operations: CALLERS * EACH };
    };
    const before = await countEntries(stage);
    const { ours, limit } = await interleave(stage, {
      // What one side posted is not sealed at the cost of the other.
      prepare: async () => {
        await sealer.seal();
      },
      ours: async () => {
        const loop = new SealingLoop(sealer, house.get(Config), house.get(Log));
        loop.start();
        const done = await post();
        await loop.beforeApplicationShutdown();
        await loop.check();
        return done;
      },
      limit: post,
    });
    const posted = 2 * (stage.rounds + 1) * CALLERS * EACH;
    await expectSoundBooks(stage, before + posted);
    await sealer.seal();
    const { rows } = await stage.owner.query<{ leaves: number }>(
      `select count(*)::integer as leaves from leaf where source = 'entry'`,
    );
    invariant(rows[0]?.leaves === before + posted, 'Every entry is one leaf.');
    return {
      ratio: ratioOf(ours, limit, perSecond),
      figures: { ...figuresOf('ours', ours), ...figuresOf('limit', limit) },
    };
  },
};
