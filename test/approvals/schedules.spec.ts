import fc from 'fast-check';
import { approvalsInvariants, Schedules, type AwardView, type PauseSide } from '#approvals';
import { days, newId, type Id } from '#kernel';
import { UnitOfWork } from '#platform';
import { openDesk, usd, type Desk } from '../eligibility/desk.js';

const refusal = (code: string): unknown => expect.objectContaining({ code });

// Goal: whatever is paused, left out and gone on with, she gets what was promised, each part once, and nothing while
// payments stand still. Method: the services on a real database, one act after another, and any order of acts.
describe('The payments of an award', () => {
  let desk: Desk;
  let schedules: Schedules;
  let by: Id<'person'>;
  beforeAll(async () => {
    desk = await openDesk({ instalments: 4, budget: 1_000_000 });
    schedules = desk.house.get(Schedules);
    by = (await desk.person('approver')).id;
  });
  afterAll(() => desk.stop());

  const work = <Result>(act: () => Promise<Result>): Promise<Result> =>
    desk.house.get(UnitOfWork).run(act);

  async function granted(): Promise<AwardView> {
    const id = await desk.ready({ dollars: 401 });
    const { award } = await desk.determinations.decide(id, await desk.person('approver'), {
      outcome: 'approved',
      amount: usd(401),
      reasonCode: 'AS_RECOMMENDED',
    });
    if (!award) throw new Error('One approval is enough for this amount.');
    await desk.awards.accept(award.id, award.applicantId);
    await desk.house.drain();
    return desk.awards.get(award.id);
  }

  const suspend = (id: Id<'award'>, side: PauseSide = 'fund') =>
    work(() =>
      schedules.suspend(id, { side, reason: side === 'fund' ? 'not_safe' : 'own_wish', by }),
    );
  const resume = (
    id: Id<'award'>,
    side: PauseSide = 'fund',
    catching: 'pay_now' | 'move_behind' = 'pay_now',
  ) => work(() => schedules.resume(id, side, catching, by));
  const leaveOut = (award: Id<'award'>, part: Id<'instalment'>) =>
    work(() => schedules.leaveOut(award, part, by));
  const shown = async (id: Id<'award'>): Promise<string[]> =>
    (await schedules.read(id)).parts.map(({ state, dueOn }) => `${dueOn} ${state}`);
  const aMonth = async (): Promise<void> => {
    desk.house.clock.advance(days(31));
    await desk.awards.fallDue(desk.awards.today());
  };
  const entries = async ({ ledgerRef }: AwardView): Promise<string[]> =>
    (
      await desk.house.database.query<{ kind: string }>(
        `select distinct e.seq, e.kind from ledger.posting l join ledger.entry e on e.seq = l.entry_seq
         where l.award_ref = $1 order by e.seq`,
        [ledgerRef],
      )
    ).map(({ kind }) => kind);
  const broken = async (): Promise<string[]> => {
    const found: string[] = [];
    for (const { promise, sql } of approvalsInvariants) {
      if ((await desk.house.database.query(sql)).length > 0) found.push(promise);
    }
    return found;
  };

  it('stand still: what was due is held, nothing falls due, and the books record nothing', async () => {
    const award = await granted();
    const before = await entries(award);
    await suspend(award.id);
    await aMonth();
    await aMonth();
    const { award: now, pauses, parts } = await schedules.read(award.id);
    expect(now.state).toBe('suspended');
    expect(pauses).toMatchObject([{ side: 'fund', reason: 'not_safe', beganBy: by }]);
    expect(parts.map(({ state }) => state)).toEqual(['held', 'planned', 'planned', 'planned']);
    expect(await suspend(award.id)).toBeNull();
    expect(await entries(award)).toEqual(before);
    const { committed, owed } = await desk.books.awardBalance(award.ledgerRef, 'USD');
    expect(committed.plus(owed)).toEqual(usd(401));
    expect(await broken()).toEqual([]);
  });

  it('go on with what was missed at once, or behind the others', async () => {
    for (const [catching, states] of [
      ['pay_now', ['due', 'due', 'planned', 'planned']],
      ['move_behind', ['planned', 'planned', 'planned', 'planned']],
    ] as const) {
      const award = await granted();
      await suspend(award.id);
      await aMonth();
      await resume(award.id, 'fund', catching);
      const { award: now, parts, today, pauses } = await schedules.read(award.id);
      expect(now.state).toBe('active');
      expect(pauses).toEqual([]);
      expect(parts.map(({ state }) => state)).toEqual(states);
      expect(parts.filter(({ dueOn }) => dueOn > today)).toHaveLength(
        catching === 'pay_now' ? 2 : 4,
      );
      expect(await resume(award.id)).toBeNull();
    }
    expect(await broken()).toEqual([]);
  });

  it('go on only when both sides have ended their pause', async () => {
    const award = await granted();
    await suspend(award.id, 'person');
    await suspend(award.id, 'fund');
    await resume(award.id, 'fund');
    expect((await desk.awards.get(award.id)).state).toBe('suspended');
    expect(await broken()).toEqual([]);
    await resume(award.id, 'person');
    expect((await desk.awards.get(award.id)).state).toBe('active');
  });

  it('leave one out: one of the same amount follows at the end, and what was promised stays whole', async () => {
    const award = await granted();
    const before = await entries(award);
    const [, second] = (await schedules.read(award.id)).parts;
    if (!second) throw new Error('There are four parts.');
    const added = await leaveOut(award.id, second.id);
    expect(added?.amount).toEqual(second.amount);
    expect(await leaveOut(award.id, second.id)).toBeNull();
    expect((await shown(award.id)).map((line) => line.slice(11))).toEqual([
      'due',
      'skipped',
      'planned',
      'planned',
      'planned',
    ]);
    expect(await entries(award)).toEqual(before);
    expect(await broken()).toEqual([]);
    const [due] = (await schedules.read(award.id)).parts;
    await expect(leaveOut(award.id, due?.id ?? newId('instalment'))).rejects.toEqual(
      refusal('STATE_EDGE_MISSING'),
    );
    await suspend(award.id);
    await expect(leaveOut(award.id, added?.id ?? newId('instalment'))).rejects.toEqual(
      refusal('NOTHING_TO_PAUSE'),
    );
    await expect(work(() => schedules.leaveOut(award.id, newId('instalment'), by))).rejects.toEqual(
      refusal('INSTALMENT_NOT_FOUND'),
    );
  });

  it('are over with the last payment that was on its way when they were stopped', async () => {
    const award = await granted();
    await desk.awards.fallDue('2099-01-01');
    const { parts } = await schedules.read(award.id);
    const mark = (id: Id<'instalment'>, fact: Parameters<typeof desk.awards.markInstalment>[1]) =>
      work(() => desk.awards.markInstalment(id, fact));
    for (const { id } of parts) await mark(id, 'InstalmentReleased');
    await suspend(award.id);
    const [first, ...others] = parts;
    await mark(first?.id ?? newId('instalment'), 'PaymentFailed');
    expect((await schedules.read(award.id)).parts[0]?.state).toBe('held');
    for (const { id } of others) await mark(id, 'InstalmentPaid');
    await resume(award.id);
    await mark(first?.id ?? newId('instalment'), 'InstalmentReleased');
    await suspend(award.id, 'person');
    await mark(first?.id ?? newId('instalment'), 'InstalmentPaid');
    expect((await desk.awards.get(award.id)).state).toBe('completed');
    expect(await broken()).toEqual([]);
  });

  it('are refused by the database: due while they stand still, left out when due, short of the award', async () => {
    const award = await granted();
    const [due, planned] = (await schedules.read(award.id)).parts;
    await expect(
      desk.asService(`update instalment set state = 'skipped' where id = $1`, [due?.id]),
    ).rejects.toThrow('only what is planned is left out');
    await expect(
      desk.asService(`update instalment set state = 'skipped' where id = $1`, [planned?.id]),
    ).rejects.toThrow('sum to');
    await expect(
      desk.asService(`update award set state = 'suspended' where id = $1`, [award.id]),
    ).rejects.toThrow('is due while its payments stand still');
    await suspend(award.id);
    await expect(
      desk.asService(`update instalment set state = 'due' where id = $1`, [planned?.id]),
    ).rejects.toThrow('is due while its payments stand still');
    await expect(desk.asService('delete from award_pause')).rejects.toMatchObject({
      code: '42501',
    });
  });

  it('come to what was promised, each paid once, in any order of acts', async () => {
    const first = async (id: Id<'award'>, state: string, place = 0) =>
      (await schedules.read(id)).parts.filter((part) => part.state === state)[place];
    const mark = async (
      id: Id<'award'>,
      from: string,
      fact: Parameters<typeof desk.awards.markInstalment>[1],
    ): Promise<Id<'instalment'> | null> => {
      const part = await first(id, from);
      if (part) await work(() => desk.awards.markInstalment(part.id, fact));
      return part?.id ?? null;
    };
    const catching = (coin: boolean) => (coin ? 'pay_now' : 'move_behind');
    const acts: Readonly<
      Record<string, (id: Id<'award'>, coin: boolean, paid: Set<string>) => Promise<unknown>>
    > = {
      leaveOut: async (id, coin) => {
        const part = await first(id, 'planned', coin ? 0 : 1);
        if (part) await quietly(() => leaveOut(id, part.id));
      },
      stop: (id) => quietly(() => suspend(id, 'fund')),
      pause: (id) => quietly(() => suspend(id, 'person')),
      resume: (id, coin) => resume(id, 'fund', catching(coin)),
      goOn: (id, coin) => resume(id, 'person', catching(coin)),
      month: aMonth,
      release: (id) => mark(id, 'due', 'InstalmentReleased'),
      releaseToo: (id) => mark(id, 'due', 'InstalmentReleased'),
      pay: async (id, _, paid) => {
        const part = await mark(id, 'released', 'InstalmentPaid');
        expect(paid.has(String(part))).toBe(false);
        if (part) paid.add(part);
      },
      fail: (id) => mark(id, 'released', 'PaymentFailed'),
    };
    const story = fc.array(fc.tuple(fc.constantFrom(...Object.keys(acts)), fc.boolean()), {
      minLength: 8,
      maxLength: 30,
    });
    await fc.assert(
      fc.asyncProperty(story, async (steps) => {
        const { id, amount } = await granted();
        const paid = new Set<string>();
        for (const [act, coin] of steps) {
          await acts[act]?.(id, coin, paid);
          const { award, parts } = await schedules.read(id);
          const kept = parts.filter(({ state }) => state !== 'skipped');
          expect(kept.reduce((sum, part) => sum + part.amount.minor, 0n)).toBe(amount.minor);
          const due = parts.filter(({ state }) => state === 'due');
          expect(award.state === 'suspended' ? due : []).toEqual([]);
        }
        expect(await broken()).toEqual([]);
      }),
      { numRuns: 12 },
    );
  }, 300_000);
});

/** Acts that a story tries at a moment when there is nothing to do. */
async function quietly(act: () => Promise<unknown>): Promise<void> {
  await act().catch((error: unknown) => {
    expect(error).toEqual(
      expect.objectContaining({
        code: expect.stringMatching(/NOTHING_TO_PAUSE|TOO_MANY_LEFT_OUT/) as string,
      }),
    );
  });
}
