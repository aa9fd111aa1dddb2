import { Injectable } from '@nestjs/common';
import { invariant } from '#kernel';
import { UnitOfWork } from '#platform';
import { AuditTrail } from '../events/audit-trail.js';
import { nothingToAccept, reasonMissing } from '../audit.errors.js';
import { HistoryGuard } from './history-guard.service.js';
import { LogStore, type StoredCheckpoint } from '../leaves/log.store.js';
import { Sealer } from '../sealing/sealer.service.js';

/** What was given up, in leaves. */
export interface Acceptance {
  readonly lostSize: number;
  readonly keptSize: number;
  readonly head: StoredCheckpoint | null;
}

const LONGEST_REASON = 200;

/** Lets the log go on after an older copy of the database was restored, and says so in the log itself for ever. */
@Injectable()
export class Restores {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly guard: HistoryGuard,
    private readonly store: LogStore,
    private readonly sealer: Sealer,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Writes the restore as an event that names both histories, and seals it. Throws `REASON_MISSING` (invalid),
   * `NOTHING_TO_ACCEPT` (conflict) when database and outside agree, and like `Sealer.seal`.
   */
  async accept(reason: string, by: string): Promise<Acceptance> {
    const said = reason.trim().slice(0, LONGEST_REASON);
    if (said === '') throw reasonMissing();
    if ((await this.guard.trouble()) === null) throw nothingToAccept();
    const lost = this.guard.outside();
    invariant(lost !== null, 'Trouble is with a checkpoint outside.');
    const kept = await this.store.head();
    await this.unitOfWork.run(() =>
      this.audit.record({
        kind: 'restore',
        act: 'RestoreAccepted',
        actor: by,
        subject: 'log',
        details: {
          lost_size: String(lost.size),
          lost_root: lost.root.toString('hex'),
          kept_size: String(kept?.size ?? 0),
          kept_root: kept?.root.toString('hex') ?? null,
          reason: said,
        },
      }),
    );
    const head = await this.sealer.seal();
    return { lostSize: lost.size, keptSize: kept?.size ?? 0, head };
  }
}
