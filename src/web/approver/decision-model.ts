import type { StaffNames } from '#identity';
import { Money, utcDate } from '#kernel';
import { DECLINE_REASONS, isDeclineReason } from '#applications';
import {
  AMOUNT_REASONS,
  isAmountReason,
  requirementFor,
  validApprovals,
  type DecisionCase,
  type Determination,
  type Preview,
  type ReadyCase,
} from '#approvals';
import { HOLD_REASONS, type ReviewWithNote, type Rubric } from '#eligibility';
import { LANGUAGES, translate, type ViewModel } from '#platform';
import type { Typed } from '../forms/read-form.js';
import {
  reasonLabel,
  RECOMMENDATION_LABELS,
  requestLines,
  scoreText,
  waited,
} from '../reviewer/case-model.js';
import type { Choice } from './decision.form.js';

const CHOICE_LABELS: Readonly<Record<Choice, { label: string; hint: string }>> = {
  approve: { label: 'Yes: send money', hint: 'The amount below, all or a part.' },
  decline: {
    label: 'Not this time',
    hint: 'They read the reason you choose, and can ask us to look again.',
  },
  waitlist: {
    label: 'Waiting list',
    hint: 'They read that the fund has no money left for this now.',
  },
  return: { label: 'Back to review', hint: 'Somebody new reads your question and reviews it.' },
};

/** One line of the list of decisions. */
export function readyRow(ready: ReadyCase, now: Date): ViewModel {
  const { application, advice, live, free } = ready;
  const amount = live?.amount ?? advice.amount ?? application.asked;
  return {
    id: application.id,
    reference: application.reference,
    asked: application.asked.format(),
    advice: RECOMMENDATION_LABELS[advice.recommendation],
    advised: advice.amount?.format() ?? '',
    reviews: ready.reviewsGiven,
    waited: waited(application.submittedAt, now),
    isLate: application.answerDueOn < utcDate(now),
    isUrgent: application.urgency === 'today',
    isAppeal: application.round === 1,
    isOnHold: ready.isOnHold,
    approvals: live
      ? `${String(validApprovals(live, now).length)} of ${String(live.approvalsNeeded)}`
      : '',
    free: free.format(),
    isShort: amount.isMoreThan(free),
    hasReviewed: ready.barred === 'reviewed',
    hasApproved: ready.barred === 'approved',
  };
}

/** The case page of a decider; `typed` is what was written before something was wrong. */
export function decisionModel(
  view: DecisionCase,
  typed: Typed,
  names: StaffNames,
  now: Date,
): ViewModel {
  const { application, programme, live, advice, request } = view;
  const advised = advice.amount;
  return {
    title: application.reference,
    back: '/approve',
    id: application.id,
    reference: application.reference,
    isAppeal: application.round === 1,
    lines: [
      { label: 'They ask for', value: application.asked.format() },
      ...requestLines(request),
      { label: 'Waiting for', value: waited(application.submittedAt, now) },
      { label: 'Answer promised by', value: application.answerDueOn },
      { label: 'Programme', value: `${programme.name}: up to ${programme.most.format()}` },
      { label: 'Promised to this person before', value: promisedText(view) },
      { label: `Free in the fund ${programme.fund}`, value: view.free.format() },
    ],
    anythingElse: request.anythingElse,
    holds: view.holds.map(({ id, kind, reasonCode }) => ({
      id,
      kind,
      reason: HOLD_REASONS[reasonCode].label,
    })),
    reviews: view.notedReviews.map((review, index) => reviewModel(review, index, view.rubric)),
    advice: RECOMMENDATION_LABELS[advice.recommendation],
    advised: advised?.format() ?? null,
    policy: policyLine(view, now),
    live: live && live.state === 'proposed' ? liveModel(live, names, now) : null,
    ...formModel(view, typed),
  };
}

function formModel(view: DecisionCase, typed: Typed): ViewModel {
  return {
    choices: Object.entries(CHOICE_LABELS).map(([value, { label, hint }], index) => ({
      id: index === 0 ? 'outcome' : `outcome-${value}`,
      value,
      label,
      hint,
    })),
    outcome: typed['outcome'] ?? '',
    amount: typed['amount'] ?? suggestedAmount(view).toDecimal(),
    amountReasons: Object.entries(AMOUNT_REASONS).map(([code, label]) => ({
      code,
      label,
      isChosen: (typed['amountReason'] ?? 'AS_RECOMMENDED') === code,
    })),
    declineReasons: Object.entries(DECLINE_REASONS).map(([code, key]) => ({
      code,
      label: translate('en', key),
      isChosen: typed['declineReason'] === code,
    })),
    words: typed['words'] ?? '',
    note: typed['note'] ?? '',
    seen: view.live?.digest ?? '',
  };
}

