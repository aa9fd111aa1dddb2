import { Module } from '@nestjs/common';
import { AuditModule } from '#audit';
import { PlatformModule } from '#platform';
import { EvidenceStore } from './evidence.store.js';
import { PaperStore } from './paper.store.js';
import { PapersExport } from './papers-export.service.js';
import { PopulationStore } from './population.store.js';
import { SampleStore } from './sample.store.js';
import { Samples } from './samples.service.js';
import { WorkingPapers } from './working-papers.service.js';

@Module({
  imports: [PlatformModule, AuditModule],
  providers: [
    Samples,
    WorkingPapers,
    PapersExport,
    SampleStore,
    PopulationStore,
    PaperStore,
    EvidenceStore,
  ],
  exports: [Samples, WorkingPapers, PapersExport],
})
export class AssuranceModule {}
