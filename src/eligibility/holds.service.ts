import { Injectable } from '@nestjs/common';
import { Clock, days, later, newId, utcDate, type Id } from '#kernel';
import { Applications } from '#applications';
import { AuditTrail } from '#audit';
import { UnitOfWork } from '#platform';
import { holdCleared, holdIsOpen, holdOwn } from './eligibility.errors.js';
import { HOLD_REASONS, mayClear, type Hold, type HoldReason } from './hold.js';
import { HoldsStore } from './holds.store.js';

/** Days after which somebody must have looked at a hold. */
const LOOK_WITHIN_DAYS = 3;

/** Stops beside the state of a request: opened with a reason, cleared by somebody else. */
@Injectable()
export class Holds {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly store: HoldsStore,
    private readonly applications: Applications,
    private readonly audit: AuditTrail,
  ) {}

  /** `by` is a person's id or `system`. Throws `HOLD_IS_OPEN` (conflict). */
  async open(
    applicationId: Id<'application'>,
    reasonCode: HoldReason,
    by: Id<'person'> | 'system',
  ): Promise<Hold> {
    return this.unitOfWork.run(async () => {
      await this.applications.getLocked(applicationId);
      const now = this.clock.now();
      const hold: Hold = {
        id: newId('hold'),
        applicationId,
        kind: HOLD_REASONS[reasonCode].kind,
        reasonCode,
        ownerId: null,
        dueOn: utcDate(later(now, days(LOOK_WITHIN_DAYS))),
        openedBy: by,
        openedAt: now,
        clearedBy: null,
        clearedReason: null,
        clearedAt: null,
      };
      if (!(await this.store.insert(hold))) throw holdIsOpen();
      await this.audit.record({
        kind: 'act',
        act: 'HoldOpened',
        actor: by,
        subject: applicationId,
        details: { hold: hold.id, kind: hold.kind, reason: reasonCode },
      });
      return hold;
    });
  }

  /** As `open` for the machine: a hold of this kind that stands already is enough. */
  async openOnce(applicationId: Id<'application'>, reasonCode: HoldReason): Promise<void> {
    await this.unitOfWork.run(async () => {
      const { kind } = HOLD_REASONS[reasonCode];
      await this.applications.getLocked(applicationId);
      const standing = await this.store.open(applicationId);
      if (standing.some((hold) => hold.kind === kind)) return;
      await this.open(applicationId, reasonCode, 'system');
    });
  }

  /**
   * Clears a hold; a request that waited in screening for its last one goes on to review. Throws `HOLD_OWN` for
   * the person who opened it and `HOLD_CLEARED` (conflict).
   */
  async clear(holdId: Id<'hold'>, by: Id<'person'>, reason: string): Promise<void> {
    await this.unitOfWork.run(async () => {
      const { applicationId } = await this.store.get(holdId);
      const application = await this.applications.getLocked(applicationId);
      const hold = await this.store.get(holdId);
      if (hold.clearedAt !== null) throw holdCleared();
      if (!mayClear(hold, by)) throw holdOwn();
      await this.store.save({
        ...hold,
        clearedBy: by,
        clearedReason: reason,
        clearedAt: this.clock.now(),
      });
      await this.audit.record({
        kind: 'decision',
        act: 'HoldCleared',
        actor: by,
        subject: applicationId,
        details: { hold: holdId, kind: hold.kind },
      });
      const left = await this.store.open(applicationId);
      if (left.length === 0 && application.state === 'screening') {
        await this.applications.transition(applicationId, 'ScreeningPassed', by);
      }
    });
  }

  /** Throws `HOLD_NOT_FOUND`. */
  async get(id: Id<'hold'>): Promise<Hold> {
    return this.store.get(id);
  }

  /** What stops this request now. */
  async openHolds(applicationId: Id<'application'>): Promise<Hold[]> {
    return this.store.open(applicationId);
  }

  /** What stops these requests now. */
  async openHoldsOf(applicationIds: readonly Id<'application'>[]): Promise<Hold[]> {
    return this.store.openOf(applicationIds);
  }

  /** Every open hold with the reference of its request, the one due first on top. */
  async list(): Promise<(Hold & { readonly reference: string })[]> {
    const holds = await this.store.listOpen();
    return Promise.all(
      holds.map(async (hold) => ({
        ...hold,
        reference: (await this.applications.get(hold.applicationId)).reference,
      })),
    );
  }
}
