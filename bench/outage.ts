import { setTimeout as wait } from 'node:timers/promises';
import { hours, invariant } from '#kernel';
import { PayoutsModule, Sending, SendingPolicy } from '#payouts';
import { SendOrders } from '../src/payouts/sending/send-orders.service.js';
import { SendingClaims } from '../src/payouts/sending/sending-claims.service.js';
import { SendingRecords } from '../src/payouts/sending/sending-records.service.js';
import { expectAllSent, paymentsAt } from './support/all-sent.js';
import type { Benchmark, Measured } from './support/benchmark.js';
import { openBooks } from './support/books.js';
import { payeesAt, RAIL } from './support/payees.js';
import { promise } from './support/postings.js';
import { SECRET_KEY, startProvider, type Provider } from './support/provider.js';
import { addReleased } from './support/released.js';
import type { House, Stage } from './support/stage.js';

const PAYOUTS = 5_000;
const PAYEES = 250;
/** Calls that reached the provider and whose answer was lost, and calls that never reached it. */
const LOST_AFTER = 300;
const LOST_BEFORE = 300;
/** Payouts whose sender ended between its mark and its call. */
const MARKED = 300;
const OUT_MS = hours(24);
const MOST_SECONDS = 600;
const PAYMENTS = '/v2/money_management/outbound_payments';
/** The library repeats a call once when its connection is closed under it. */
const CALLS_EACH = 2;

/** A provider that was away for a day is back: how long until everything that waited is on its way, once each. */
export const outage: Benchmark = {
  name: 'outage',
  compares: `seconds until ${String(PAYOUTS)} payouts are on their way after the provider was away for 24 hours of its clock and of the database's, at the rail's own pace, divided by ${String(MOST_SECONDS)}; of ${String(LOST_AFTER)} the answer was lost, ${String(LOST_BEFORE)} calls never arrived, ${String(MARKED)} were marked and never called.`,
  wants: 'at most',
  floor: 1,
  target: 0.5,
  isOnlyByName: true,
  measure: async (stage) => {
    const provider = await startProvider();
    try {
      return await measure(stage, provider);
    } finally {
      await provider.stop();
    }
  },
};

async function measure(stage: Stage, provider: Provider): Promise<Measured> {
  const books = await openBooks(stage, [PayoutsModule], {
    STRIPE_API_URL: provider.url,
    STRIPE_SECRET_KEY: SECRET_KEY,
  });
  const payees = await payeesAt(books.house, PAYEES);
  // The first epoch begins: what is released before it is looked up first, one by one.
  await books.house.get(Sending).sweep();
  await promise(books.house, await addReleased(stage.owner, { count: PAYOUTS, payees }));
  await goDown(books.house, provider);
  await markSome(books.house);
  await aDayPasses(stage, provider);
  const before = await countOf(stage);
  const paidBefore = await paymentsAt(provider);
  stage.say(`  before: ${JSON.stringify(before)}, payments there: ${String(paidBefore)}`);
  const seconds = await drain(stage, books.house.get(Sending));
  await expectAllSent(stage, provider, PAYOUTS);
  return {
    ratio: seconds / MOST_SECONDS,
    figures: {
      seconds,
      payoutsPerSecond: PAYOUTS / seconds,
      unknownBefore: (before['outcome_unknown'] ?? 0) + (before['sending'] ?? 0),
      paidBefore,
      paidAfter: await paymentsAt(provider),
    },
    limits: [
      {
        says: 'calls were lost on both sides of the provider before it went away',
        holds: paidBefore === LOST_AFTER && before['outcome_unknown'] === LOST_AFTER + LOST_BEFORE,
      },
    ],
  };
}

/** Some answers are lost, then nothing arrives any more. */
async function goDown(house: House, provider: Provider): Promise<void> {
  const policy = house.get(SendingPolicy);
  // While it goes down the breaker looks away: the more is unclear, the harder it is to come back.
  Object.assign(policy, {
    breakerFailures: PAYOUTS,
    pace: { mostAtOnce: 1_000, perSecond: 1_000_000 },
  });
  const sending = house.get(Sending);
  for (const [kind, calls] of [
    ['drop_after', LOST_AFTER],
    ['drop_before', LOST_BEFORE],
  ] as const) {
    const fault = { kind, method: 'POST', path: PAYMENTS, times: calls * CALLS_EACH };
    await provider.control('POST', '/control/faults', fault);
    for (let n = 0; n < calls; n += 1) {
      invariant(await sending.sendNext(), 'There is something to send.');
    }
  }
  Object.assign(policy, new SendingPolicy());
}

/** Senders claim and mark, and end before they call. */
async function markSome(house: House): Promise<void> {
  const orders = house.get(SendOrders);
  const terms = { leaseMs: hours(1), rails: [RAIL], most: MARKED, pauseMs: 1 };
  const { works } = await house
    .get(SendingClaims)
    .take(terms, (payouts) => orders.ordersFor(payouts));
  const marked = await house.get(SendingRecords).mark(works, 1_000);
  invariant(marked.length === MARKED, 'They are marked.');
}

/** Everything that was written down is a day old, here and there. */
async function aDayPasses(stage: Stage, provider: Provider): Promise<void> {
  await provider.control('POST', '/control/clock', { forwardMs: OUT_MS });
  await stage.owner.query(
    `update payout set not_before = not_before - interval '24 hours', lease_until = lease_until - interval '24 hours'`,
  );
  await stage.owner.query(
    `update payout_attempt set created_at = created_at - interval '24 hours',
       first_sent_at = first_sent_at - interval '24 hours', last_sent_at = last_sent_at - interval '24 hours'`,
  );
  await stage.owner.query(
    `update rail_state set paced_until = '-infinity', probe_at = probe_at - interval '24 hours',
       opened_at = opened_at - interval '24 hours'`,
  );
}

/** As the scheduler does it: sweeps, again and again, until nothing waits. Returns seconds. */
async function drain(stage: Stage, sending: Sending): Promise<number> {
  const begun = performance.now();
  const seconds = (): number => (performance.now() - begun) / 1_000;
  for (let isOver = false; !isOver;) {
    await sending.sweep();
    isOver = Object.keys(await countOf(stage)).every((state) => state === 'in_transit');
    invariant(isOver || seconds() < 2 * MOST_SECONDS, 'It comes to an end.');
    if (!isOver) await wait(1_000);
  }
  return seconds();
}

async function countOf(stage: Stage): Promise<Record<string, number>> {
  const { rows } = await stage.owner.query<{ state: string; count: number }>(
    'select state, count(*)::integer as count from payout group by state',
  );
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
}
