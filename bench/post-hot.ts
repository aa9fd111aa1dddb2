import { randomInt, randomUUID } from 'node:crypto';
import pg from 'pg';
import { invariant } from '#kernel';
import { SharedPosting } from '#ledger';
import { expectSoundBaseline, makeBaseline } from './support/baseline.js';
import type { Benchmark } from './support/benchmark.js';
import { makeRawTables, RAW_INSERT, rawRows, TRANSFERRED } from './support/raw.js';
import type { Stage } from './support/stage.js';
import { countEntries, expectSoundBooks, openBooks, order } from './support/books.js';
import {
  figuresOf,
  interleave,
  median,
  percentile,
  perSecond,
  ratioOf,
  type Done,
  type Sample,
} from './support/rounds.js';

const CALLERS = 32;
const ROUND_MS = 1_000;
const ACCOUNTS = 5_000;
const MOST_OF_LATENCY = 0.3;

/** Thirty-two callers who all want the same fund at once. */
export const postHot: Benchmark = {
  name: 'post-hot',
  compares:
    'entries of four lines per second that 32 callers post on one fund through SharedPosting, divided by the transfers of two lines of baseline-scalar, a pool of 10, one hot account.',
  wants: 'at least',
  floor: 2.5,
  target: 15,
  measure: async (stage) => {
    const books = await openBooks(stage);
    await makeBaseline(stage, ACCOUNTS);
    const shared = books.house.get(SharedPosting);
    const pool = new pg.Pool({ connectionString: stage.ownerUrl, max: 10 });
    const before = await countEntries(stage);
    let posted = 0;
    try {
      const { ours, limit } = await interleave(stage, {
        ours: () =>
          callers(async () => {
            const { status } = await shared.post(
              order('interfund.transfer', { counterpart: { fund: 'RES' } }),
            );
            invariant(status === 'posted', 'Every entry is posted.');
            posted += 1;
          }),
        limit: () =>
          callers(() =>
            pool.query({
              name: 'post',
              text: 'select baseline.post($1, 1, $2, 100)',
              values: [randomUUID(), randomInt(2, ACCOUNTS + 1)],
            }),
          ),
      });
      await expectSoundBooks(stage, before + posted);
      await expectSoundBaseline(stage);
      const bare = await barePerSecond(stage);
      const latency = ratioOf(ours, limit, p99);
      return {
        ratio: ratioOf(ours, limit, perSecond),
        figures: {
          ...figuresOf('ours', ours),
          ...figuresOf('limit', limit),
          oursP99Ms: median(ours.map(p99)),
          limitP99Ms: median(limit.map(p99)),
          p99Ratio: latency,
          barePerSecond: bare,
          mostOfRatio: bare / median(limit.map(perSecond)),
        },
        limits: [
          {
            says: `p99 at most ${String(MOST_OF_LATENCY)} of the baseline's`,
            holds: latency <= MOST_OF_LATENCY,
          },
        ],
      };
    } finally {
      await pool.end();
    }
  },
};

/**
 * What nobody can exceed on this machine: the same rows of as many entries at once, without rules, balances or callers.
 */
async function barePerSecond(stage: Stage): Promise<number> {
  await makeRawTables(stage.owner);
  const end = performance.now() + ROUND_MS;
  let entries = 0;
  while (performance.now() < end) {
    const orders = Array.from({ length: CALLERS }, () => order('interfund.transfer'));
    await stage.owner.query(RAW_INSERT, [...rawRows(orders, entries + 1, () => TRANSFERRED)]);
    entries += CALLERS;
  }
  return entries / (ROUND_MS / 1_000);
}

const p99 = (sample: Sample): number => percentile(sample.latenciesMs, 0.99);

/** Each caller sends its next one when the last is answered, until the round is over. */
async function callers(send: () => Promise<unknown>): Promise<Done> {
  const end = performance.now() + ROUND_MS;
  const latenciesMs: number[] = [];
  await Promise.all(
    Array.from({ length: CALLERS }, async () => {
      while (performance.now() < end) {
        const begun = performance.now();
        await send();
        latenciesMs.push(performance.now() - begun);
      }
    }),
  );
  return { operations: latenciesMs.length, latenciesMs };
}
