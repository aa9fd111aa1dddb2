import type { Benchmark } from './support/benchmark.js';
import { countEntries, expectSoundBooks, openBooks, order } from './support/books.js';
import { figuresOf, interleave, ratioOf } from './support/rounds.js';

const PER_ROUND = 200;

/** What one caller waits for one entry. */
export const postSingle: Benchmark = {
  name: 'post-single',
  compares:
    'the time one caller waits for one entry of four lines, divided by that of the commit of one row.',
  wants: 'at most',
  floor: 4,
  target: 2.2,
  measure: async (stage) => {
    const books = await openBooks(stage);
    await stage.owner.query(
      'create table single (id bigint generated always as identity primary key, word text)',
    );
    const before = await countEntries(stage);
    const { ours, limit } = await interleave(stage, {
      ours: async () => {
        for (let n = 0; n < PER_ROUND; n += 1) {
          await books.must([order('interfund.transfer', { counterpart: { fund: 'RES' } })]);
        }
        return { operations: PER_ROUND };
      },
      limit: async () => {
        for (let n = 0; n < PER_ROUND; n += 1) {
          await stage.owner.query('insert into single (word) values ($1)', ['one']);
        }
        return { operations: PER_ROUND };
      },
    });
    await expectSoundBooks(stage, before + PER_ROUND * (stage.rounds + 1));
    return {
      ratio: ratioOf(ours, limit, ({ ms }) => ms),
      figures: { ...figuresOf('ours', ours), ...figuresOf('limit', limit) },
    };
  },
};
