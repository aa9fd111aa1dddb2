import { rm } from 'node:fs/promises';
import { Injectable } from '@nestjs/common';
import { Clock, type Id } from '#kernel';
import { Log, UnitOfWork } from '#platform';
import { ExportFiles } from './export-files.js';
import { expiryFrom, type ExportJob } from './export-job.js';
import { exportGraph } from './export-job.states.js';
import { ExportJobsStore, type Claim } from './export-jobs.store.js';
import { failureOf } from './export-order.js';
import { Exporter } from './exporter.service.js';
import { zipFolder } from './zip.js';

const HEARTBEAT_MS = 2000;

type End = Pick<ExportJob, 'state' | 'bytes' | 'sha256' | 'expiresAt' | 'errorCode'>;

/** Makes what was asked for: one at a time, saying how far it is. How it ends is a row, never an exception. */
@Injectable()
export class ExportRunner {
  constructor(
    private readonly store: ExportJobsStore,
    private readonly files: ExportFiles,
    private readonly exporter: Exporter,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** Whether it did anything: not when the job is not asked any more or another one is in hand. */
  async run(id: Id<'export'>): Promise<boolean> {
    const claim = await this.unitOfWork.run(() => this.store.claim(id));
    if (claim === null) return false;
    const end = await this.work(claim).catch((error: unknown) => this.failed(claim, error));
    const isOurs = await this.unitOfWork.run(() => this.store.finish(claim, end));
    if (!isOurs) await this.files.discard(id, claim.attempt);
    return true;
  }

  private async work(claim: Claim): Promise<End> {
    const { order } = await this.store.get(claim.id);
    const folder = await this.files.workFolder(claim.id, claim.attempt);
    let rows: readonly [number, number] = [0, 0];
    const heart = setInterval(() => void this.beat(claim, rows), HEARTBEAT_MS);
    try {
      await this.exporter.make(claim.id, order, folder, (done, total) => {
        rows = [done, total];
      });
      const archive = this.files.archive(claim.id, claim.attempt);
      const now = this.clock.now();
      const packed = await zipFolder(folder, archive, now);
      await this.beat(claim, rows);
      return {
        ...packed,
        state: exportGraph.after('running', 'ExportMade'),
        expiresAt: expiryFrom(now),
        errorCode: null,
      };
    } finally {
      clearInterval(heart);
      await rm(folder, { recursive: true, force: true });
    }
  }

  private async failed({ id, attempt }: Claim, error: unknown): Promise<End> {
    this.log.error('export failed', error, { subject: id, attempt });
    await this.files.discard(id, attempt);
    return {
      state: exportGraph.after('running', 'ExportFailed'),
      bytes: null,
      sha256: null,
      expiresAt: null,
      errorCode: failureOf(error),
    };
  }

  /** A beat that is lost is made up for by the next one. */
  private async beat(claim: Claim, [done, total]: readonly [number, number]): Promise<void> {
    try {
      await this.unitOfWork.run(() => this.store.tell(claim, done, total));
    } catch (error) {
      this.log.error('export could not say how far it is', error, { subject: claim.id });
    }
  }
}
