import { Injectable } from '@nestjs/common';
import type { AuditEvent } from './audit-event.js';
import { AuditStore } from './audit.store.js';

/** The append-only record of who did what. Written in the same unit of work as the act itself. */
@Injectable()
export class AuditTrail {
  constructor(private readonly store: AuditStore) {}

  /** Returns the number of the line. */
  async record(event: AuditEvent): Promise<string> {
    return this.store.append(event);
  }

  /** Many lines at once, in their order. */
  async recordAll(events: readonly AuditEvent[]): Promise<void> {
    if (events.length > 0) await this.store.appendAll(events);
  }
}
