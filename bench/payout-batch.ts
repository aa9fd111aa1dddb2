import { invariant, newId } from '#kernel';
import { PayoutsModule, RailRegistry, Sending, SendingPolicy, payoutsInvariants } from '#payouts';
import type { Benchmark, Measured } from './support/benchmark.js';
import { openBooks, order, usd, type Books } from './support/books.js';
import { SECRET_KEY, startProvider, type Provider } from './support/provider.js';
import { CENTS, addReleased, type PayeeAtProvider } from './support/released.js';
import { figuresOf, interleave, perSecond, ratioOf } from './support/rounds.js';
import type { House, Stage } from './support/stage.js';

/** Connections that claim and delete bare rows: as many as the service has for everything. */
const HANDS = 8;
const MEBIBYTE = 1_048_576;
const MOST_RISE_MIB = 100;

/** Released payouts become payments at the provider, with key, mark, journal entry and audit line. */
export const payoutBatch = sending('payout-batch', 1_024, {});
/** The same for as many as the largest day anybody planned for. */
export const payoutBatchLarge = sending('payout-batch-large', 131_072, { isOnlyByName: true });

function sending(name: string, count: number, more: Pick<Benchmark, 'isOnlyByName'>): Benchmark {
  return {
    name,
    compares: `payouts per second from released to sent, ${String(count)} of them, by the sandbox in a process of its own, divided by rows per second that ${String(HANDS)} connections claim (skip locked) and delete one by one.`,
    wants: 'at least',
    floor: 0.01,
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
  const payee = await payeeAt(books.house);
  // What is measured is this house, not how fast a provider lets itself be called.
  books.house.get(SendingPolicy).pace = { mostAtOnce: 1_000, perSecond: 1_000_000 };
  const sender = books.house.get(Sending);
  await stage.owner.query('create table bare (id bigint primary key)');
  const rises: number[] = [];
  let turns = 0;
  const { ours, limit } = await interleave(stage, {
    prepare: async () => {
      turns += 1;
      if (turns % 2 === 0) return;
      await promise(books, await addReleased(stage.owner, turns, count, payee));
      await stage.owner.query('insert into bare select generate_series(1, $1::integer)', [count]);
    },
    ours: async () => {
      const before = process.memoryUsage().rss;
      invariant((await sender.sweep()) === count, 'Every released payout is taken up once.');
      rises.push((process.memoryUsage().rss - before) / MEBIBYTE);
      return { operations: count };
    },
    limit: async () => {
      await claimAndDelete(stage);
      return { operations: count };
    },
  });
  await expectAllSent(stage, provider, count * (stage.rounds + 1));
  const riseMiB = rises.at(-1) ?? Number.NaN;
  return {
    ratio: ratioOf(ours, limit, perSecond),
    figures: { ...figuresOf('ours', ours), ...figuresOf('limit', limit), riseMiB },
    limits: [
      {
        says: `memory rises by less than ${String(MOST_RISE_MIB)} MiB in the last round`,
        holds: riseMiB < MOST_RISE_MIB,
      },
    ],
  };
}

/** The books owe each of these awards: reserved, approved, told. */
async function promise(books: Books, awardRefs: readonly string[]): Promise<void> {
  for (const kind of ['award.reserved', 'award.approved', 'award.notified'] as const) {
    await books.must(awardRefs.map((awardRef) => order(kind, { awardRef, amount: usd(CENTS) })));
  }
}

/** A recipient with an account that works, made through the rail itself. */
async function payeeAt(house: House): Promise<PayeeAtProvider> {
  const rail = house.get(RailRegistry).get('stripe-outbound');
  const key = newId('method');
  const details = {
    kind: 'bank_account',
    givenName: 'Bench',
    surname: 'Mark',
    routingNumber: '110000000',
    accountNumber: '000123456789',
    accountType: 'checking',
  } as const;
  const { ref } = await rail.ensureRecipient(details, key);
  const saved = await rail.saveMethod(ref, details, key);
  invariant(saved.kind === 'saved', 'The sandbox knows the account.');
  return { recipient: ref, method: saved.ref };
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

/** Throws when a payout is not on its way, when the provider has more or fewer payments, or a promise is broken. */
async function expectAllSent(stage: Stage, provider: Provider, count: number): Promise<void> {
  const { rows } = await stage.owner.query<{ sent: number; refs: number; cents: string }>(
    `select count(*) filter (where state = 'in_transit')::integer as sent,
       (select count(distinct provider_ref)::integer from payout_attempt) as refs,
       (select sum(amount) from ledger.posting where account = '1150') as cents
     from payout`,
  );
  const [found] = rows;
  invariant(found?.sent === count, 'Every payout is on its way.');
  invariant(found.refs === count, 'Every payout has a payment of its own.');
  invariant(found.cents === String(BigInt(count) * CENTS), 'The books say what is on its way.');
  const { payments } = (await provider.control('GET', '/control/state')) as {
    payments: { processing: number };
  };
  invariant(payments.processing === count, 'The provider has one payment for each payout.');
  for (const { promise, sql } of payoutsInvariants) {
    invariant((await stage.owner.query(sql)).rowCount === 0, promise);
  }
}
