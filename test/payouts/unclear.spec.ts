import { InvariantCheck } from '#jobs';
import { days, hours } from '#kernel';
import { Sending, SendingHalts, UnclearPayouts } from '#payouts';
import { setUpPayment } from '../../src/cli/story/applicant.js';
import { prepareBatch, releaseBatch } from '../../src/cli/story/staff.js';
import { expectBooksToBalance, openTheatre, type Theatre } from '../support/stage.js';
import { aYesAt, payoutOf, staffAt } from './yes.js';

const PAYMENTS = '/v2/money_management/outbound_payments';

describe('A payout nobody knows the outcome of', () => {
  let theatre: Theatre;
  let payout: string;
  beforeAll(async () => {
    theatre = await openTheatre();
    const { visitor } = await aYesAt(theatre, '232.08');
    await setUpPayment(visitor);
    payout = await payoutOf(theatre, '232.08');
    // It is looked up before its first call; after that nobody answers.
    const listed = { kind: 'status_500', method: 'GET', path: PAYMENTS, skip: 1 } as const;
    theatre.sandbox.desk.addFault({
      kind: 'drop_before',
      method: 'POST',
      path: PAYMENTS,
      times: 2,
    });
    theatre.sandbox.desk.addFault({ ...listed, times: 999 });
    const batch = await prepareBatch(await staffAt(theatre, 'preparer'), [payout]);
    await releaseBatch(await staffAt(theatre, 'releaser'), batch);
    await theatre.drain();
    theatre.sandbox.desk.clearInbox();
  });
  afterAll(() => theatre.stop());

  async function told(): Promise<{ unclear: number; letters: number }> {
    theatre.sandbox.desk.clearInbox();
    const unclear = await theatre.get(UnclearPayouts).tell();
    await theatre.drain();
    const letters = theatre.sandbox.desk
      .inbox()
      .filter(({ subject }) => subject === 'Something to look at').length;
    return { unclear, letters };
  }

  it("is nobody's news while it may still become clear by itself", async () => {
    theatre.clock.advance(hours(20));
    expect(await told()).toEqual({ unclear: 0, letters: 0 });
  });

  it("is told to finance each day after that, and stops nobody else's money", async () => {
    theatre.clock.advance(hours(6));
    const { unclear, letters } = await told();
    expect(unclear).toBe(1);
    expect(letters).toBeGreaterThan(1);
    theatre.clock.advance(days(1));
    expect(await told()).toEqual({ unclear, letters });
    await theatre.get(InvariantCheck).watch();
    expect(await theatre.get(SendingHalts).standing()).toEqual([]);
    const preparer = await staffAt(theatre, 'preparer');
    expect((await preparer.open('/finance/exceptions')).text).toContain('232.08');
  });

  it('is no news any more once it is clear', async () => {
    theatre.sandbox.desk.clearFaults();
    await theatre.database.query(
      `update payout set not_before = clock_timestamp(), lease_until = null where id = $1`,
      [payout],
    );
    await theatre.database.query(
      `update rail_state set rests_until = null, paced_until = '-infinity',
         probe_at = case when breaker <> 'closed' then clock_timestamp() - interval '1 second' end`,
    );
    await theatre.get(Sending).sweep();
    await theatre.drain();
    expect(await told()).toEqual({ unclear: 0, letters: 0 });
    await expectBooksToBalance(theatre);
  });

  it('would stop sending if it named two payments at the provider', async () => {
    const second = [payout, `po:${payout}:2`, 'obp_another'];
    await theatre.database.query(
      `insert into payout_attempt (payout_id, n, key, body_digest, state, first_sent_at, provider_ref)
       select $1, 2, $2, decode(repeat('00', 32), 'hex'), 'succeeded', clock_timestamp(), $3`,
      second,
    );
    await theatre.database.query(
      `update payout_attempt set state = 'returned' where payout_id = $1 and n = 1`,
      [payout],
    );
    const broken = async (): Promise<string[]> =>
      (await theatre.get(InvariantCheck).check())
        .filter(({ offences }) => offences.length > 0)
        .map(({ promise }) => promise);
    const promise =
      'No payout names two payments at the provider, unless one came to nothing or came back.';
    expect(await broken()).not.toContain(promise);
    await theatre.database.query(
      `update payout_attempt set state = 'unknown' where payout_id = $1 and n = 1`,
      [payout],
    );
    expect(await broken()).toEqual([promise]);
  });
});
