import {
  caughtUp,
  inPlaceOf,
  mayLeaveOut,
  missed,
  nextPlanned,
  PAUSE_REASONS,
  type AwardPause,
  type AwardSchedule,
  type Catching,
  type PauseReason,
  type PauseSide,
} from '#approvals';
import type { UnderWay } from '#payouts';
import type { ViewModel } from '#platform';

const REASONS: Readonly<Record<AwardPause['reason'], string>> = {
  own_wish: 'the person wished it',
  asked_by_person: 'The person asked for it',
  not_safe: 'It may not be safe for the person now',
  no_contact: 'Nobody has been able to reach the person',
  account_doubt: 'It is in doubt where the money goes',
  decision_looked_at: 'The decision is being looked at again',
};

const CATCHING_WORDS: Readonly<Record<Catching, string>> = {
  pay_now: 'Pay now what waited',
  move_behind: 'Move what waited behind the other payments',
};

/** What stands on the page of an award about when it is paid, and what can be done. */
export function scheduleModel(schedule: AwardSchedule): ViewModel {
  const { award, parts, pauses, today } = schedule;
  const hasOurs = pauses.some(({ side }) => side === 'fund');
  const isRunning = award.state === 'active' || award.state === 'suspended';
  return {
    pauses: pauses.map((pause) => ({
      ...pause,
      words: REASONS[pause.reason],
      who: pause.side === 'person' ? 'The person paused' : 'We paused',
    })),
    canSuspend: isRunning && !hasOurs,
    canLeaveOut:
      award.state === 'active' && nextPlanned(parts, today) !== null && mayLeaveOut(parts),
  };
}

const page = ({ award }: AwardSchedule, title: string): ViewModel => ({
  title,
  back: `/finance/awards/${award.id}`,
  id: award.id,
});

export function suspendModel(schedule: AwardSchedule, underWay: readonly UnderWay[]): ViewModel {
  return {
    ...page(schedule, 'Let payments stand still'),
    reasons: PAUSE_REASONS.map((value: PauseReason, index) => ({
      id: index === 0 ? 'reason' : `reason-${value}`,
      value,
      label: REASONS[value],
    })),
    unsent: underWay.filter(({ isUnsent }) => isUnsent).map(paymentModel),
    sent: underWay.filter(({ isUnsent }) => !isUnsent).map(paymentModel),
  };
}

const paymentModel = ({ id, amount }: UnderWay): ViewModel => ({ id, amount: amount.format() });

export function resumeModel(schedule: AwardSchedule, side: PauseSide): ViewModel {
  const { parts, pauses, today } = schedule;
  const late = missed(parts, today);
  const later = caughtUp(parts, 'move_behind', schedule).map(({ dueOn }) => dueOn);
  const hints: Readonly<Record<Catching, string>> = {
    pay_now: 'They are due at once. A batch and two people are needed as always.',
    move_behind: `They are due on ${later.join(', ')}.`,
  };
  return {
    ...page(schedule, 'Let payments go on'),
    side,
    isHers: side === 'person',
    otherStays: pauses.some((pause) => pause.side !== side),
    late: late.map(({ number, amount, dueOn }) => ({ number, dueOn, amount: amount.format() })),
    next: nextPlanned(parts, today)?.dueOn ?? '',
    catchings:
      late.length === 0
        ? null
        : (['pay_now', 'move_behind'] as const).map((value, index) => ({
            id: index === 0 ? 'catching' : `catching-${value}`,
            value,
            label: CATCHING_WORDS[value],
            hint: hints[value],
          })),
  };
}

/** Null when none can be left out. */
export function leaveOutModel(schedule: AwardSchedule): ViewModel | null {
  const { award, parts, today } = schedule;
  const part = award.state === 'active' ? nextPlanned(parts, today) : null;
  if (!part || !mayLeaveOut(parts)) return null;
  return {
    ...page(schedule, 'Leave one payment out'),
    part: part.id,
    number: part.number,
    amount: part.amount.format(),
    dueOn: part.dueOn,
    instead: inPlaceOf(part, parts, schedule).dueOn,
  };
}
