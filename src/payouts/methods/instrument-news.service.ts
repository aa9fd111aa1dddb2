import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import type { Id } from '#kernel';
import { Facts } from '#platform';
import type { Method } from './method.js';

/** Says what was seen to whoever listens, and to the log; in the running unit of work. */
@Injectable()
export class InstrumentNews {
  constructor(
    private readonly facts: Facts,
    private readonly audit: AuditTrail,
  ) {}

  /** `by` is who found out: the machine, or she herself. */
  async tell(
    name: 'InstrumentShared' | 'InstrumentListed' | 'MethodDisputed',
    method: Method,
    applicationId: Id<'application'>,
    by = 'system',
  ): Promise<void> {
    await this.facts.record({ name, subject: applicationId });
    await this.audit.record({ kind: 'act', act: name, actor: by, subject: method.id });
  }
}
