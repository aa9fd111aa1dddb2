import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { People, type PersonView } from '#identity';
import { Clock, DomainError, type Id } from '#kernel';
import { UnitOfWork } from '#platform';
import { ownerFor, type OnDuty } from './exceptions.js';
import { ExceptionsStore, type ExceptionItem } from './exceptions.store.js';
import { PayoutsStore } from '../payouts.store.js';

const MOST_AT_ONCE = 500;

/** Who looks after payouts that did not go their way: nothing that failed is without an owner for long. */
@Injectable()
export class ExceptionOwners {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly store: ExceptionsStore,
    private readonly payouts: PayoutsStore,
    private readonly people: People,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /** The people of finance who are here. */
  async onDuty(): Promise<PersonView[]> {
    return (await this.people.list()).filter(
      ({ roles, suspendedAt }) =>
        suspendedAt === null &&
        (roles.includes('finance_preparer') || roles.includes('finance_releaser')),
    );
  }

  /** Gives every exception without an owner to somebody. Returns how many. */
  async assignAll(): Promise<number> {
    const items = await this.store.open(this.clock.now(), MOST_AT_ONCE);
    const unowned = items.filter(({ ownerId }) => ownerId === null);
    if (unowned.length === 0) return 0;
    const load = new Map((await this.onDuty()).map(({ id }) => [id, openOf(id, items)]));
    let assigned = 0;
    for (const { id, preparedBy } of unowned) {
      const onDuty: OnDuty[] = [...load].map(([person, open]) => ({ id: person, open }));
      const owner = ownerFor(preparedBy, onDuty);
      if (owner === null) break;
      if (await this.give(id, owner, 'system')) assigned += 1;
      load.set(owner, (load.get(owner) ?? 0) + 1);
    }
    return assigned;
  }

  /** Hands it to somebody of finance. Throws `PAYOUT_UNKNOWN` (not_found) or `OWNER_NOT_IN_FINANCE` (invalid). */
  async assign(payoutId: Id<'payout'>, to: string, by: Id<'person'>): Promise<void> {
    const owner = (await this.onDuty()).find(({ id }) => id === to);
    if (!owner) throw notInFinance();
    await this.give(payoutId, owner.id, by);
  }

  /** False when it has an owner by now and the machine would only overwrite it. */
  private async give(
    payoutId: Id<'payout'>,
    owner: Id<'person'>,
    by: Id<'person'> | 'system',
  ): Promise<boolean> {
    return this.unitOfWork.run(async () => {
      const { ownerId } = await this.payouts.getLocked(payoutId);
      if (by === 'system' && ownerId !== null) return false;
      await this.payouts.setOwner(payoutId, owner);
      await this.audit.record({
        kind: 'act',
        act: 'ExceptionAssigned',
        actor: by,
        subject: payoutId,
        details: { owner },
      });
      return true;
    });
  }
}

const openOf = (person: Id<'person'>, items: readonly ExceptionItem[]): number =>
  items.filter(({ ownerId }) => ownerId === person).length;

const notInFinance = (): DomainError =>
  new DomainError('invalid', 'OWNER_NOT_IN_FINANCE', 'Choose somebody of finance.');
