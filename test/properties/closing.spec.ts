import fc from 'fast-check';
import { days, later, utcDate } from '#kernel';
import { Periods, Statements, YearEnd, type PostingOrder, type TemplateKind } from '#ledger';
import { anOrder, openBooks, usd, type Books } from '../ledger/bookkeeping.js';

// Any history of a year, closed month by month with late knowledge in between: what was closed never changes, what is
// known adds up, and the year's end leaves zeros.
const KINDS: readonly TemplateKind[] = [
  'fund.received.unrestricted',
  'fund.received.restricted',
  'pledge.recorded',
  'provider.fee',
  'interfund.transfer',
];
const FIRST = Date.parse('2026-01-01T00:00:00Z');

interface Draft {
  readonly kind: TemplateKind;
  readonly day: number;
  readonly minor: number;
  /** How many days earlier what it is about lies; null when it is about its own day. */
  readonly late: number | null;
}

const draft: fc.Arbitrary<Draft> = fc.record({
  kind: fc.constantFrom(...KINDS),
  day: fc.integer({ min: 0, max: 364 }),
  minor: fc.integer({ min: 1, max: 5_000 }),
  late: fc.option(fc.integer({ min: 0, max: 300 })),
});

const dateOf = (day: number): string => utcDate(later(new Date(FIRST), days(day)));

function orderOf({ kind, day, minor, late }: Draft): PostingOrder {
  const isRestricted = kind === 'fund.received.restricted' || kind === 'pledge.recorded';
  return anOrder(kind, {
    fund: isRestricted ? 'RES26' : 'GEN',
    amount: usd(minor),
    effectiveOn: dateOf(day),
    ...(late === null ? {} : { relatesTo: dateOf(Math.max(0, day - late)) }),
    ...(kind === 'interfund.transfer' ? { counterpart: { fund: 'RES26' } } : {}),
  });
}

describe('closing after any history', () => {
  it('keeps what was closed, adds up what is known, and leaves a year of zeros', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(draft, { minLength: 5, maxLength: 40 }), async (drafts) => {
        const books = await openBooks();
        try {
          await closeYear(books, drafts);
        } finally {
          await books.stop();
        }
      }),
      { numRuns: 3 },
    );
  });
});

async function closeYear(books: Books, drafts: readonly Draft[]): Promise<void> {
  const [periods, statements] = [books.get(Periods), books.get(Statements)];
  books.clock.advance(Date.parse('2027-01-03T12:00:00Z') - books.clock.now().getTime());
  await books.must(
    anOrder('fund.received.unrestricted', { amount: usd(1_000_000), effectiveOn: '2026-01-01' }),
    anOrder('provider.funding.sent', { amount: usd(900_000), effectiveOn: '2026-01-01' }),
    anOrder('provider.funding.arrived', { amount: usd(900_000), effectiveOn: '2026-01-01' }),
  );
  const kept = new Map<string, unknown>();
  for (let month = 1; month <= 12; month += 1) {
    const id = `2026-${String(month).padStart(2, '0')}`;
    await books.must(
      ...drafts.filter(({ day }) => dateOf(day).startsWith(id)).map((each) => orderOf(each)),
    );
    await periods.softClose(id, 'per_preparer');
    if (month === 12) await closeAccounts(books);
    await periods.close(id, 'per_director');
    kept.set(id, await statements.asFirstClosed(id));
  }
  for (const [id, closed] of kept) {
    expect(await statements.asFirstClosed(id)).toEqual(closed);
    // Everything that was posted is known somewhere: the months' known movements add up to the books.
    const differences = await statements.lateDifferences(id);
    const sum = differences.reduce((all, { difference }) => all.plus(difference), usd(0));
    expect(sum).toEqual(usd(0));
  }
  expect(await statements.asNowKnown('2026-12')).toEqual(await statements.asFirstClosed('2026-12'));
  const year = { from: '2026-01-01', to: '2026-12-31' };
  const [posted] = await statements.activities(year);
  const [known] = await statements.activities({ ...year, basis: 'known' });
  expect(known?.change).toEqual(posted?.change);
  const open = Object.keys(await books.balances()).filter((name) => /^([456]|3900)/.test(name));
  expect(open).toEqual([]);
  expect(
    (await books.brokenPromises()).filter((each) => each !== 'No account of money is overdrawn.'),
  ).toEqual([]);
}

async function closeAccounts(books: Books): Promise<void> {
  const yearEnd = books.get(YearEnd);
  const { digest } = await yearEnd.look(2026);
  await yearEnd.propose(2026, 'per_preparer', digest);
  await yearEnd.post(2026, 'per_director', digest);
}
