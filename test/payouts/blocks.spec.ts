import { setTimeout as wait } from 'node:timers/promises';
import { RailRegistry, SendingHalts, SendingPolicy, type Payout, type PayoutRail } from '#payouts';
import { PayoutNews } from '../../src/payouts/payout-news.service.js';
import type { SubmitPayout, SubmitResult } from '../../src/payouts/rails/rail.js';
import { SendOrders } from '../../src/payouts/sending/send-orders.service.js';
import { SendingBlocks } from '../../src/payouts/sending/sending-blocks.service.js';
import { SendingClaims } from '../../src/payouts/sending/sending-claims.service.js';
import { SendingRecords } from '../../src/payouts/sending/sending-records.service.js';
import { SendingStore } from '../../src/payouts/sending/sending.store.js';
import { Stopwatch } from '../../src/payouts/sending/stopwatch.js';
import type { Acceptance, Work } from '../../src/payouts/sending/work.js';
import { PayoutHouse, RAIL, usd } from './payout-house.js';

const PAYMENTS = '/v2/money_management/outbound_payments';
const SIZE = 4;

/** Puts something in the place of a method or a property; undone by what it returns. */
function instead<Target extends object, Name extends keyof Target & string>(
  target: Target,
  name: Name,
  given: PropertyDescriptor,
): () => void {
  Object.defineProperty(target, name, { configurable: true, ...given });
  return () => Reflect.deleteProperty(target, name);
}

/** What stops in the middle of a unit of work, as if the process ended there. */
class Ended extends Error {}

