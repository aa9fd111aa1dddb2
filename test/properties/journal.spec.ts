import fc from 'fast-check';
import { Money } from '#kernel';
import type { PostingOrder, PostingResult, TemplateKind } from '#ledger';
import { openBooks, type Books } from '../ledger/bookkeeping.js';

/** Small worlds make collisions: three awards, small amounts, repeated keys. */
const AWARDS = [1, 2, 3].map((n) => `00000000-0000-4000-8000-00000000000${String(n)}`);
const KINDS: readonly TemplateKind[] = [
  'fund.received.unrestricted',
  'fund.received.restricted',
  'budget.authorised',
  'provider.funding.sent',
  'provider.funding.arrived',
  'provider.fee',
  'award.reserved',
  'award.approved',
  'award.notified',
  'award.withdrawn_before_notice',
  'award.cancelled',
  'payout.initiated',
  'payout.settled',
  'payout.failed',
  'payout.returned',
  'payout.misdirected',
  'card.loaded',
  'card.activated',
  'card.spent_total',
  'card.expired_unspent',
  'recovery.received',
  'unclaimed.reclassified',
  'unclaimed.remitted',
  'interfund.transfer',
  'fx.converted',
];

interface Draft {
  readonly kind: TemplateKind;
  readonly fund: string;
  readonly minor: number;
  readonly award: number | null;
  /** Drafts with the same key number collide. */
  readonly key: number;
  readonly alone: boolean;
}

const draft: fc.Arbitrary<Draft> = fc.record({
  kind: fc.constantFrom(...KINDS),
  fund: fc.constantFrom('GEN', 'GEN', 'RES26', 'RES26', 'NOPE'),
  minor: fc.constantFrom(10, 20, 20, 20, 50, 200, 0),
  award: fc.constantFrom(0, 0, 1, 2, null),
  key: fc.integer({ min: 0, max: 400 }),
  alone: fc.constantFrom(false, false, false, false, true),
});

/** Money and budget first, so that most of what follows has a chance. */
const opening: readonly Draft[] = (['GEN', 'RES26'] as const).flatMap((fund, n) =>
  (
    [
      fund === 'GEN' ? 'fund.received.unrestricted' : 'fund.received.restricted',
      'budget.authorised',
      'provider.funding.sent',
      'provider.funding.arrived',
    ] as const
  ).map((kind, k) => ({
    kind,
    fund,
    minor: 100,
    award: null,
    key: 1_000 + n * 10 + k,
    alone: false,
  })),
);

function toOrder(draft: Draft): PostingOrder {
  const converted = draft.kind === 'fx.converted';
  return {
    kind: draft.kind,
    key: `property-${String(draft.key).padStart(4, '0')}`,
    fund: draft.fund,
    amount: Money.of(BigInt(draft.minor), 'USD'),
    actor: 'per_a',
    reason: 'property',
    ...(draft.alone ? {} : { approver: 'per_b' }),
    ...(draft.award === null ? {} : { awardRef: AWARDS[draft.award] ?? '' }),
    ...(draft.kind === 'interfund.transfer' ? { counterpart: { fund: 'RES26' } } : {}),
    ...(converted ? { counterpart: { amount: Money.of(BigInt(draft.minor) * 18n, 'MXN') } } : {}),
  };
}

/** What of a result does not depend on how many entries the database had before. */
const outcome = ({ key, status, code }: PostingResult): object => ({ key, status, code });

describe('the journal after any sequence of orders', () => {
  let together: Books;
  let oneByOne: Books;

  beforeAll(async () => {
    [together, oneByOne] = await Promise.all([openBooks(), openBooks()]);
  });
  afterAll(() => Promise.all([together.stop(), oneByOne.stop()]));

  /** Empties the journal between histories, which the books themselves never allow. */
  const empty = (books: Books): Promise<unknown> =>
    books.database.query(`
      set session_replication_role = replica;
      delete from ledger.posting; delete from ledger.entry;
      delete from ledger.balance; delete from ledger.award_balance;
      set session_replication_role = origin`);

  it('balances, holds its floors, and is the same whether posted in batches or one by one, which is another function', async () => {
    let accepted = 0;
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(draft, { minLength: 1, maxLength: 25 }), { minLength: 1, maxLength: 6 }),
        async (batches) => {
          await Promise.all([empty(together), empty(oneByOne)]);
          const apart: PostingResult[] = [];
          const joined: PostingResult[] = [];
          for (const batch of [opening, ...batches]) {
            const orders = batch.map(toOrder);
            joined.push(...(await together.post(...orders)));
            for (const order of orders) apart.push(...(await oneByOne.post(order)));
          }
          expect(joined.map(outcome)).toEqual(apart.map(outcome));
          expect(await together.balances()).toEqual(await oneByOne.balances());
          // Facts may overdraw money; nothing else may ever break.
          const broken = await together.brokenPromises();
          expect(
            broken.filter((promise) => promise !== 'No account of money is overdrawn.'),
          ).toEqual([]);
          accepted += joined.filter((result) => result.status === 'posted').length;
          refused += joined.filter((result) => result.status === 'refused').length;
        },
      ),
      { numRuns: 60 },
    );
    // The histories were worth trying: plenty of both.
    expect(accepted).toBeGreaterThan(500);
    expect(refused).toBeGreaterThan(500);
  }, 120_000);

  it('never decides to spend what is not there', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(draft, { minLength: 20, maxLength: 60 }), async (drafts) => {
        await empty(together);
        const decisions = drafts.filter(
          ({ kind }) => !['provider.fee', 'fx.converted', 'recovery.received'].includes(kind),
        );
        await together.post(...[...opening, ...decisions].map(toOrder));
        const overdrawn = await together.database.query<{ account: string }>(
          'select account from ledger.overdrawn',
        );
        // Cash in transit follows what the provider says arrived; all else is decided here.
        expect(overdrawn.filter((row) => row.account !== '1050')).toEqual([]);
      }),
      { numRuns: 25 },
    );
  }, 60_000);
});
