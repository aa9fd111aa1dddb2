import { Injectable } from '@nestjs/common';
import { invariant } from '#kernel';
import { Queue, UnitOfWork } from '#platform';
import {
  VerificationRunStore,
  type VerificationOutcome,
  type VerificationProgress,
  type VerificationRun,
} from './verification-runs.store.js';

/** The queue's task that works off a run. */
export const VERIFICATION_TASK = 'verification.run';
/** A run that was asked for this long ago and has not ended was cut off with its process. */
const ABANDONED_MINUTES = 60;

/** Verifications of everything: who asked for them, how far they are, what they found. One at a time. */
@Injectable()
export class VerificationRuns {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly store: VerificationRunStore,
    private readonly queue: Queue,
  ) {}

  /** Newest first. */
  async latest(limit: number): Promise<VerificationRun[]> {
    return this.store.latest(limit);
  }

  /** The one that waits or works, or null. */
  async running(): Promise<VerificationRun | null> {
    return this.store.unfinished();
  }

  /** Asks for a run; when one is not finished, that is the answer. */
  async ask(by: string): Promise<VerificationRun> {
    return this.unitOfWork.run(async () => {
      await this.store.giveUp(ABANDONED_MINUTES);
      const id = await this.store.add(by);
      if (id !== null) await this.queue.add(VERIFICATION_TASK, { run: id });
      const run = id === null ? await this.store.unfinished() : await this.store.find(id);
      invariant(run !== null, 'A run that was asked for exists.');
      return run;
    });
  }

  /** For whoever works it off: false when it is finished already. */
  async start(id: string): Promise<boolean> {
    return this.unitOfWork.run(() => this.store.start(id));
  }

  async progress(id: string, progress: VerificationProgress): Promise<void> {
    await this.unitOfWork.run(() => this.store.progress(id, progress));
  }

  async finish(
    id: string,
    outcome: VerificationOutcome,
    findings: readonly string[],
  ): Promise<void> {
    await this.unitOfWork.run(() => this.store.finish(id, outcome, findings));
  }
}
