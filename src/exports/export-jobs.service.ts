import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { Clock, newId, type Id } from '#kernel';
import { Queue, UnitOfWork } from '#platform';
import { ExportFiles } from './export-files.js';
import { MOST_ATTEMPTS, MOST_WAITING, type ExportJob } from './export-job.js';
import { exportGraph } from './export-job.states.js';
import { ExportJobsStore } from './export-jobs.store.js';
import type { ExportOrder } from './export-order.js';
import { Exporter } from './exporter.service.js';
import { exportNotReady, tooManyWaiting } from './exports.errors.js';
import { MAKE_TASK } from './exports.tasks.js';

const SHOWN = 50;

/** Exports as people ask for them: made apart from the page that asked, kept for a week, then deleted. */
@Injectable()
export class ExportJobs {
  constructor(
    private readonly store: ExportJobsStore,
    private readonly files: ExportFiles,
    private readonly exporter: Exporter,
    private readonly unitOfWork: UnitOfWork,
    private readonly queue: Queue,
    private readonly clock: Clock,
  ) {}

  /** Throws what `Exporter.check` throws, and `EXPORTS_WAITING` (conflict) when five of one person's wait already. */
  async ask(order: ExportOrder): Promise<Id<'export'>> {
    await this.exporter.check(order);
    const id = newId('export');
    await this.unitOfWork.run(async () => {
      if ((await this.store.waitingOf(order.actor)) >= MOST_WAITING) throw tooManyWaiting();
      await this.store.add({ ...NEW, id, order, askedAt: this.clock.now() });
      await this.queue.add(MAKE_TASK, { id }, { key: id });
    });
    return id;
  }

  /** The latest of everybody's, newest first. */
  async latest(): Promise<ExportJob[]> {
    return this.store.latest(SHOWN);
  }

  /** Its file. Throws `EXPORT_UNKNOWN` (not_found) or `EXPORT_NOT_READY` (conflict). */
  async open(id: Id<'export'>): Promise<{ readonly job: ExportJob; readonly stream: Readable }> {
    const job = await this.store.get(id);
    if (job.state !== 'ready') throw exportNotReady();
    return { job, stream: await this.files.read(id, job.attempts) };
  }

  /** Deletes files whose week is over, and takes up again what a process that died left behind. */
  async tend(): Promise<void> {
    for (const job of await this.store.overdue(this.clock.now())) {
      await this.files.remove(job.id);
      const state = exportGraph.after(job.state, 'ExportExpired');
      await this.unitOfWork.run(() => this.store.moveTo(job.id, state));
    }
    await this.unitOfWork.run(async () => {
      for (const job of await this.store.interrupted()) await this.takeUp(job);
      await this.queueNext();
    });
  }

  /** Queues the one that waits longest. */
  async queueNext(): Promise<void> {
    await this.unitOfWork.run(async () => {
      const id = await this.store.longestWaiting();
      if (id !== null) await this.queue.add(MAKE_TASK, { id }, { key: id });
    });
  }

  private async takeUp({ id, state, attempts }: ExportJob): Promise<void> {
    if (attempts < MOST_ATTEMPTS) {
      await this.store.moveTo(id, exportGraph.after(state, 'ExportInterrupted'));
    } else {
      await this.store.moveTo(id, exportGraph.after(state, 'ExportFailed'), 'EXPORT_INTERRUPTED');
    }
  }
}

const NEW = {
  state: exportGraph.initial,
  attempts: 0,
  done: 0n,
  total: 0n,
  bytes: null,
  sha256: null,
  expiresAt: null,
  errorCode: null,
} as const;
