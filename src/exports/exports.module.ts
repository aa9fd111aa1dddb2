import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '#audit';
import { parseId } from '#kernel';
import { LedgerModule } from '#ledger';
import { PlatformModule, Queue } from '#platform';
import { BundleLog } from './bundle/bundle-log.service.js';
import { ExportFiles } from './export-files.js';
import { ExportJobEntity } from './export-job.entity.js';
import { ExportJobs } from './export-jobs.service.js';
import { ExportJobsStore } from './export-jobs.store.js';
import { ExportRunner } from './export-runner.service.js';
import { Exporter } from './exporter.service.js';
import { MAKE_TASK } from './exports.tasks.js';
import { SnapshotStore } from './snapshot.store.js';

@Module({
  imports: [PlatformModule, AuditModule, LedgerModule, TypeOrmModule.forFeature([ExportJobEntity])],
  providers: [
    BundleLog,
    Exporter,
    ExportJobs,
    ExportRunner,
    ExportFiles,
    ExportJobsStore,
    SnapshotStore,
  ],
  exports: [Exporter, ExportJobs],
})
export class ExportsModule {
  constructor(queue: Queue, runner: ExportRunner, jobs: ExportJobs) {
    queue.handle(MAKE_TASK, async ({ id }) => {
      if (await runner.run(parseId('export', id))) await jobs.queueNext();
    });
  }
}
