import { Module } from '@nestjs/common';
import { PlatformModule } from '#platform';
import { AuditTrail } from './audit-trail.js';
import { AuditStore } from './audit.store.js';

@Module({
  imports: [PlatformModule],
  providers: [AuditTrail, AuditStore],
  exports: [AuditTrail, AuditStore],
})
export class AuditModule {}
