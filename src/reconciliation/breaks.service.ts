import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { Clock, type Id } from '#kernel';
import { UnitOfWork } from '#platform';
import { haltsSending, type Break } from './break.js';
import { breakGraph, type BreakFact } from './break.states.js';
import { BreaksStore } from './breaks.store.js';
import { needsTwoPeople, notProposed, reasonMissing, samePerson } from './reconciliation.errors.js';

/** What a fact changes in a break besides its state. */
type Change = Partial<Pick<Break, 'ownerId' | 'resolution' | 'resolvedBy' | 'secondPerson'>>;

/** What people do about breaks. Each act is a line in the audit log; none of them touches the books. */
@Injectable()
export class Breaks {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly store: BreaksStore,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  async get(id: Id<'break'>): Promise<Break> {
    return this.store.get(id);
  }

  /** Open and assigned ones, oldest first. */
  async listOpen(): Promise<Break[]> {
    return this.store.listOpen();
  }

  /** The latest that are closed, newest first. */
  async listClosed(limit: number): Promise<Break[]> {
    return this.store.listClosed(limit);
  }

  async countOpen(): Promise<number> {
    return this.store.countOpen();
  }

  /** Takes the break: from now on it has an owner. */
  async assign(id: Id<'break'>, personId: Id<'person'>): Promise<void> {
    await this.change(id, personId, 'BreakAssigned', () => ({ ownerId: personId }));
  }

  /** Closes it with a reason. Throws `BREAK_NEEDS_TWO` (conflict) for one that stops sending. */
  async resolve(id: Id<'break'>, personId: Id<'person'>, reason: string): Promise<void> {
    await this.change(id, personId, 'BreakResolved', (current) => {
      if (haltsSending(current)) throw needsTwoPeople();
      return { resolution: spoken(reason), resolvedBy: personId };
    });
  }

  /** The first of two people says why this should be written off. The break must have an owner. */
  async proposeWriteOff(id: Id<'break'>, personId: Id<'person'>, reason: string): Promise<void> {
    await this.change(id, personId, 'WriteOffProposed', () => ({
      resolution: spoken(reason),
      resolvedBy: personId,
    }));
  }

  /** The second person agrees. Throws `BREAK_SAME_PERSON` or `BREAK_NOT_PROPOSED` (conflict). */
  async writeOff(id: Id<'break'>, personId: Id<'person'>): Promise<void> {
    await this.change(id, personId, 'BreakWrittenOff', (current) => {
      if (current.resolvedBy === null) throw notProposed();
      if (current.resolvedBy === personId) throw samePerson();
      return { secondPerson: personId };
    });
  }

  private async change(
    id: Id<'break'>,
    personId: Id<'person'>,
    fact: BreakFact,
    decide: (current: Break) => Change,
  ): Promise<void> {
    await this.unitOfWork.run(async () => {
      const current = await this.store.getLocked(id);
      const state = breakGraph.after(current.state, fact);
      const closedAt = breakGraph.terminal.includes(state) ? this.clock.now() : null;
      await this.store.save({ ...current, ...decide(current), state, closedAt });
      await this.audit.record({
        kind: state === 'written_off' ? 'decision' : 'act',
        act: fact,
        actor: personId,
        subject: id,
        details: { code: current.code },
      });
    });
  }
}

function spoken(reason: string): string {
  const trimmed = reason.trim();
  if (trimmed === '') throw reasonMissing();
  return trimmed;
}
