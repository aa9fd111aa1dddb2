import { Module } from '@nestjs/common';
import { PlatformModule } from '#platform';
import { AuditTrail } from './audit-trail.js';
import { AuditStore } from './audit.store.js';
import { CheckpointFolder } from './checkpoint-folder.js';
import { CheckpointMail } from './checkpoint-mail.service.js';
import { HistoryGuard } from './history-guard.service.js';
import { KeyRotation } from './key-rotation.service.js';
import { LeafSources } from './leaf-sources.js';
import { LogCheck } from './log-check.service.js';
import { LogCheckStore } from './log-check.store.js';
import { LogKeyStore } from './log-key.store.js';
import { LogKeys } from './log-keys.service.js';
import { LogProofs } from './log-proofs.service.js';
import { LogStanding } from './log-standing.service.js';
import { LogStore } from './log.store.js';
import { PromiseChecks } from './promise-checks.store.js';
import { Publication } from './publication.service.js';
import { Restores } from './restores.service.js';
import { RestoresStore } from './restores.store.js';
import { Sealer } from './sealer.service.js';
import { VerificationRuns } from './verification-runs.service.js';
import { VerificationRunStore } from './verification-runs.store.js';
import { WitnessStore } from './witness.store.js';
import { Witnessing } from './witnessing.service.js';

/** What others may ask for. */
const doors = [
  AuditTrail,
  AuditStore,
  KeyRotation,
  LeafSources,
  LogCheck,
  LogKeys,
  LogProofs,
  LogStanding,
  LogStore,
  PromiseChecks,
  Publication,
  Restores,
  Sealer,
  VerificationRuns,
  Witnessing,
];

@Module({
  imports: [PlatformModule],
  providers: [
    ...doors,
    CheckpointFolder,
    CheckpointMail,
    HistoryGuard,
    LogCheckStore,
    LogKeyStore,
    RestoresStore,
    VerificationRunStore,
    WitnessStore,
  ],
  exports: doors,
})
export class AuditModule {}
