import fc from 'fast-check';
import { DomainError } from '#kernel';
import { ApiError } from '../../src/sandbox/stripe/api-error.js';
import type { Payout } from '#payouts';
import { CardHouse } from '../payouts/card-house.js';
import type { Case } from '../payouts/payout-house.js';

const LIMIT = 10_000;

type Move = Readonly<{
  act:
    | 'spend'
    | 'ask'
    | 'take'
    | 'give back'
    | 'freeze'
    | 'unfreeze'
    | 'replace'
    | 'see'
    | 'look'
    | 'end';
  minor: number;
}>;

const move: fc.Arbitrary<Move> = fc.record({
  act: fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom<Move['act'][]>('spend', 'ask', 'take', 'give back') },
    {
      weight: 2,
      arbitrary: fc.constantFrom<Move['act'][]>('freeze', 'unfreeze', 'replace', 'see', 'look'),
    },
    { weight: 1, arbitrary: fc.constant<Move['act']>('end') },
  ),
  minor: fc.oneof(fc.integer({ min: 1, max: LIMIT + 1 }), fc.constantFrom(1, 5_000, LIMIT)),
});

// Goal: whatever happens to a card, it never pays more than its payout, and each cent is spent or owed again.
// Method: random tills, refunds, losses and ends against the sandbox; counted there, in the award and in the books.
describe('Any life of a card', () => {
  let cards: CardHouse;
  beforeAll(async () => {
    cards = await CardHouse.open();
  });
  afterAll(() => cards.house.close());

  it('takes no more than its limit, and leaves every cent accounted for', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(move, { minLength: 4, maxLength: 14 }), async (moves) => {
        const { yes, payout } = await cards.open(LIMIT);
        const asked: string[] = [];
        for (const one of moves) {
          await attempt(() => play(one, yes, payout, asked));
          expect(cards.takenBy(yes.applicantId, [payout]) <= BigInt(LIMIT)).toBe(true);
        }
        await attempt(() => cards.cards.giveBack(yes.applicantId, payout.id));
        for (const id of asked) await attempt(() => void till().capture(id));
        await cards.upkeep.lookAtAll();
        await accountedFor(yes, payout);
      }),
      { numRuns: 12, seed: 35, includeErrorInReport: true },
    );
  });

  const till = () => cards.house.sandbox.desk.cards;

  async function play(
    { act, minor }: Move,
    { applicantId }: Case,
    { id }: Payout,
    asked: string[],
  ): Promise<void> {
    const card =
      till()
        .cards()
        .find(({ metadata }) => metadata['payout'] === id)?.id ?? '';
    const acts: Readonly<Record<Move['act'], () => unknown>> = {
      spend: () => till().spend(card, minor),
      ask: () => {
        const { id: open, approved } = till().authorize(card, minor);
        if (approved) asked.push(open);
      },
      take: () => {
        till().capture(asked.shift() ?? '');
      },
      'give back': () => till().refund(card, minor),
      freeze: () => cards.cards.freeze(applicantId, id),
      unfreeze: () => cards.cards.unfreeze(applicantId, id),
      replace: () => cards.cards.replace(applicantId, id, 'lost'),
      see: () => cards.look(applicantId, id),
      look: () => cards.upkeep.lookAtAll(),
      end: () => cards.cards.giveBack(applicantId, id),
    };
    await acts[act]();
  }

  /** What the award still owes and what tills kept are the limit; books and provider agree; no promise is broken. */
  async function accountedFor(yes: Case, payout: Payout): Promise<void> {
    const parts = (await cards.parts(yes)).map((part) => part.split(' '));
    const sumOf = (state: string): number =>
      parts.filter(([, one]) => one === state).reduce((sum, [minor]) => sum + Number(minor), 0);
    expect(sumOf('paid')).toBe(cards.spentAtProvider(payout));
    expect(sumOf('paid') + sumOf('due')).toBe(LIMIT);
    expect(await cards.pursesAgree()).toBe(true);
    expect(await cards.house.brokenPromises()).toEqual([]);
  }
});

/** What cannot happen now is refused in our words or in the sandbox's; everything else is a fault. */
async function attempt(act: () => void | Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof DomainError || error instanceof ApiError)) throw error;
  }
}
