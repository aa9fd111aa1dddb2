import { Injectable } from '@nestjs/common';
import { LogStanding, VerificationRuns } from '#audit';
import { Clock, days, later } from '#kernel';
import { logNotice, verificationNotice, type Notice } from './attention.js';

/** How far back the last verification may be. */
const FRESH_DAYS = 2;

/** What the log and its verification ask an auditor to look at. */
@Injectable()
export class LogWatch {
  constructor(
    private readonly runs: VerificationRuns,
    private readonly standing: LogStanding,
    private readonly clock: Clock,
  ) {}

  async notices(): Promise<Notice[]> {
    const ended = (await this.runs.latest(2)).find(({ finishedAt }) => finishedAt !== null);
    const stale = later(this.clock.now(), -days(FRESH_DAYS));
    return [verificationNotice(ended, stale), logNotice(await this.standing.now())];
  }
}
