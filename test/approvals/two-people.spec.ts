import fc from 'fast-check';
import { days, DomainError, type Id } from '#kernel';
import type { Wanted } from '#approvals';
import type { Staff } from '#identity';
import { openDesk, usd, type Desk } from '../eligibility/desk.js';

/** What one of two people tries next. They hold every role that a reviewer and a decider may hold together. */
type Act = readonly [
  who: 0 | 1,
  what:
    'review' | 'refer' | 'approve' | 'smaller' | 'second' | 'return' | 'wait' | 'leave' | 'later',
];

const yes = (dollars: number, reasonCode: string): Wanted => ({
  outcome: 'approved',
  amount: usd(dollars),
  reasonCode,
});

/**
 * Goal: no sequence of acts by two people awards more than the tiers let one approver award.
 * Method: random sequences over small and large requests, every act through the services, refusals swallowed.
 */
describe('two people', () => {
  let desk: Desk;
  let people: readonly [Staff, Staff];
  beforeAll(async () => {
    desk = await openDesk();
    people = [
      await desk.person('reviewer', 'approver', 'finance_director'),
      await desk.person('reviewer', 'approver', 'finance_director'),
    ];
  });
  afterAll(() => desk.stop());

  type Doing = (id: Id<'application'>, person: Staff, dollars: number) => Promise<unknown>;
  const decide =
    (wanted: (dollars: number) => Wanted): Doing =>
    (id, person, dollars) =>
      desk.determinations.decide(id, person, wanted(dollars));
  const doings: Readonly<Record<Act[1], Doing>> = {
    review: (id, person) => desk.review(id, person),
    refer: (id, person) =>
      desk.review(id, person, {
        recommendation: 'refer',
        amount: null,
        reasonCode: 'SAFETY_QUESTION',
      }),
    approve: decide((dollars) => yes(dollars, 'AS_RECOMMENDED')),
    smaller: decide((dollars) => yes(dollars - 50, 'FUND_IS_SHARED')),
    wait: decide(() => ({ outcome: 'waitlisted', reasonCode: 'FUND_EMPTY' })),
    second: async (id, person) => {
      const { live } = await desk.cases.standing(id, person.id);
      if (live) await desk.determinations.approve(live.id, person, live.digest);
    },
    return: (id, person) => desk.determinations.returnToReview(id, person, { note: 'Look again.' }),
    leave: (id, person) => desk.determinations.leaveWaitlist(id, person),
    later: () => {
      desk.house.clock.advance(days(8));
      return Promise.resolve();
    },
  };

  const act: fc.Arbitrary<Act> = fc.tuple(
    fc.constantFrom(0 as const, 1 as const),
    fc.constantFrom(
      'review',
      'refer',
      'approve',
      'approve',
      'smaller',
      'second',
      'return',
      'wait',
      'leave',
      'later',
    ),
  );

  it('never award more than one approver may, and never what one of them reviewed and approved', async () => {
    let awarded = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(200, 500, 501, 900, 2_000),
        fc.array(act, { minLength: 2, maxLength: 12 }),
        async (dollars, acts) => {
          const id = await desk.inReview({ dollars });
          for (const one of acts) {
            await doings[one[1]](id, people[one[0]], dollars).catch((error: unknown) => {
              if (!(error instanceof DomainError)) throw error;
            });
          }
          const award = await desk.awards.forApplication(id);
          if (award) {
            awarded += 1;
            expect(award.amount.isMoreThan(usd(500))).toBe(false);
          }
          const parts = await desk.house.database.query<{ people: string }>(
            `select count(distinct part)::text as people from duty where subject = $1 group by person_id`,
            [id],
          );
          for (const { people: count } of parts) expect(count).toBe('1');
        },
      ),
      { numRuns: 60 },
    );
    // The sequences do reach awards, or the property would say nothing.
    expect(awarded).toBeGreaterThan(0);
  });
});