describe('A block of payouts', () => {
  let house: PayoutHouse;
  let payouts: readonly Payout[];
  beforeAll(async () => {
    house = await PayoutHouse.open();
    // The first epoch begins: what is released before it is looked up first, one by one.
    await house.sending.sweep();
  });
  beforeEach(async () => {
    const pace = { mostAtOnce: 64, perSecond: 1_000 };
    Object.assign(house.policy, new SendingPolicy(), { backOffMs: 1, mostBackOffMs: 1, pace });
    payouts = await released(SIZE);
  });
  afterEach(async () => {
    house.sandbox.desk.clearFaults();
    await house.putAside();
    expect(await house.brokenPromises()).toEqual([]);
  });
  afterAll(() => house.close());

  async function released(count: number): Promise<Payout[]> {
    const made: Payout[] = [];
    for (let n = 0; n < count; n += 1)
      made.push(await house.setUp(await house.aYes(usd(9_000 + n))));
    await house.release();
    return made;
  }

  const send = (most = 64): Promise<number> => house.get(SendingBlocks).send(most);
  const rail = (): PayoutRail => house.get(RailRegistry).get(RAIL);
  const records = (): SendingRecords => house.get(SendingRecords);
  const states = (): Promise<string[]> => Promise.all(payouts.map(({ id }) => house.stateOf(id)));
  const paid = (): number[] => payouts.map((payout) => house.paymentsFor(payout));
  const all = <Value>(value: Value): Value[] => payouts.map(() => value);

  /** Claims the whole block, with key and digest of each. */
  async function taken(): Promise<readonly Work[]> {
    const works = await house.taken({ most: SIZE });
    expect(works).toHaveLength(SIZE);
    return works;
  }

  async function marked(): Promise<readonly Work[]> {
    const works = await taken();
    expect(await records().mark(works, 1_000)).toEqual(works);
    return works;
  }

  async function call(works: readonly Work[]): Promise<Acceptance[]> {
    const commands = await house.get(SendOrders).commandsFor(works.map(({ payout }) => payout));
    const acceptances: Acceptance[] = [];
    for (const work of works) {
      const command = commands.get(work.payout.id);
      if (!command) throw new Error('She has an account.');
      const answer = await rail().submit({ ...command, key: work.attempt.key });
      if (answer.kind === 'accepted') acceptances.push({ work, observed: answer.observed });
    }
    expect(acceptances).toHaveLength(works.length);
    return acceptances;
  }

  /** Another sender takes over what is left, as often as it takes. */
  async function untilClear(): Promise<void> {
    for (let round = 0; round < 5; round += 1) {
      await house.wakeUp();
      await house.sending.sweep();
      if ((await states()).every((state) => state === 'in_transit')) return;
    }
  }

  async function expectEachPaidOnce(): Promise<void> {
    await untilClear();
    expect(await states()).toEqual(all('in_transit'));
    expect(paid()).toEqual(all(1));
    for (const payout of payouts) {
      expect(await house.entriesOf(payout)).toEqual(['payout.initiated']);
    }
  }

  it('goes out together: one pick, one mark, one record, and one task that follows their batch', async () => {
    const store = house.get(SendingStore);
    const statements: string[] = [];
    const counted = (name: 'pick' | 'mark' | 'accept'): (() => void) => {
      const own = store[name].bind(store) as (...parts: unknown[]) => unknown;
      const value = (...parts: unknown[]): unknown => {
        statements.push(name);
        return own(...parts);
      };
      return instead(store, name, { value });
    };
    const undo = [counted('pick'), counted('mark'), counted('accept')];
    // Long enough for all answers to be there together, on a machine however busy.
    house.policy.gatherMs = 5_000;
    expect(await send()).toBe(SIZE);
    for (const back of undo) back();
    expect(statements).toEqual(['pick', 'mark', 'accept']);
    expect(await states()).toEqual(all('in_transit'));
    expect(paid()).toEqual(all(1));
    const [follows] = await house.running.database.query<{ count: number }>(
      `select count(*)::integer as count from graphile_worker.jobs where task_identifier = 'payouts.follow'`,
    );
    expect(follows?.count).toBe(1);
    await house.running.drain();
    expect((await house.batches.latest(1))[0]?.state).toBe('processing');
  });

  it('writes the row of each payout once in every unit of work', async () => {
    const { database } = house.running;
    await database.query(
      `create table written (payout text, unit xid8, times integer, primary key (payout, unit))`,
    );
    await database.query(
      `create function count_writes() returns trigger language plpgsql security definer as $$
       begin
         insert into public.written as w values (new.id, pg_current_xact_id(), 1)
           on conflict (payout, unit) do update set times = w.times + 1;
         return null;
       end $$`,
    );
    await database.query(
      `create trigger counts after update on payout for each row execute function count_writes()`,
    );
    try {
      expect(await send()).toBe(SIZE);
      const written = await database.query<{ units: number; times: number }>(
        `select count(*)::integer as units, max(times) as times from written group by payout`,
      );
      // It becomes the sender's, and it is on its way.
      expect(written).toEqual(all({ units: 2, times: 1 }));
    } finally {
      await database.query('drop trigger counts on payout');
      await database.query('drop function count_writes');
      await database.query('drop table written');
    }
  });

  describe('whose sender ends', () => {
    it('before its keys are stored was never claimed', async () => {
      const terms = { leaseMs: 60_000, rails: [RAIL], most: SIZE, pauseMs: 1 };
      const ending = house.get(SendingClaims).take(terms, () => Promise.reject(new Ended()));
      await expect(ending).rejects.toThrow(Ended);
      expect(await states()).toEqual(all('released'));
      await expectEachPaidOnce();
    });

    it.each([
      ['after the claim', taken],
      ['after the mark', marked],
      ['in the middle of the calls', async () => call((await marked()).slice(0, 2))],
      ['after the calls', async () => call(await marked())],
      [
        'in the middle of writing down',
        async () => records().finishAll((await call(await marked())).slice(0, 2), 1_000),
      ],
      [
        'before a record of all is committed',
        async () => {
          const acceptances = await call(await marked());
          const news = house.get(PayoutNews);
          const back = instead(news, 'tell', { value: () => Promise.reject(new Ended()) });
          await expect(records().finishAll(acceptances, 1_000)).rejects.toThrow(Ended);
          back();
          expect(await states()).toEqual(all('sending'));
        },
      ],
    ])('%s is paid once each by the next one', async (_when, until: () => Promise<unknown>) => {
      await until();
      expect(await send()).toBe(0);
      await expectEachPaidOnce();
    });
  });

  it('leaves to its new owner what somebody took over before the mark', async () => {
    const works = await taken();
    await house.sql('update payout set fence = fence + 1 where id = $1', works[1]?.payout.id);
    const mine = await records().mark(works, 1_000);
    expect(mine).toEqual(works.filter((_, n) => n !== 1));
    await records().finishAll(await call(mine), 1_000);
    expect((await states()).filter((state) => state === 'in_transit')).toHaveLength(SIZE - 1);
    await expectEachPaidOnce();
  });

  it('writes nothing of what somebody took over after the call, and the rest all the same', async () => {
    const works = await marked();
    const acceptances = await call(works);
    const lost = works[2]?.payout.id ?? '';
    await house.sql('update payout set fence = fence + 1 where id = $1', lost);
    await records().finishAll(acceptances, 1_000);
    for (const { payout } of works) {
      expect(await house.stateOf(payout.id)).toBe(payout.id === lost ? 'sending' : 'in_transit');
    }
    await expectEachPaidOnce();
  });

  it('is not followed by another one once sending is halted', async () => {
    expect(await send(2)).toBe(2);
    await house.get(SendingHalts).halt('Something does not add up.');
    expect(await send()).toBe(0);
    expect(paid().reduce((sum, count) => sum + count)).toBe(2);
    await resume();
    await expectEachPaidOnce();
  });

  it('calls nobody when sending is halted between its claim and its mark', async () => {
    const store = house.get(SendingStore);
    const mark = store.mark.bind(store);
    const back = instead(store, 'mark', {
      value: async (...parts: Parameters<SendingStore['mark']>) => {
        await house.sql(`insert into sending_halt (reason) values ('Meanwhile.')`);
        return mark(...parts);
      },
    });
    expect(await send()).toBe(SIZE);
    back();
    expect(paid()).toEqual(all(0));
    await resume();
    await expectEachPaidOnce();
  });

  it('is written down to its end when one of its answers halts sending', async () => {
    const back = firstAnswer(() => Promise.resolve({ kind: 'stopped', code: '401' }));
    expect(await send()).toBe(SIZE);
    back();
    expect((await states()).sort()).toEqual([...all('in_transit').slice(1), 'released']);
    expect(await house.get(SendingHalts).standing()).toHaveLength(1);
    await house.wakeUp();
    expect(await send()).toBe(0);
    await resume();
    await expectEachPaidOnce();
  });

  it('is written down one by one when one of its rows cannot be', async () => {
    const known = await anotherPayment();
    const back = firstAnswer(async (submit) => {
      const answer = await submit();
      if (answer.kind !== 'accepted') return answer;
      return { ...answer, observed: { ...answer.observed, providerRef: known } };
    });
    expect(await send()).toBe(SIZE);
    back();
    expect((await states()).sort()).toEqual([...all('in_transit').slice(1), 'outcome_unknown']);
    await expectEachPaidOnce();
  });

  it('makes no call whose lease would not outlast it, however long its process slept', async () => {
    const stopwatch = house.get(Stopwatch);
    const slept = house.policy.leaseMs - 2 * house.policy.callTimeoutMs;
    const readings = [0, slept, slept, slept - 1, slept];
    const back = instead(stopwatch, 'ms', { get: () => readings.shift() ?? 0 });
    expect(await send()).toBe(SIZE);
    back();
    expect(paid().reduce((sum, count) => sum + count)).toBe(1);
    expect((await states()).filter((state) => state === 'outcome_unknown')).toHaveLength(SIZE - 1);
    await expectEachPaidOnce();
  });

  it('does not wait for its slowest call to write down the others', async () => {
    house.policy.gatherMs = 1;
    const slow = { kind: 'slow', method: 'POST', path: PAYMENTS, ms: 2_500, times: 1 } as const;
    house.sandbox.desk.addFault({ ...slow, effect: true });
    const sending = send();
    let arrived = 0;
    for (let looks = 0; looks < 40 && arrived < SIZE - 1; looks += 1) {
      await wait(50);
      arrived = (await states()).filter((state) => state === 'in_transit').length;
    }
    expect(arrived).toBe(SIZE - 1);
    await sending;
    await expectEachPaidOnce();
  });

  it('is held back by nobody whose account is gone', async () => {
    const [gone] = payouts;
    await house.sql(
      `update payout_method set provider_method = null where id = (select method_id from payout where id = $1)`,
      gone?.id,
    );
    house.policy.mostBackOffMs = 60_000;
    expect(await house.sending.sweep()).toBe(SIZE);
    expect(await states()).toEqual(
      payouts.map((one) => (one === gone ? 'released' : 'in_transit')),
    );
    await house.sql(
      `update payout set state = 'cancelled', closed_at = now() where id = $1`,
      gone?.id,
    );
  });

  /** Changes what the first call of the next block comes to. */
  function firstAnswer(
    answer: (submit: () => Promise<SubmitResult>) => Promise<SubmitResult>,
  ): () => void {
    const one = rail();
    const submit = one.submit.bind(one);
    let calls = 0;
    return instead(one, 'submit', {
      value: (command: SubmitPayout) => {
        calls += 1;
        return calls === 1 ? answer(() => submit(command)) : submit(command);
      },
    });
  }

  /** The provider's name of a payment of somebody else. */
  async function anotherPayment(): Promise<string> {
    const ids = payouts.map(({ id }) => id);
    const [row] = await house.running.database.query<{ ref: string }>(
      'select provider_ref as ref from payout_attempt where provider_ref is not null and payout_id <> all($1) limit 1',
      [ids],
    );
    if (!row) throw new Error('Others were paid before.');
    return row.ref;
  }

  async function resume(): Promise<void> {
    const halts = house.get(SendingHalts);
    for (const { seq } of await halts.standing()) await halts.resume(seq, house.releaser, 'Seen.');
  }
});
