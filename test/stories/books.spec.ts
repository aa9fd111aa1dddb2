import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import { Awards } from '#approvals';
import { allInvariants, InvariantCheck } from '#jobs';
import { Money, newId, type Currency, type Id } from '#kernel';
import { LedgerService } from '#ledger';
import { Sending, Settlement } from '#payouts';
import { UnitOfWork } from '#platform';
import { Crew } from '../../src/cli/seed/crew.js';
import { planRequests } from '../../src/cli/seed/plan.js';
import { signIn } from '../../src/cli/story/staff.js';
import type { Visitor } from '../../src/cli/story/visitor.js';
import { expectBooksToBalance, openTheatre, type Theatre } from '../support/stage.js';
import { BY_HAND, type Moves } from './books-by-hand.js';

const usd = (text: string): Money => Money.parse(text, 'USD');
const VOUCHER = /^\/finance\/books\/vouchers\/vch_/;

// Goal: finance can write every event of the books, sees beforehand what it does, and nobody does alone what needs two.
// Method: over HTTP without scripts, as preparer, releaser and director; balances are read before and after each.
describe('the books, written by people', () => {
  let theatre: Theatre;
  let crew: Crew;
  let preparer: Visitor;
  let releaser: Visitor;
  let director: Visitor;
  /** Told and not paid: the award most entries are about. */
  let awardRef = '';

  beforeAll(async () => {
    theatre = await openTheatre();
    theatre.sandbox.desk.change({ capabilityDelayMs: 0 });
    crew = await Crew.of(theatre);
    preparer = await staff('preparer');
    releaser = await staff('releaser');
    director = await staff('director');
  });
  afterAll(() => theatre.stop());

  const staff = async (account: string): Promise<Visitor> => {
    const visitor = theatre.visitor();
    await signIn(visitor, account, theatre.stage.now());
    return visitor;
  };

  const balances = async (): Promise<Map<string, bigint>> => {
    const rows = await theatre.database.query<{ name: string; net: string }>(
      `select concat_ws(':', account || '@' || fund, currency) as name, net from ledger.trial_balance`,
    );
    return new Map(rows.map(({ name, net }) => [name, BigInt(net)]));
  };

  /** What an act changes, `account@fund:currency` with the amount, debits above zero. */
  const moved = async (act: () => Promise<unknown>): Promise<string[]> => {
    const before = await balances();
    await act();
    return [...(await balances())]
      .map(([name, net]) => [name, net - (before.get(name) ?? 0n)] as const)
      .filter(([, change]) => change !== 0n)
      .map(([name, change]) => {
        const money = Money.of(change, name.slice(-3) as Currency).toDecimal();
        return `${name} ${change > 0n ? '+' : ''}${money}`;
      })
      .sort();
  };

  const inFull = (moves: Moves, fund: string): string[] =>
    moves
      .map((move) => {
        const [, account = '', other = fund, currency = 'USD', amount = ''] =
          /^(\d{4})(?:@([A-Z0-9]+))?(?::([A-Z]{3}))? (\S+)$/.exec(move) ?? [];
        return `${account}@${other}:${currency} ${amount}`;
      })
      .sort();

  const awardOf = async (applicationId: Id<'application'>) => {
    const award = await theatre.get(Awards).forApplication(applicationId);
    if (!award) throw new Error('There is no award.');
    return award;
  };

  /** Somebody who was told yes, unless `isTold` is false. */
  const promised = async (amount: string, isTold = true) => {
    const [request] = planRequests();
    if (!request) throw new Error('There is a plan.');
    const id = await crew.ask({ ...request, answers: { ...request.answers, amount } });
    await theatre.drain();
    await crew.review(id, usd(amount));
    await crew.approve(id, usd(amount));
    if (isTold) await theatre.drain();
    return awardOf(id);
  };

  /** Fills in, checks and sends the form of a kind; a second person posts it where it needs one. */
  const write = async (
    kind: string,
    fields: Readonly<Record<string, string>>,
  ): Promise<'alone' | 'two'> => {
    await preparer.open(`/finance/books/record/${kind}`);
    await preparer.send({ currency: 'USD', ...fields }, `/record/${kind}`);
    expect(preparer.page.text).toContain('What is written');
    expect(preparer.page.text).toContain('Before After');
    await preparer.send({}, '/enter');
    expect(preparer.page.path).toMatch(VOUCHER);
    if (!preparer.page.text.includes('waiting for another person')) return 'alone';
    expect(preparer.page.html).not.toContain('/post"');
    await releaser.open(preparer.page.path);
    expect(releaser.page.text).toContain('Before After');
    await releaser.send({}, '/post');
    expect(releaser.page.text).toContain('in the books');
    return 'two';
  };

  /** A payout on its way to an account; returns the award. */
  const sentTo = async (account: string, amount: string): Promise<Id<'award'>> => {
    const award = await promised(amount);
    await crew.setUp(award.applicationId, account);
    await theatre.drain();
    await crew.pay(true);
    await theatre.drain();
    await theatre.get(Sending).sweep();
    return award.id;
  };

  /** Lets the poller and the notices work until the award's payout is in the state. */
  const becomes = async (award: Id<'award'>, state: string): Promise<void> => {
    for (let look = 0; look < 100; look += 1) {
      const rows = await theatre.database.query<{ state: string }>(
        'select state from payout where award_id = $1',
        [award],
      );
      if (rows.some((row) => row.state === state)) return;
      await theatre.get(Settlement).poll();
      theatre.clock.advance(5_000);
      await theatre.drain();
      await setTimeout(20);
    }
    throw new Error(`No payout of ${award} became ${state}.`);
  };

  it('sets money aside, promises it and tells her: award.reserved, award.approved, award.notified', async () => {
    const changes = await moved(async () => {
      ({ ledgerRef: awardRef } = await promised('500.00'));
    });
    expect(changes).toEqual(
      inFull(
        [
          '9110 +500.00',
          '9140 -500.00',
          '5110 +500.00',
          '2110 -500.00',
          '4910 +500.00',
          '4920 -500.00',
        ],
        'RES26',
      ),
    );
  });

  it.each(BY_HAND.map((entry, index) => [entry.kind, index + 1, entry] as const))(
    'writes %s (%i)',
    async (kind, _, { fields, moves, two, award }) => {
      let how = '';
      const changes = await moved(async () => {
        how = await write(kind, { ...fields, ...(award ? { award: awardRef } : {}) });
      });
      expect(changes).toEqual(inFull(moves, fields['fund'] ?? 'GEN'));
      expect(how).toBe(two ? 'two' : 'alone');
    },
  );

  it('takes an entry back by its exact mirror: reversal', async () => {
    await write('fund.received.unrestricted', { fund: 'GEN', amount: '77.00' });
    const path = preparer.page.path;
    const changes = await moved(async () => {
      await preparer.follow('/record/reversal');
      await preparer.send({ reason: 'Booked twice' }, '/record/reversal');
      await preparer.send({}, '/enter');
      await releaser.open(preparer.page.path);
      await releaser.send({}, '/post');
    });
    expect(changes).toEqual(inFull(['1010 -77.00', '4110 +77.00'], 'GEN'));
    expect((await preparer.open(path)).text).toContain('taken back by entry');
  });

  it('frees what was only reserved: award.withdrawn_before_notice', async () => {
    const awardRefOnly = '0a1b2c3d-0000-4000-8000-00000000000a';
    const order = { kind: 'award.reserved' as const, fund: 'GEN', amount: usd('12.00') };
    await theatre
      .get(UnitOfWork)
      .run(() =>
        theatre
          .get(LedgerService)
          .post([{ ...order, key: 'lonely-reservation', awardRef: awardRefOnly, actor: 'system' }]),
      );
    const changes = await moved(() =>
      write('award.withdrawn_before_notice', { fund: 'GEN', amount: '12.00', award: awardRefOnly }),
    );
    expect(changes).toEqual(inFull(['9120 +12.00', '9110 -12.00'], 'GEN'));
  });

  it('calls an award off before she is told, alone, and she is never told: award.withdrawn_before_notice', async () => {
    const award = await promised('210.00', false);
    expect(award.notifiedAt).toBeNull();
    const changes = await moved(async () => {
      await preparer.open(`/finance/awards/${award.id}`);
      await preparer.follow('/call-off');
      await preparer.send({ reason: '' }, '/call-off');
      expect(preparer.page.status).toBe(422);
      await preparer.send({ reason: 'Withdrawn by the person' }, '/call-off');
      expect(preparer.page.text).toContain('in the books');
      await theatre.drain();
    });
    expect(changes).toEqual(inFull(['9130 +210.00', '9110 -210.00'], 'RES26'));
    const after = await theatre.get(Awards).get(award.id);
    expect(after).toMatchObject({ state: 'cancelled', notifiedAt: null });
  });

  it('calls an award off after she was told, by two, with its unreleased payout: award.cancelled', async () => {
    const award = await promised('220.00');
    await crew.setUp(award.applicationId, '000900010001');
    await theatre.drain();
    const payouts = () =>
      theatre.database.query<{ state: string }>('select state from payout where award_id = $1', [
        award.id,
      ]);
    expect(await payouts()).toEqual([{ state: 'approved' }]);
    const changes = await moved(async () => {
      await preparer.open(`/finance/awards/${award.id}/call-off`);
      await preparer.send({ reason: 'Terms lapsed' }, '/call-off');
      expect(preparer.page.text).toContain('waiting for another person');
      expect(await theatre.get(Awards).get(award.id)).toMatchObject({ state: 'active' });
      await director.open(preparer.page.path);
      await director.send({}, '/post');
      expect(director.page.text).toContain('in the books');
    });
    expect(changes).toEqual(
      inFull(
        [
          '2110 +220.00',
          '5190 -220.00',
          '9140 +220.00',
          '9110 -220.00',
          '4920 +220.00',
          '4910 -220.00',
        ],
        'RES26',
      ),
    );
    expect(await theatre.get(Awards).get(award.id)).toMatchObject({ state: 'cancelled' });
    expect(await payouts()).toEqual([{ state: 'cancelled' }]);
    expect((await preparer.open(`/finance/awards/${award.id}/call-off`)).text).toContain(
      'NOTHING_TO_CANCEL',
    );
  });

  it('pays, learns that somebody else got it, and owes her again: payout.initiated, payout.settled, payout.misdirected', async () => {
    const award = await promised('230.00');
    await crew.setUp(award.applicationId, '000900010002');
    await theatre.drain();
    const sent = await moved(async () => {
      await crew.pay(true);
      await theatre.drain();
      await theatre.get(Sending).sweep();
    });
    expect(sent).toEqual(inFull(['1150 +230.00', '1110 -230.00'], 'RES26'));
    expect((await preparer.open(`/finance/awards/${award.id}/call-off`)).text).toContain(
      'PAYMENT_UNDER_WAY',
    );
    const paid = await moved(() => becomes(award.id, 'paid'));
    expect(paid).toEqual(inFull(['2110 +230.00', '1150 -230.00'], 'RES26'));
    const [payout] = await theatre.database.query<{ id: string }>(
      'select id from payout where award_id = $1',
      [award.id],
    );
    preparer = await staff('preparer');
    releaser = await staff('releaser');
    const changes = await moved(async () => {
      await preparer.open(`/finance/payouts/${payout?.id ?? ''}`);
      await preparer.follow('/misdirected');
      await preparer.send({ reason: 'The bank paid a namesake' }, '/misdirected');
      await releaser.open(preparer.page.path);
      await releaser.send({}, '/post');
    });
    expect(changes).toEqual(inFull(['1310 +230.00', '2110 -230.00'], 'RES26'));
    expect(await theatre.get(Awards).get(award.id)).toMatchObject({ state: 'active' });
    const page = await preparer.open('/finance/exceptions');
    expect(page.text).toContain('reached somebody else');
    const again = await moved(async () => {
      await preparer.follow(`${payout?.id ?? ''}/retry`);
      await preparer.send({}, '/retry');
      await crew.pay(true);
      await theatre.drain();
      await theatre.get(Sending).sweep();
    });
    expect(again).toEqual(inFull(['1150 +230.00', '1110 -230.00'], 'RES26'));
    await becomes(award.id, 'paid');
  });

  it('owes her still when the bank refuses it: payout.failed', async () => {
    const award = await sentTo('000111111113', '240.00');
    const changes = await moved(() => becomes(award, 'failed'));
    expect(changes).toEqual(inFull(['1110 +240.00', '1150 -240.00'], 'RES26'));
  });

  it('owes her again when it comes back: payout.returned', async () => {
    const award = await sentTo('000333333335', '250.00');
    await becomes(award, 'paid');
    theatre.sandbox.desk.forward(3 * 86_400_000);
    theatre.clock.advance(60 * 60_000);
    const changes = await moved(() => becomes(award, 'returned'));
    expect(changes).toEqual(inFull(['1110 +250.00', '2110 -250.00'], 'RES26'));
  });

  it('keeps every promise of the house after all of it', async () => {
    await expectBooksToBalance(theatre);
  });

  describe('when somebody changes one side behind the curtain', () => {
    const PAYOUT = 'Every payout and its entries in the books say the same, in both directions.';
    const AWARD =
      'Every award and its entries in the books say the same: set aside, told, called off.';

    it.each([
      [PAYOUT, `update payout set state = 'undeliverable' where state = 'misdirected'`],
      [PAYOUT, `update payout set state = 'failed' where state = 'paid'`],
      [PAYOUT, `update payout set state = 'in_transit' where state = 'returned'`],
      [AWARD, `update instalment set state = 'cancelled' where state = 'paid'`],
      [AWARD, `update instalment set state = 'due' where state = 'cancelled'`],
      [AWARD, `update award set notified_at = null where state = 'active'`],
    ])('it shows: %s (%s)', async (promise, sql) => {
      expect(await offencesAfter('select 1', promise)).toBe(0);
      expect(await offencesAfter(sql, promise)).toBeGreaterThan(0);
    });

    it('an entry for a payout that nobody knows shows too', async () => {
      const order = { fund: 'RES26', amount: usd('1.00'), awardRef, actor: 'a', approver: 'b' };
      await theatre.get(UnitOfWork).run(() =>
        theatre.get(LedgerService).post([
          {
            ...order,
            kind: 'payout.initiated',
            key: 'nobody-knows-it',
            sourceRef: newId('payout'),
          },
        ]),
      );
      expect(await broken()).toEqual([PAYOUT]);
    });

    const broken = async (): Promise<string[]> =>
      (await theatre.get(InvariantCheck).check())
        .filter(({ offences }) => offences.length > 0)
        .map(({ promise }) => promise);

    /** Plants it with the owner's login, asks, and takes it back. */
    const offencesAfter = async (sql: string, promise: string): Promise<number> => {
      const owner = new pg.Client({ connectionString: theatre.database.ownerUrl });
      await owner.connect();
      try {
        await owner.query('begin');
        await owner.query(sql);
        const question = allInvariants.find((one) => one.promise === promise)?.sql ?? '';
        return (await owner.query(question)).rows.length;
      } finally {
        await owner.query('rollback');
        await owner.end();
      }
    };
  });
});
