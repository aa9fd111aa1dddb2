import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import { Clock, later, minutes } from '#kernel';
import { JobRuns, Log } from '#platform';
import type { Job } from './rhythm.js';

/** Token of the jobs of this process. */
export const JOBS = 'jobs:timetable';

const TICK_MS = 5000;
/** How long this process leaves a period alone that another one holds or that failed here. */
const PATIENCE_MS = minutes(1);

/** What this process knows about the current period of a job. */
interface Memory {
  readonly period: string;
  /** Not asked about again before then; null when it is done for good. */
  readonly askAgainAt: Date | null;
}

/**
 * Looks at the clock and starts what is due. It keeps no schedule of its own: the row of the period decides who
 * works, so any number of processes may tick.
 */
@Injectable()
export class Timetable implements BeforeApplicationShutdown {
  private readonly memory = new Map<string, Memory>();
  private readonly running = new Map<string, Promise<void>>();

  constructor(
    @Inject(JOBS) private readonly jobs: readonly Job[],
    private readonly jobRuns: JobRuns,
    private readonly clock: Clock,
    private readonly log: Log,
    private readonly registry: SchedulerRegistry,
  ) {}

  /** Ticks until shutdown. */
  start(): void {
    this.registry.addInterval(
      'timetable',
      setInterval(() => void this.tick(), TICK_MS),
    );
    void this.tick();
  }

  /** Starts every job whose period has begun and waits for what it started. Never throws. */
  async tick(): Promise<void> {
    const now = this.clock.now();
    await Promise.all(this.jobs.map((job) => this.consider(job, now)));
  }

  /** No new work; what is in hand is finished first. */
  async beforeApplicationShutdown(): Promise<void> {
    if (this.registry.doesExist('interval', 'timetable')) this.registry.deleteInterval('timetable');
    await Promise.all(this.running.values());
  }

  private async consider(job: Job, now: Date): Promise<void> {
    const period = job.period(now);
    if (period === null || this.running.has(job.name) || this.isKnown(job, period, now)) return;
    const work = this.work(job, period, now).finally(() => this.running.delete(job.name));
    this.running.set(job.name, work);
    await work;
  }

  private isKnown(job: Job, period: string, now: Date): boolean {
    const known = this.memory.get(job.name);
    if (known?.period !== period) return false;
    return known.askAgainAt === null || now < known.askAgainAt;
  }

  /** A database that is away is no reason to stop ticking: the next tick asks again. */
  private async work(job: Job, period: string, now: Date): Promise<void> {
    try {
      const outcome = await this.jobRuns.once(job.name, period, () => job.run());
      const askAgainAt = outcome === 'succeeded' ? null : later(now, PATIENCE_MS);
      this.memory.set(job.name, { period, askAgainAt });
    } catch (error) {
      this.log.error('timetable could not ask for a run', error, { at: `job ${job.name}` });
    }
  }
}
