import { invariant, newId } from '#kernel';
import { PayoutsModule, Sending, SendingPolicy } from '#payouts';
import { expectAllSent } from './support/all-sent.js';
import type { Benchmark, Measured } from './support/benchmark.js';
import { openBooks, usd } from './support/books.js';
import { watchMemory } from './support/memory.js';
import { payeesAt, railOf } from './support/payees.js';
import { promise } from './support/postings.js';
import { SECRET_KEY, startProvider, type Provider } from './support/provider.js';
import { CENTS, addReleased, type PayeeAtProvider } from './support/released.js';
import { figuresOf, interleave, perSecond, ratioOf } from './support/rounds.js';
import type { House, Stage } from './support/stage.js';

/** Connections that claim and delete bare rows: as many as the service has for everything. */
const HANDS = 8;
/** Bare calls of one count, and how many at once: two blocks of the sender. */
const CALLS = 2_048;
const CALLS_AT_ONCE = 128;
const MOST_RISE_MIB = 50;

/** Released payouts become payments at the provider, with key, mark, journal entry and audit line. */
export const payoutBatch = sending('payout-batch', 1_024, {});
/** The same for as many as the largest day anybody planned for. */
export const payoutBatchLarge = sending('payout-batch-large', 131_072, {
  isOnlyByName: true,
  floor: 0.3,
});

function sending(
  name: string,
  count: number,
  more: Partial<Pick<Benchmark, 'isOnlyByName' | 'floor'>>,
): Benchmark {
  return {
    name,
    compares: `payouts per second from released to sent, ${String(count)} of them, by the sandbox in a process of its own, divided by rows per second that ${String(HANDS)} connections claim (skip locked) and delete one by one.`,
    wants: 'at least',
    floor: 0.05,
    target: 0.3,
    ...more,
    measure: async (stage) => {
      const provider = await startProvider();
      try {
        return await measure(stage, provider, count);
      } finally {
        await provider.stop();
      }
    },
  };
}

async function measure(stage: Stage, provider: Provider, count: number): Promise<Measured> {
  const books = await openBooks(stage, [PayoutsModule], {
    STRIPE_API_URL: provider.url,
    STRIPE_SECRET_KEY: SECRET_KEY,
  });
  const payees = await payeesAt(books.house, 1);
  // What is measured is this house, not how fast a provider lets itself be called.
  books.house.get(SendingPolicy).pace = { mostAtOnce: 1_000, perSecond: 1_000_000 };
  const sender = books.house.get(Sending);
  // The first epoch begins: what is released before it is looked up first, one by one.
  await sender.sweep();
  await stage.owner.query('create table bare (id bigint primary key)');
  const rises: number[] = [];
  let turns = 0;
  const { ours, limit } = await interleave(stage, {
    prepare: async () => {
      turns += 1;
      if (turns % 2 === 0) return;
      await promise(books.house, await addReleased(stage.owner, { count, round: turns, payees }));
      await stage.owner.query('insert into bare select generate_series(1, $1::integer)', [count]);
    },
    ours: async () => {
      const { result: taken, riseMiB } = await watchMemory(() => sender.sweep());
      invariant(taken === count, 'Every released payout is taken up once.');
      rises.push(riseMiB);
      return { operations: count };
    },
    limit: async () => {
      await claimAndDelete(stage);
      return { operations: count };
    },
  });
  await expectAllSent(stage, provider, count * (stage.rounds + 1));
  const riseMiB = rises.at(-1) ?? Number.NaN;
  await bareCalls(books.house, payees);
  const callsPerSecond = await bareCalls(books.house, payees);
  return {
    ratio: ratioOf(ours, limit, perSecond),
    figures: { ...figuresOf('ours', ours), ...figuresOf('limit', limit), riseMiB, callsPerSecond },
    limits: [
      {
        says: `memory rises by less than ${String(MOST_RISE_MIB)} MiB from the second to the last quarter of the last round`,
        holds: riseMiB < MOST_RISE_MIB,
      },
    ],
  };
}

async function claimAndDelete({ owner }: Stage): Promise<void> {
  const hand = async (): Promise<void> => {
    for (let deleted: number | null = 1; deleted === 1;) {
      const { rowCount } = await owner.query(
        `delete from bare where id = (select id from bare order by id limit 1 for update skip locked)`,
      );
      deleted = rowCount;
    }
  };
  await Promise.all(Array.from({ length: HANDS }, hand));
}

/**
 * The same calls with nothing around them, as many at a time as the sender makes: no sender can be faster than this
 * library, this provider and this machine.
 */
async function bareCalls(house: House, payees: readonly PayeeAtProvider[]): Promise<number> {
  const rail = railOf(house);
  const [payee] = payees;
  invariant(payee !== undefined, 'Somebody can be paid.');
  let left = CALLS;
  const hand = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const reference = newId('payout');
      const command = { ...payee, reference, key: `po:${reference}:1`, amount: usd(CENTS) };
      invariant((await rail.submit(command)).kind === 'accepted', 'A bare call is accepted.');
    }
  };
  const begun = performance.now();
  await Promise.all(Array.from({ length: CALLS_AT_ONCE }, hand));
  return (CALLS * 1_000) / (performance.now() - begun);
}
