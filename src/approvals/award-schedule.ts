import type { Id } from '#kernel';
import { dueDates, type InstalmentView } from './award.js';
import { instalmentGraph, type InstalmentState } from './award.states.js';

/** What becomes of payments that fell due while everything stood still. */
export const CATCHINGS = ['pay_now', 'move_behind'] as const;

export type Catching = (typeof CATCHINGS)[number];

/** More than a year of payments left out is no plan any more: somebody talks with her. */
export const MOST_LEFT_OUT = 12;

const TO_COME: readonly InstalmentState[] = ['planned', 'due', 'held', 'released'];

/** The next days of a plan's rhythm after a date. `firstOn` gives the day of the month; short months take their last day. */
export function nextDays(firstOn: string, after: string, count: number): string[] {
  const from = `${after.slice(0, 8)}01`;
  const day = Number(firstOn.slice(8));
  const days = dueDates(from, count + 1, day);
  return days.filter((one) => one > after).slice(0, count);
}

/** Parts by their dates: a part that was moved keeps its number. */
export const byDate = (parts: readonly InstalmentView[]): InstalmentView[] =>
  [...parts].sort((one, other) =>
    one.dueOn === other.dueOn ? one.number - other.number : one.dueOn < other.dueOn ? -1 : 1,
  );

/** The part that would be left out: the next one that has not fallen due; null when there is none. */
export function nextPlanned(
  parts: readonly InstalmentView[],
  today: string,
): InstalmentView | null {
  return byDate(parts).find(({ state, dueOn }) => state === 'planned' && dueOn > today) ?? null;
}

export const mayLeaveOut = (parts: readonly InstalmentView[]): boolean =>
  parts.filter(({ state }) => state === 'skipped').length < MOST_LEFT_OUT;

/** The part that follows in place of one that is left out: of the same amount, a month behind the last one. */
export function inPlaceOf(
  part: InstalmentView,
  parts: readonly InstalmentView[],
  { today, firstOn }: Days,
): Omit<InstalmentView, 'id'> {
  const [dueOn = today] = nextDays(firstOn, lastDay(parts, today), 1);
  const number = Math.max(...parts.map((one) => one.number)) + 1;
  return { awardId: part.awardId, number, amount: part.amount, dueOn, state: 'planned' };
}

/** Parts that fell due while everything stood still, oldest first. */
export function missed(parts: readonly InstalmentView[], today: string): InstalmentView[] {
  return byDate(parts).filter(
    ({ state, dueOn }) => state === 'held' || (state === 'planned' && dueOn <= today),
  );
}

/** The missed parts as they are planned when everything goes on: on their old days, or behind all others. */
export function caughtUp(
  parts: readonly InstalmentView[],
  catching: Catching,
  { today, firstOn }: Days,
): InstalmentView[] {
  const late = missed(parts, today);
  const ids = new Set<Id<'instalment'>>(late.map(({ id }) => id));
  const others = parts.filter(({ id }) => !ids.has(id));
  const days = nextDays(firstOn, lastDay(others, today), late.length);
  return late.map((part, index) => ({
    ...part,
    state:
      part.state === 'held' ? instalmentGraph.after(part.state, 'InstalmentFreed') : part.state,
    dueOn: catching === 'pay_now' ? part.dueOn : (days[index] ?? part.dueOn),
  }));
}

/** Today as the programme counts, and the day the plan began with. */
export interface Days {
  readonly today: string;
  readonly firstOn: string;
}

function lastDay(parts: readonly InstalmentView[], today: string): string {
  const dates = parts.filter(({ state }) => TO_COME.includes(state)).map(({ dueOn }) => dueOn);
  return [today, ...dates].reduce((latest, one) => (one > latest ? one : latest));
}
