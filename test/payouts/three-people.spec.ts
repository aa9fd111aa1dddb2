import fc from 'fast-check';
import { type Id } from '#kernel';
import { ReadyToPay, type PayoutState } from '#payouts';
import { PayoutHouse, RAIL } from './payout-house.js';

const GONE: readonly PayoutState[] = ['released', 'sending', 'in_transit', 'paid', 'settled'];

/** Something somebody in finance may try. */
interface Try {
  readonly act: 'lock' | 'release' | 'cancel' | 'send';
  readonly who: number;
}

const tries: fc.Arbitrary<Try[]> = fc.array(
  fc.record({
    act: fc.constantFrom<Try['act']>('lock', 'lock', 'release', 'release', 'cancel', 'send'),
    who: fc.nat(3),
  }),
  { minLength: 2, maxLength: 10 },
);

// Goal: whoever tries whatever in any order, money leaves only when three people stand behind it.
// Method: random acts by the reviewer, the approver and two people of finance, against the real database.
describe('Whatever people try', () => {
  let house: PayoutHouse;
  beforeAll(async () => {
    house = await PayoutHouse.open();
  });
  afterAll(() => house.close());

  async function attempt({ act, who }: Try, people: readonly Id<'person'>[]): Promise<void> {
    const person = people[who % people.length];
    if (!person) return;
    // The newest batch is the one that was made last, also by this clock.
    house.running.clock.advance(1_000);
    const [batch] = await house.batches.latest(1);
    if (act === 'lock') {
      const chosen = await house.get(ReadyToPay).select(person, RAIL, []);
      await house.batches.prepare(person, { rail: RAIL, leftOut: [], seen: chosen.digest });
    }
    if (act === 'send') await house.sending.sweep();
    if (!batch) return;
    const seen = Buffer.from(batch.digest ?? []).toString('hex');
    if (act === 'release') await house.batches.release(batch.id, person, seen);
    if (act === 'cancel') await house.batches.cancel(batch.id, person);
  }

  async function play(acts: readonly Try[], people: readonly Id<'person'>[]) {
    const payout = await house.setUp(await house.aYes());
    for (const one of acts) await attempt(one, people).catch(() => undefined);
    const state = await house.stateOf(payout.id);
    const [row] = await house.running.database.query<{ people: string }>(
      `select count(distinct person_id) as people from duty where subject = $1`,
      [payout.applicationId],
    );
    const money = house.paymentsFor(payout);
    await house.sql(
      `update payout set state = 'cancelled', closed_at = now() where id = $1 and state in ('approved', 'released')`,
      payout.id,
    );
    return { state, people: Number(row?.people), money };
  }

  it('two people who decided about a case never get its money out', async () => {
    await fc.assert(
      fc.asyncProperty(tries, async (acts) => {
        const { state, money } = await play(acts, [house.reviewer, house.approver]);
        expect(state).toBe('approved');
        expect(money).toBe(0);
      }),
      { numRuns: 25 },
    );
  });

  it('money leaves once at most, and with at least three people behind it', async () => {
    let left = 0;
    const everybody = [house.preparer, house.releaser, house.reviewer, house.approver];
    await fc.assert(
      fc.asyncProperty(tries, async (acts) => {
        const { state, people, money } = await play(acts, everybody);
        if (GONE.includes(state)) expect(people).toBeGreaterThanOrEqual(3);
        expect(money).toBeLessThanOrEqual(1);
        left += money;
      }),
      {
        numRuns: 40,
        // One honest run among the random ones, so that the promise is not kept by nothing ever leaving.
        examples: [
          [
            [
              { act: 'lock', who: 0 },
              { act: 'release', who: 0 },
              { act: 'release', who: 1 },
              { act: 'release', who: 1 },
              { act: 'send', who: 0 },
            ],
          ],
        ],
      },
    );
    expect(left).toBeGreaterThan(0);
    expect(await house.brokenPromises()).toEqual([]);
  });
});
