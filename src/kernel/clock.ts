/**
 * Tells the time. Everything that asks for it gets this injected, so that tests and drills move time by hand.
 * Leases and fences never use it: they use the database's clock, the only one all processes share.
 */
export abstract class Clock {
  /** The present instant, UTC. */
  abstract now(): Date;
}

/** The machine's own clock. */
export class SystemClock extends Clock {
  override now(): Date {
    return new Date();
  }
}

/** A clock that stands still until it is moved. */
export class ManualClock extends Clock {
  constructor(private instant: Date) {
    super();
  }

  override now(): Date {
    return this.instant;
  }

  /** Moves the clock forward by `milliseconds`. */
  advance(milliseconds: number): void {
    this.instant = new Date(this.instant.getTime() + milliseconds);
  }
}

const SECOND_MS = 1_000;

/** Lengths of time in milliseconds, by the names people use. */
export const seconds = (count: number): number => count * SECOND_MS;
export const minutes = (count: number): number => seconds(count * 60);
export const hours = (count: number): number => minutes(count * 60);
export const days = (count: number): number => hours(count * 24);

/** `instant` moved by `milliseconds` (negative for the past). */
export function later(instant: Date, milliseconds: number): Date {
  return new Date(instant.getTime() + milliseconds);
}

/** The UTC calendar date of an instant, `YYYY-MM-DD`: what the books call the accounting date. */
export function utcDate(instant: Date): string {
  return instant.toISOString().slice(0, 10);
}

/** The calendar date at an instant in a time zone (IANA name), `YYYY-MM-DD`. */
export function dayIn(timeZone: string, instant: Date): string {
  // Swedish writes dates as ISO 8601 does.
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(instant);
}
