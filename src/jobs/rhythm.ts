import { minutes } from '#kernel';

/** One scheduled piece of work. */
export interface Job {
  /** `module.verb`: the name of its rows in `job_run`. */
  readonly name: string;
  /** For people: `every 30 seconds`. */
  readonly rhythm: string;
  /** The period that is running at this instant; null when none has begun. One period is worked off once, by one process. */
  period(now: Date): string | null;
  run(): Promise<unknown>;
}

/** A rhythm: how to say it and which period an instant belongs to. */
export type Rhythm = Pick<Job, 'rhythm' | 'period'>;

/** Periods of this many seconds, counted from midnight UTC. */
export function everySeconds(seconds: number): Rhythm {
  return { rhythm: `every ${String(seconds)} seconds`, period: (now) => slot(now, seconds * 1000) };
}

/** Periods of this many minutes. */
export function everyMinutes(count: number): Rhythm {
  return {
    rhythm: count === 60 ? 'every hour' : `every ${String(count)} minutes`,
    period: (now) => slot(now, minutes(count)),
  };
}

/**
 * Once a day at or after this hour of the programmes' time zone. Not "at": a process that was down at the
 * hour does the day's work when it comes back.
 */
export function dailyFrom(hour: number, timeZone: string): Rhythm {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    hourCycle: 'h23',
  });
  return {
    rhythm: `daily from ${String(hour).padStart(2, '0')}:00`,
    period: (now) => {
      const parts = Object.fromEntries(
        format.formatToParts(now).map(({ type, value }) => [type, value]),
      );
      const { year = '', month = '', day = '', hour: current = '' } = parts;
      return Number(current) >= hour ? `${year}-${month}-${day}` : null;
    },
  };
}

/** The start of the slot of `length` milliseconds that `now` is in, as an instant people can read. */
function slot(now: Date, length: number): string {
  const start = now.getTime() - (now.getTime() % length);
  const clock = new Intl.DateTimeFormat('sv-SE', {
    timeZone: 'UTC',
    dateStyle: 'short',
    timeStyle: 'medium',
  });
  return `${clock.format(start).replace(' ', 'T')}Z`;
}
