import { Pool } from 'pg';
import {
  anAward,
  anOrder,
  awarded,
  fundedWith,
  openBooks,
  usd,
  type Books,
} from './bookkeeping.js';

describe('the books under many hands at once', () => {
  let books: Books;
  let pool: Pool;

  beforeAll(async () => {
    books = await openBooks();
    pool = new Pool({ connectionString: books.database.serviceUrl, max: 20 });
    // Dropping the database may reach a connection that is still saying goodbye. A statement that fails still fails.
    pool.on('connect', (client) => client.on('error', () => undefined));
    await books.must(...fundedWith('GEN', 100_000));
  });
  afterAll(async () => {
    await pool.end();
    await books.stop();
  });

  interface Answer {
    seq: string | null;
    status: string;
    code: string | null;
  }

  /** Twenty connections, each with a statement of its own, started together. */
  const twenty = async (item: (n: number) => object): Promise<Answer[]> =>
    Promise.all(
      Array.from({ length: 20 }, async (_, n) => {
        const result = await pool.query<Answer>(
          'select seq, status, code from ledger.post_entries($1)',
          [
            JSON.stringify([
              {
                actor: 'per_a',
                approver: 'per_b',
                today: '2026-01-15',
                fund: 'GEN',
                currency: 'USD',
                ...item(n),
              },
            ]),
          ],
        );
        return result.rows[0] ?? { seq: null, status: 'silent', code: null };
      }),
    );

  it('posts one entry for twenty callers with one key, and tells all its number', async () => {
    const answers = await twenty(() => ({
      key: 'one-key-for-all',
      kind: 'provider.fee',
      amount: '5',
    }));
    expect(new Set(answers.map((answer) => answer.seq)).size).toBe(1);
    expect(answers.filter((answer) => answer.status === 'posted')).toHaveLength(1);
    expect(answers.filter((answer) => answer.status === 'replayed')).toHaveLength(19);
  });

  it('grants a budget with room for three to three of twenty', async () => {
    const answers = await twenty((n) => ({
      key: `race-for-budget-${String(n)}`,
      kind: 'award.reserved',
      amount: '33000',
      award_ref: anAward(),
    }));
    expect(answers.filter((answer) => answer.status === 'posted')).toHaveLength(3);
    expect(answers.filter((answer) => answer.code === 'BUDGET_EXCEEDED')).toHaveLength(17);
  });

  it('lets one of twenty pay one award', async () => {
    const award = anAward();
    await books.must(...awarded('GEN', award, 500));
    const answers = await twenty((n) => ({
      key: `race-for-award-${String(n)}`,
      kind: 'payout.initiated',
      amount: '500',
      award_ref: award,
    }));
    expect(answers.filter((answer) => answer.status === 'posted')).toHaveLength(1);
    expect(answers.filter((answer) => answer.code === 'AWARD_OVERPAID')).toHaveLength(19);
  });

  it('lets one of twenty reverse one entry', async () => {
    const [fee] = await books.post(anOrder('provider.fee', { amount: usd(3) }));
    const answers = await twenty((n) => ({
      key: `race-to-reverse-${String(n)}`,
      kind: 'reversal',
      reverses: String(fee?.seq),
      reason: 'race',
    }));
    expect(answers.filter((answer) => answer.status === 'posted')).toHaveLength(1);
    expect(answers.filter((answer) => answer.code === 'ALREADY_REVERSED')).toHaveLength(19);
  });

  it('never makes twelve callers with mixed batches wait in a circle, and answers every item', async () => {
    const kinds = [
      'award.reserved',
      'award.approved',
      'award.notified',
      'payout.initiated',
      'payout.settled',
      'payout.returned',
      'provider.fee',
      'fund.received.unrestricted',
      'provider.funding.sent',
    ] as const;
    const awards = Array.from({ length: 5 }, anAward);
    const caller = async (c: number): Promise<string[]> => {
      const statuses: string[] = [];
      for (let n = 0; n < 15; n += 1) {
        // Callers walk through kinds, awards and keys in strides of their own, so that they meet crosswise.
        const items = Array.from({ length: 8 }, (_, i) => ({
          key: `crosswise-${String((c * 37 + n * 53 + i * 71) % 600)}`,
          kind: kinds[(c * 3 + n * 7 + i * (1 + (c % 4))) % kinds.length],
          fund: 'GEN',
          currency: 'USD',
          amount: '3',
          award_ref: awards[(c + n * 3 + i * (1 + (n % 3))) % awards.length],
          actor: 'per_a',
          approver: 'per_b',
          today: '2026-01-15',
        }));
        const { rows } = await pool.query<Answer>(
          'select seq, status, code from ledger.post_entries($1)',
          [JSON.stringify(items)],
        );
        statuses.push(...rows.map(({ status }) => status));
      }
      return statuses;
    };
    const all = (await Promise.all(Array.from({ length: 12 }, (_, c) => caller(c)))).flat();
    expect(all).toHaveLength(12 * 15 * 8);
    expect(new Set(all)).toEqual(new Set(['posted', 'refused', 'replayed']));
  });

  it('keeps every promise after all of that', async () => {
    expect(await books.brokenPromises()).toEqual([]);
  });
});
