import { Module } from '@nestjs/common';
import { PlatformModule } from '#platform';
import { AuditTrail } from './audit-trail.js';
import { AuditStore } from './audit.store.js';
import { CheckpointFolder } from './checkpoint-folder.js';
import { HistoryGuard } from './history-guard.service.js';
import { LeafSources } from './leaf-sources.js';
import { LogKeyStore } from './log-key.store.js';
import { LogKeys } from './log-keys.service.js';
import { LogStore } from './log.store.js';
import { RestoresStore } from './restores.store.js';
import { Sealer } from './sealer.service.js';

@Module({
  imports: [PlatformModule],
  providers: [
    AuditTrail,
    AuditStore,
    LeafSources,
    LogStore,
    LogKeyStore,
    LogKeys,
    CheckpointFolder,
    RestoresStore,
    HistoryGuard,
    Sealer,
  ],
  exports: [AuditTrail, AuditStore, LeafSources, LogStore, Sealer],
})
export class AuditModule {}
