import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { DomainError, Money, type Currency } from '#kernel';
import { RECOMMENDATIONS, type Recommendation, type ReviewForm, type Rubric } from '#eligibility';
import type { FormProblem } from '../forms/read-form.js';

const POINTS = ['0', '1', '2', '3', '4', 'na'] as const;
type Points = (typeof POINTS)[number];

/** One line of the rubric; which line it is, the rubric in force says. */
const Line = (): PropertyDecorator => (target, key) => {
  IsOptional()(target, key);
  IsIn(POINTS, { message: 'Choose a score or "does not apply".' })(target, key);
};

/** A review as the form sends it. A rubric has at most eight lines. */
export class ReviewAnswersForm {
  @Line() line1?: Points;
  @Line() line2?: Points;
  @Line() line3?: Points;
  @Line() line4?: Points;
  @Line() line5?: Points;
  @Line() line6?: Points;
  @Line() line7?: Points;
  @Line() line8?: Points;

  @IsIn(RECOMMENDATIONS, { message: 'Choose what you recommend.' })
  recommendation!: Recommendation;

  @IsOptional()
  @IsString({ message: 'Enter an amount in figures, like 250.' })
  @MaxLength(20, { message: 'Enter an amount in figures, like 250.' })
  amount?: string;

  @IsString({ message: 'Choose a reason.' })
  @MaxLength(40, { message: 'Choose a reason.' })
  reason!: string;

  @IsOptional()
  @IsString({ message: 'Write the note as text.' })
  @MaxLength(2000, { message: 'The note can be up to 2,000 letters long.' })
  note?: string;
}

/** The name of the field for a line of the rubric, counted from 0. */
export const lineName = (index: number): LineName => LINES[index] ?? 'line8';

type LineName = `line${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8}`;
const LINES: readonly LineName[] = [
  'line1',
  'line2',
  'line3',
  'line4',
  'line5',
  'line6',
  'line7',
  'line8',
];

/** The review, or every line and field that is still to be put right. */
export function readReview(
  form: ReviewAnswersForm,
  rubric: Rubric,
  currency: Currency,
): { readonly review: ReviewForm } | { readonly problems: readonly FormProblem[] } {
  const problems: FormProblem[] = rubric.criteria.flatMap(({ title }, index) =>
    form[lineName(index)] === undefined
      ? [{ field: lineName(index), message: `Score "${title}".` }]
      : [],
  );
  const amount = amountOf(form, currency);
  if (amount === 'unreadable') {
    problems.push({ field: 'amount', message: 'Enter an amount in figures, like 250.' });
  }
  if (form.reason === '') problems.push({ field: 'reason', message: 'Choose a reason.' });
  if (problems.length > 0 || amount === 'unreadable') return { problems };
  const scores = Object.fromEntries(
    rubric.criteria.map(({ code }, index) => [code, pointsOf(form[lineName(index)])]),
  );
  const { recommendation, reason: reasonCode, note } = form;
  return { review: { scores, recommendation, amount, reasonCode, note: note ? note : null } };
}

function pointsOf(points: Points | undefined): number | null {
  return points === undefined || points === 'na' ? null : Number(points);
}

function amountOf(form: ReviewAnswersForm, currency: Currency): Money | null | 'unreadable' {
  if (form.recommendation !== 'approve' && form.recommendation !== 'approve_reduced') return null;
  try {
    return Money.parse(form.amount ?? '', currency);
  } catch (error) {
    if (error instanceof DomainError) return 'unreadable';
    throw error;
  }
}
