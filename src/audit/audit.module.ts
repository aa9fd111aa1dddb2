import { Module } from '@nestjs/common';
import { PlatformModule } from '#platform';
import { AuditTrail } from './events/audit-trail.js';
import { AuditStore } from './events/audit.store.js';
import { CheckpointFolder } from './publication/checkpoint-folder.js';
import { CheckpointMail } from './publication/checkpoint-mail.service.js';
import { HistoryGuard } from './restores/history-guard.service.js';
import { KeyRotation } from './keys/key-rotation.service.js';
import { LeafSources } from './leaves/leaf-sources.js';
import { LogCheck } from './verification/log-check.service.js';
import { LogCheckStore } from './verification/log-check.store.js';
import { LogKeyStore } from './keys/log-key.store.js';
import { LogKeys } from './keys/log-keys.service.js';
import { LogProofs } from './publication/log-proofs.service.js';
import { LogStanding } from './sealing/log-standing.service.js';
import { LogStore } from './leaves/log.store.js';
import { PromiseChecks } from './verification/promise-checks.store.js';
import { Publication } from './publication/publication.service.js';
import { Restores } from './restores/restores.service.js';
import { RestoresStore } from './restores/restores.store.js';
import { Sealer } from './sealing/sealer.service.js';
import { VerificationRuns } from './verification/verification-runs.service.js';
import { VerificationRunStore } from './verification/verification-runs.store.js';
import { WitnessStore } from './witnessing/witness.store.js';
import { Witnessing } from './witnessing/witnessing.service.js';

/** What others may ask for. */
const doors = [
  AuditTrail,
  AuditStore,
  HistoryGuard,
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
    LogCheckStore,
    LogKeyStore,
    RestoresStore,
    VerificationRunStore,
    WitnessStore,
  ],
  exports: doors,
})
export class AuditModule {}