function reviewModel(review: ReviewWithNote, index: number, rubric: Rubric): ViewModel {
  return {
    number: index + 1,
    score: scoreText(review.score),
    recommendation: RECOMMENDATION_LABELS[review.recommendation],
    amount: review.amount?.format() ?? '',
    reason: reasonLabel(review.reasonCode),
    note: review.note,
    scores: rubric.criteria.map(({ code, title }) => {
      const points = review.scores[code];
      return {
        title,
        points: typeof points === 'number' ? `${String(points)} of 4` : 'does not apply',
      };
    }),
  };
}

function promisedText({ promised, programme }: DecisionCase): string {
  return promised === 0n ? 'Nothing' : Money.of(promised, programme.currency).format();
}

/** "This amount needs 2 approvals. 1 given." For the amount that waits, or else for the one the form suggests. */
function policyLine(view: DecisionCase, now: Date): string {
  const { live, policy, promised } = view;
  if (live?.state === 'proposed') {
    return needLine(live.approvalsNeeded, live.directorNeeded, validApprovals(live, now).length);
  }
  const amount = suggestedAmount(view);
  const { approvals, director } = requirementFor(policy, amount, promised);
  return `${amount.format()} needs ${needWords(approvals, director)}. 0 given. Policy ${String(policy.number)}.`;
}

/** What the reviews advise, else what was asked for, up to what the programme gives. */
function suggestedAmount({ advice, application, programme }: DecisionCase): Money {
  const { asked } = application;
  return advice.amount ?? (asked.isMoreThan(programme.most) ? programme.most : asked);
}

export function needLine(needed: number, director: boolean, given: number): string {
  return `This amount needs ${needWords(needed, director)}. ${String(given)} given.`;
}

function needWords(needed: number, director: boolean): string {
  const approvals = needed === 1 ? '1 approval' : `${String(needed)} approvals`;
  return director ? `${approvals}, one of them by the finance director` : approvals;
}

function liveModel(live: Determination, names: StaffNames, now: Date): ViewModel {
  const valid = validApprovals(live, now);
  return {
    id: live.id,
    digest: live.digest,
    amount: live.amount?.format() ?? '',
    reason: isAmountReason(live.reasonCode) ? AMOUNT_REASONS[live.reasonCode] : live.reasonCode,
    approvals: live.approvals.map((approval) => ({
      name: names.get(approval.personId) ?? 'Somebody',
      asDirector: approval.asDirector,
      givenAt: approval.givenAt,
      expiresAt: approval.expiresAt,
      isStale: !valid.includes(approval),
    })),
  };
}

/** The check page before a decision: what it does, and for a no the exact words in every language. */
export function previewModel(preview: Preview, typed: Typed): ViewModel {
  const { standing, proposal, given, setsAside, free } = preview;
  const { application, programme, policy } = standing;
  const { requirement, amount, outcome } = proposal;
  const left = requirement.approvals - given - 1;
  return {
    title: 'Check before you decide',
    id: application.id,
    reference: application.reference,
    question: QUESTIONS[outcome],
    lines: amount
      ? [
          { label: 'Amount', value: amount.format() },
          { label: 'They ask for', value: application.asked.format() },
          { label: 'Why this amount', value: amountReasonText(proposal.reasonCode) },
          {
            label: 'Payments',
            value:
              programme.instalments === 1
                ? 'One'
                : `${String(programme.instalments)}, a month apart`,
          },
          { label: `Free in the fund ${programme.fund}`, value: free.format() },
          {
            label: `Policy ${String(policy.number)}`,
            value: needLine(requirement.approvals, requirement.director, given),
          },
        ]
      : [],
    isCumulative: requirement.because === 'cumulative',
    isShort: amount?.isMoreThan(free) === true,
    setsAside,
    isLast: left <= 0,
    left,
    words: outcome === 'approved' ? [] : wordsIn(proposal.reasonCode),
    answerLanguage: application.language,
    line: typed['words'] ?? '',
    isYes: outcome === 'approved',
    isReturn: false,
    kept: kept(typed),
  };
}

const QUESTIONS = {
  approved: 'Send this money?',
  declined: 'Answer "not this time"?',
  waitlisted: 'Put it on the waiting list?',
} as const;

function amountReasonText(code: string): string {
  return isAmountReason(code) ? AMOUNT_REASONS[code] : code;
}

/** The sentence of a reason in every language the pages have. */
function wordsIn(code: string): { language: string; text: string }[] {
  if (!isDeclineReason(code)) return [];
  return LANGUAGES.map((language) => ({
    language,
    text: translate(language, DECLINE_REASONS[code]),
  }));
}

/** What was typed, as hidden fields of the next form. */
export function kept(typed: Typed): { name: string; value: string }[] {
  return Object.entries(typed).flatMap(([name, value]) =>
    typeof value === 'string' ? [{ name, value }] : [],
  );
}
