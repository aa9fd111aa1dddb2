import {
  caughtUp,
  CATCHINGS,
  inPlaceOf,
  mayLeaveOut,
  missed,
  nextPlanned,
  type AwardSchedule,
  type InstalmentView,
} from '#approvals';
import type { UnderWay } from '#payouts';
import { translate, type ViewModel } from '#platform';
import { choices, type Choice } from '../form/choices.js';
import { dayText } from '../day-text.js';

export const PLAN_HOME = '/s/6';

const page = (language: string): ViewModel => ({
  title: translate(language, 'status.title'),
  back: PLAN_HOME,
});

/** All her payments, and what she can do about when they come. */
export function planModel(plan: AwardSchedule, language: string): ViewModel {
  const { award, parts, pauses, today } = plan;
  const goesOn = award.state === 'active';
  const next = goesOn ? nextPlanned(parts, today) : null;
  return {
    ...page(language),
    back: '/s',
    isPausedByHer: pauses.some(({ side }) => side === 'person'),
    isPausedByUs: pauses.some(({ side }) => side === 'fund'),
    canPause: !pauses.some(({ side }) => side === 'person'),
    canLeaveOut: next !== null && mayLeaveOut(parts),
    isFull: next !== null && !mayLeaveOut(parts),
    parts: parts
      .filter(({ state }) => state !== 'cancelled')
      .map((part) => partModel(part, today, language)),
  };
}

function partModel(part: InstalmentView, today: string, language: string): ViewModel {
  return {
    day: dayText(part.dueOn, language, today),
    amount: part.amount.formatShort(),
    state: translate(language, `plan.state.${part.state}`),
  };
}

/** Which payment would be left out, and which day it comes instead. Null when none can be. */
export function leaveOutModel(plan: AwardSchedule, language: string): ViewModel | null {
  const { parts, today } = plan;
  const part = plan.award.state === 'active' ? nextPlanned(parts, today) : null;
  if (!part || !mayLeaveOut(parts)) return null;
  return {
    ...page(language),
    part: part.id,
    amount: part.amount.formatShort(),
    day: dayText(part.dueOn, language, today),
    instead: dayText(inPlaceOf(part, parts, plan).dueOn, language, today),
  };
}

/** What stands still, and what cannot be stopped any more. */
export function pauseModel(underWay: readonly UnderWay[], language: string): ViewModel {
  return {
    ...page(language),
    sent: underWay
      .filter(({ isUnsent }) => !isUnsent)
      .map(({ amount }) =>
        translate(language, 'plan.pause.sent', { amount: amount.formatShort() }),
      ),
  };
}

/** What waited meanwhile, with both ways to catch up and their days. */
export function goOnModel(plan: AwardSchedule, language: string): ViewModel {
  const { parts, today } = plan;
  const late = missed(parts, today);
  const next = nextPlanned(parts, today);
  return {
    ...page(language),
    late: late.map((part) => partModel(part, today, language)),
    next: next === null ? '' : dayText(next.dueOn, language, today),
    catchings: late.length === 0 ? null : catchingChoices(plan, language),
  };
}

function catchingChoices(plan: AwardSchedule, language: string): Choice[] {
  const later = caughtUp(plan.parts, 'move_behind', plan);
  const date = later.map(({ dueOn }) => dayText(dueOn, language, plan.today)).join('; ');
  return choices('catching', 'plan.catch', CATCHINGS, language).map((choice) => ({
    ...choice,
    hint: translate(language, `plan.catch.${choice.value}.hint`, { date }),
  }));
}
