import { days } from '#kernel';

/** Whole days from `since` to `now`, never below zero. */
export function ageInDays(since: Date, now: Date): number {
  return Math.max(0, Math.trunc((now.getTime() - since.getTime()) / days(1)));
}
