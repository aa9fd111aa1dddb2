import { utcDate } from '#kernel';
import { DECLINE_REASONS, type RequestAnswers } from '#applications';
import {
  RECOMMENDATIONS,
  type CaseView,
  type Recommendation,
  type ReviewForm,
  type Rubric,
} from '#eligibility';
import { translate, type ViewModel } from '#platform';
import type { Typed } from '../forms/read-form.js';
import { lineName } from './review-answers.form.js';

/** What reviewers advise, in the words of the pages. */
export const RECOMMENDATION_LABELS: Readonly<Record<Recommendation, string>> = {
  approve: 'Send what they ask for',
  approve_reduced: 'Send a part',
  decline: 'Not this time',
  refer: 'I cannot say: somebody with more knowledge should look',
};

const REASON_LABELS: Readonly<Record<string, string>> = {
  NEED_FITS: 'The need fits and the amount fits',
  PART_PAID_ELSEWHERE: 'Another source pays a part',
  PART_OUTSIDE: 'A part is something the fund cannot pay',
  ABOVE_LIMIT: 'It is more than the programme gives',
  SAFETY_QUESTION: 'There is a question about safety',
  NEEDS_ANOTHER_LOOK: 'The rubric does not fit this request',
};

const FILLED_BY: Readonly<Record<RequestAnswers['filledBy'], string>> = {
  self: 'The person',
  with_advocate: 'The person, with a support worker',
  advocate: 'A support worker for the person',
};

/** A reason in words: for a no, the sentence the person would read. */
export function reasonLabel(code: string): string {
  const key = Object.entries(DECLINE_REASONS).find(([reason]) => reason === code)?.[1];
  return key ? translate('en', key) : (REASON_LABELS[code] ?? code);
}

/** What was asked for, as lines of a summary. */
export function requestLines(request: RequestAnswers): { label: string; value: string }[] {
  const needs = request.needs.map((need) => translate('en', `need.${need}`)).join(', ');
  return [
    { label: 'Help with', value: needs },
    ...(request.otherNeed ? [{ label: 'Something else', value: request.otherNeed }] : []),
    {
      label: 'Needed',
      value: request.when ? translate('en', `when.${request.when}`) : 'No date given',
    },
    { label: 'Filled in by', value: FILLED_BY[request.filledBy] },
  ];
}

/** The case page; `typed` is what the reviewer wrote before something was wrong. */
export function caseModel(view: CaseView, typed: Typed, now: Date): ViewModel {
  const { application, programme, request, assignment } = view;
  const { most, least } = programme;
  const suggested = application.asked.isMoreThan(most) ? most : application.asked;
  return {
    title: application.reference,
    back: '/review',
    id: assignment.id,
    reference: application.reference,
    keptUntil: assignment.expiresAt,
    isAppeal: application.round === 1,
    isLate: application.answerDueOn < utcDate(now),
    answerDueOn: application.answerDueOn,
    lines: [
      { label: 'Amount', value: application.asked.format() },
      ...requestLines(request),
      { label: 'Programme', value: `${programme.name}: ${least.format()} to ${most.format()}` },
    ],
    isAboveLimit: application.asked.isMoreThan(most),
    mostText: most.format(),
    anythingElse: request.anythingElse,
    appealWords: view.appealWords,
    questions: view.questions,
    criteria: criteriaModel(view.rubric, typed),
    recommendations: RECOMMENDATIONS.map((value) => ({
      id: value === RECOMMENDATIONS[0] ? 'recommendation' : `recommendation-${value}`,
      value,
      label: RECOMMENDATION_LABELS[value],
    })),
    recommendation: typed['recommendation'] ?? '',
    amount: typed['amount'] ?? suggested.toDecimal(),
    reasons: [
      {
        label: 'For yes, a part, or not sure',
        options: options(Object.keys(REASON_LABELS), typed),
      },
      {
        label: 'For not this time: what they will read',
        options: options(Object.keys(DECLINE_REASONS), typed),
      },
    ],
    note: typed['note'] ?? '',
  };
}

function criteriaModel(rubric: Rubric, typed: Typed): ViewModel[] {
  return rubric.criteria.map(({ title, anchors }, index) => {
    const name = lineName(index);
    return {
      name,
      title: `${String(index + 1)}. ${title}`,
      chosen: typed[name] ?? '',
      options: [
        ...anchors.map((anchor, points) => ({
          id: points === 0 ? name : `${name}-${String(points)}`,
          value: String(points),
          label: `${String(points)} - ${anchor}`,
        })),
        { id: `${name}-na`, value: 'na', label: 'Does not apply' },
      ],
    };
  });
}

function options(
  codes: readonly string[],
  typed: Typed,
): { code: string; label: string; isChosen: boolean }[] {
  return codes.map((code) => ({
    code,
    label: reasonLabel(code),
    isChosen: typed['reason'] === code,
  }));
}

/** What the reviewer is about to hand in, as lines of a summary. */
export function reviewLines(
  review: ReviewForm,
  rubric: Rubric,
  score: number,
): { label: string; value: string }[] {
  return [
    ...rubric.criteria.map(({ code, title }) => {
      const points = review.scores[code];
      return {
        label: title,
        value: typeof points === 'number' ? `${String(points)} of 4` : 'Does not apply',
      };
    }),
    { label: 'Score', value: scoreText(score) },
    { label: 'Recommendation', value: RECOMMENDATION_LABELS[review.recommendation] },
    ...(review.amount ? [{ label: 'Amount', value: review.amount.format() }] : []),
    { label: 'Reason', value: reasonLabel(review.reasonCode) },
    { label: 'Note', value: review.note ?? 'None' },
  ];
}

/** 0-400 as people say it: `2.75 of 4`. */
export function scoreText(score: number): string {
  const cents = String(score % 100).padStart(2, '0');
  return `${String((score - (score % 100)) / 100)}.${cents} of 4`;
}

/** How long something has waited, in whole hours or days. */
export function waited(since: Date, now: Date): string {
  const hours = Math.max(0, Math.floor((now.getTime() - since.getTime()) / 3_600_000));
  if (hours < 48) return hours === 1 ? '1 hour' : `${String(hours)} hours`;
  return `${String(Math.floor(hours / 24))} days`;
}
