import { Injectable } from '@nestjs/common';
import { Clock, dayIn } from '#kernel';
import { Config } from '#platform';

/** Days as the programmes count them: what is due on the first is not due while it is still the last there. */
@Injectable()
export class ProgrammeCalendar {
  constructor(
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  now(): Date {
    return this.clock.now();
  }

  /** The date now in the programmes' time zone, `YYYY-MM-DD`. */
  today(): string {
    return this.dayOf(this.clock.now());
  }

  dayOf(instant: Date): string {
    return dayIn(this.config.timeZone, instant);
  }
}
