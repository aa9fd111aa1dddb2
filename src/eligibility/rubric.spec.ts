import fc from 'fast-check';
import { scoreOf, type Rubric, type Scores } from './rubric.js';

const rubric: Rubric = {
  version: 1,
  currency: 'USD',
  oneReviewUpToMinor: 50_000n,
  largeDifference: 150,
  criteria: [
    { code: 'a', title: 'A', weight: 3, anchors: ['0', '1', '2', '3', '4'] },
    { code: 'b', title: 'B', weight: 2, anchors: ['0', '1', '2', '3', '4'] },
    { code: 'c', title: 'C', weight: 1, anchors: ['0', '1', '2', '3', '4'] },
  ],
};

describe('the score of a rubric', () => {
  it.each<[Scores, number]>([
    [{ a: 4, b: 4, c: 4 }, 400],
    [{ a: 0, b: 0, c: 0 }, 0],
    [{ a: 4, b: 0, c: 0 }, 200],
    [{ a: 1, b: 0, c: 0 }, 50],
    [{ a: 0, b: 0, c: 1 }, 17],
    [{ a: null, b: 3, c: null }, 300],
    [{ a: null, b: 1, c: 2 }, 133],
  ])('of %j is %i', (scores, expected) => {
    expect(scoreOf(rubric, scores)).toBe(expected);
  });

  it('is the weighted mean to within half a hundredth, whatever applies', () => {
    const points = fc.option(fc.integer({ min: 0, max: 4 }), { nil: null });
    fc.assert(
      fc.property(points, points, points, (a, b, c) => {
        fc.pre(a !== null || b !== null || c !== null);
        const score = scoreOf(rubric, { a, b, c });
        const weight = (a === null ? 0 : 3) + (b === null ? 0 : 2) + (c === null ? 0 : 1);
        const sum = 3 * (a ?? 0) + 2 * (b ?? 0) + (c ?? 0);
        expect(Number.isInteger(score)).toBe(true);
        expect(Math.abs(score * weight - sum * 100) * 2).toBeLessThanOrEqual(weight);
      }),
    );
  });

  it('refuses a line that was left out, points off the scale, and a review of nothing', () => {
    expect(() => scoreOf(rubric, { a: 1, b: 1 })).toThrow('Score "C" from 0 to 4.');
    expect(() => scoreOf(rubric, { a: 5, b: 1, c: 1 })).toThrow('Score "A"');
    expect(() => scoreOf(rubric, { a: 1.5, b: 1, c: 1 })).toThrow('Score "A"');
    expect(() => scoreOf(rubric, { a: null, b: null, c: null })).toThrow('at least one line');
  });
});
