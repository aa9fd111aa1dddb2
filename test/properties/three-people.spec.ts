import fc from 'fast-check';
import pg from 'pg';
import { expectBooksToBalance } from '../support/stage.js';
import { ACTS, Company, type Act, type Case, type Move, type Outcome } from './company.js';

/** Before anybody released it. */
const UNRELEASED = ['awaiting_approval', 'approved', 'cancelled'];
const MOST_ACTS = 25;

/** Steps of the straight way come more often, so that many sequences get far before they are refused. */
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom<Act[]>(
      'review',
      'approve',
      'prepare a batch',
      'release the batch',
      'send',
    ),
  },
  { weight: 1, arbitrary: fc.constantFrom(...ACTS) },
);

const movesOf = (people: number): fc.Arbitrary<Move[]> =>
  fc.array(fc.record({ act, who: fc.nat(people - 1) }), { minLength: 5, maxLength: MOST_ACTS });

/** Each of the three parts by another person. */
const STRAIGHT: readonly Move[] = [
  { act: 'review', who: 0 },
  { act: 'approve', who: 1 },
  { act: 'prepare a batch', who: 0 },
  { act: 'release the batch', who: 2 },
  { act: 'send', who: 0 },
];

const among = (people: number): Move[] =>
  STRAIGHT.map((move) => ({ ...move, who: Math.min(move.who, people - 1) }));

// Goal: no sequence of acts by fewer than three people pays anybody.
// Method: random acts through the services of the whole house, on a real database, with the provider's sandbox.
describe('Any sequence of acts', () => {
  let company: Company;
  beforeAll(async () => {
    company = await Company.open();
  });
  afterAll(() => company.close());

  const play = async (moves: readonly Move[], people: number): Promise<Outcome> => {
    const request = await company.newCase();
    for (const move of moves) await company.attempt(request, move, people);
    return company.outcome(request);
  };

  it('is played by people who hold every role that the database lets them hold together', () => {
    expect(company.roles[0]).toEqual(
      expect.arrayContaining(['reviewer', 'approver', 'finance_director', 'finance_preparer']),
    );
    expect(company.roles[2]).toEqual(expect.arrayContaining(['finance_releaser']));
  });

  it.each([1, 2])(
    'by %i pays nobody',
    async (people) => {
      let approved = 0;
      let locked = 0;
      await fc.assert(
        fc.asyncProperty(movesOf(people), async (moves) => {
          const outcome = await play(moves, people);
          expect(outcome.states.filter((state) => !UNRELEASED.includes(state))).toEqual([]);
          expect(outcome.payments).toBe(0);
          expect(outcome.peopleBehind).toBeLessThanOrEqual(people);
          approved += outcome.states.length > 0 ? 1 : 0;
          locked += outcome.batches > 0 ? 1 : 0;
        }),
        { numRuns: people === 1 ? 20 : 80, examples: [[among(people)]] },
      );
      // One person cannot even approve; two get as far as a locked batch, or nothing was tried.
      expect(approved > 0).toBe(people > 1);
      expect(locked > 0).toBe(people > 1);
    },
    180_000,
  );

  it('by three pays at most once, and can pay', async () => {
    let paid = 0;
    await fc.assert(
      fc.asyncProperty(movesOf(3), async (moves) => {
        const { states, payments, peopleBehind } = await play(moves, 3);
        expect(payments).toBeLessThanOrEqual(1);
        if (states.some((state) => !UNRELEASED.includes(state))) expect(peopleBehind).toBe(3);
        paid += payments;
      }),
      { numRuns: 20, examples: [[among(3)]] },
    );
    expect(paid).toBeGreaterThan(0);
    await expectBooksToBalance(company.theatre);
  }, 120_000);

  describe('in SQL, as the login of the service,', () => {
    let service: pg.Client;
    let request: Case;
    let payout = '';
    beforeAll(async () => {
      request = await company.newCase();
      for (const move of among(2).slice(0, 3)) await company.attempt(request, move, 2);
      const [row] = await company.theatre.database.query<{ id: string }>(
        'select id from payout where application_id = $1 and batch_id is not null',
        [request.applicationId],
      );
      payout = row?.id ?? '';
      service = new pg.Client({ connectionString: company.theatre.database.serviceUrl });
      await service.connect();
    });
    afterAll(() => service.end());

    const refusal = (sql: string, ...values: unknown[]): Promise<string> =>
      service.query(sql, values).then(
        ({ rowCount }) => `done to ${String(rowCount)} rows`,
        (error: unknown) =>
          error instanceof pg.DatabaseError ? (error.code ?? 'no code') : 'lost',
      );

    it.each([
      'released',
      'sending',
      'outcome_unknown',
      'in_transit',
      'paid',
      'settled',
      'returned',
      'failed',
    ])('a payout of two people does not become %s', async (state) => {
      expect(payout).not.toBe('');
      expect(
        await refusal(
          'update payout set state = $2, settled_at = now() where id = $1',
          payout,
          state,
        ),
      ).toBe('23514');
      expect((await company.outcome(request)).states).toEqual(['approved']);
    });

    it('a payout never starts released', async () => {
      const copy = `insert into payout
        select (jsonb_populate_record(p, '{"id": "pay_copy", "state": "released"}')).* from payout p where id = $1`;
      expect(await refusal(copy, payout)).toBe('23514');
    });

    it('a payout is not moved under another case', async () => {
      const other = await company.newCase();
      const move = 'update payout set application_id = $2 where id = $1';
      expect(await refusal(move, payout, other.applicationId)).toBe('55000');
    });

    it('a cancelled payout does not come back', async () => {
      await company.theatre.database.query(
        `update payout set state = 'cancelled', closed_at = now() where id = $1`,
        [payout],
      );
      expect(await refusal(`update payout set state = 'paid' where id = $1`, payout)).toBe('23514');
      await company.theatre.database.query(`update payout set state = 'approved' where id = $1`, [
        payout,
      ]);
    });

    it('one person takes one part, and no part is given back', async () => {
      const [mine] = await company.theatre.database.query<{ person: string; part: string }>(
        'select person_id as person, part from duty where subject = $1 limit 1',
        [request.applicationId],
      );
      const key = [request.applicationId, mine?.person];
      const again = `insert into duty (subject, person_id, part) values ($1, $2, 'release')`;
      expect(await refusal(again, ...key)).toBe('23505');
      expect(
        await refusal(
          `update duty set part = 'release' where subject = $1 and person_id = $2`,
          ...key,
        ),
      ).toBe('42501');
      expect(await refusal('delete from duty where subject = $1 and person_id = $2', ...key)).toBe(
        '42501',
      );
    });

    it('a batch is not released by the person who prepared it', async () => {
      expect(
        await refusal(
          `update payout_batch set released_by = prepared_by, state = 'released'
           where id = (select batch_id from payout where id = $1)`,
          payout,
        ),
      ).toBe('23514');
    });

    it('the guards are not taken down', async () => {
      expect(await refusal('alter table payout disable trigger all')).toBe('42501');
      expect(await refusal('set session_replication_role = replica')).toBe('42501');
      expect(await refusal('set role fund_owner')).toBe('42501');
      expect(await refusal('truncate duty')).toBe('42501');
    });
  });
});
