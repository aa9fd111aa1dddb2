import { Money } from '#kernel';
import { adviceOf, needsAnotherReview, type Recommendation } from './review.js';
import type { Rubric } from './rubric.js';

const rubric: Rubric = {
  version: 1,
  currency: 'USD',
  oneReviewUpToMinor: 50_000n,
  largeDifference: 150,
  criteria: [],
};
const usd = (dollars: number): Money => Money.of(BigInt(dollars) * 100n, 'USD');
const review = (score: number, recommendation: Recommendation, amount: Money | null = null) => ({
  score,
  recommendation,
  amount,
});

describe('the number of reviews', () => {
  it.each<[string, number, ReturnType<typeof review>[], boolean]>([
    ['none yet', 400, [], true],
    ['one up to the first step', 500, [review(300, 'approve')], false],
    ['one above it', 501, [review(300, 'approve')], true],
    ['two that agree', 501, [review(300, 'approve'), review(200, 'approve_reduced')], false],
    ['two exactly 150 apart', 501, [review(300, 'approve'), review(150, 'approve')], false],
    ['two 151 apart', 501, [review(300, 'approve'), review(149, 'approve')], true],
    ['a yes and a no', 501, [review(300, 'approve'), review(290, 'decline')], true],
    ['a yes and a referral', 501, [review(300, 'approve'), review(290, 'refer')], false],
    [
      'three that disagree',
      501,
      [review(400, 'approve'), review(0, 'decline'), review(200, 'refer')],
      false,
    ],
    [
      'a second one after a return, apart',
      400,
      [review(400, 'approve'), review(0, 'decline')],
      true,
    ],
  ])('%s', (_name, dollars, reviews, expected) => {
    expect(needsAnotherReview(rubric, usd(dollars), reviews)).toBe(expected);
  });

  it('is two in a currency the rubric does not know', () => {
    expect(needsAnotherReview(rubric, Money.of(100n, 'MXN'), [review(300, 'approve')])).toBe(true);
  });
});

describe('the advice of a round', () => {
  it('goes with the majority and the lowest amount', () => {
    const advice = adviceOf([
      review(300, 'approve', usd(900)),
      review(200, 'decline'),
      review(310, 'approve', usd(800)),
    ]);
    expect(advice.recommendation).toBe('approve');
    expect(advice.amount?.format()).toBe('$800.00');
  });

  it('is a smaller yes when two kinds of yes stand against each other, and a referral for every other tie', () => {
    expect(adviceOf([review(300, 'approve'), review(300, 'approve_reduced')]).recommendation).toBe(
      'approve_reduced',
    );
    expect(adviceOf([review(300, 'approve'), review(300, 'decline')]).recommendation).toBe('refer');
    expect(adviceOf([]).recommendation).toBe('refer');
  });
});
