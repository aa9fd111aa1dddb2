import { Module } from '@nestjs/common';
import { AuditModule } from '#audit';
import { IdentityModule } from '#identity';
import { PayoutsModule } from '#payouts';
import { PlatformModule } from '#platform';
import { EntryTraceStore } from './entry-trace.store.js';
import { EntryTraces } from './entry-traces.service.js';
import { EvidenceStore } from './evidence.store.js';
import { PaperStore } from './paper.store.js';
import { PapersExport } from './papers-export.service.js';
import { PolicyVersions } from './policy-versions.service.js';
import { PolicyVersionStore } from './policy-versions.store.js';
import { PopulationStore } from './population.store.js';
import { SampleStore } from './sample.store.js';
import { Samples } from './samples.service.js';
import { Segregation } from './segregation.service.js';
import { SegregationStore } from './segregation.store.js';
import { SensitiveReads } from './sensitive-reads.store.js';
import { WorkingPapers } from './working-papers.service.js';

@Module({
  imports: [PlatformModule, AuditModule, IdentityModule, PayoutsModule],
  providers: [
    Samples,
    WorkingPapers,
    PapersExport,
    SampleStore,
    PopulationStore,
    PaperStore,
    EvidenceStore,
    EntryTraces,
    EntryTraceStore,
    PolicyVersions,
    PolicyVersionStore,
    Segregation,
    SegregationStore,
    SensitiveReads,
  ],
  exports: [
    EntryTraces,
    Samples,
    WorkingPapers,
    PapersExport,
    PolicyVersions,
    Segregation,
    SensitiveReads,
  ],
})
export class AssuranceModule {}
