import { Sealer } from '#audit';
import { SealingLoop } from '#jobs';
import { invariant } from '#kernel';
import { Config, Log, UnitOfWork } from '#platform';
import { countEntries, expectSoundBooks, openBooks, order } from './support/books.js';
import type { Benchmark } from './support/benchmark.js';
import { figuresOf, interleave, perSecond, ratioOf } from './support/rounds.js';

const CALLERS = 8;
/** Long enough for several seals. */
const TURN_MS = 3_000;

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
    let posted = 0;
    const post = async (): Promise<{ operations: number }> => {
      const already = posted;
      const end = performance.now() + TURN_MS;
      await Promise.all(
        Array.from({ length: CALLERS }, async () => {
          while (performance.now() < end) {
            const each = order('interfund.transfer', { counterpart: { fund: 'RES' } });
            await work.run(() => ledger.post([each]));
            posted += 1;
          }
        }),
      );
      return { operations: posted - already };
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
