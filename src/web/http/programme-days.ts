import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel';
import { Config } from '#platform';

/** When it is, where the programme counts its days, and in which language it is said. */
export interface Telling {
  readonly now: Date;
  readonly zone: string;
  readonly language: string;
}

/** Days as people read them: those of the programmes' time zone. */
@Injectable()
export class ProgrammeDays {
  constructor(
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  now(): Date {
    return this.clock.now();
  }

  telling(language: string): Telling {
    return { now: this.clock.now(), zone: this.config.timeZone, language };
  }

  /** The date at an instant as staff read it: 28 Dec 2026. */
  dayOf(instant: Date): string {
    const { timeZone } = this.config;
    return new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone }).format(instant);
  }
}
