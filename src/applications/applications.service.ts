import { Injectable } from '@nestjs/common';
import { Clock, type Id } from '#kernel';
import { AuditTrail } from '#audit';
import { UnitOfWork } from '#platform';
import type { PersonAnswers, RequestAnswers } from './answers.js';
import { applicationNotFound, lastWay, waysChanged } from './application.errors.js';
import type { ApplicationFilter, ApplicationView } from './application.js';
import { applicationGraph, DECIDED_STATES, type ApplicationFact } from './application.states.js';
import { ApplicationStore } from './application.store.js';
import { waysDigest, withWay, type Programme, type WayChange } from './programme.js';
import { ProgrammeStore } from './programme.store.js';
import { SealedAnswersStore } from './sealed-answers.store.js';

/** Sent requests, for everybody who works on them. What people told us opens only with a purpose, and every opening is logged. */
@Injectable()
export class Applications {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly store: ApplicationStore,
    private readonly sealed: SealedAnswersStore,
    private readonly programmeStore: ProgrammeStore,
    private readonly audit: AuditTrail,
  ) {}

  /** Throws `APPLICATION_NOT_FOUND` (not_found), also for drafts. */
  async get(id: Id<'application'>): Promise<ApplicationView> {
    return this.store.view(id);
  }

  /** As `get`, with the row locked until the running unit of work ends. */
  async getLocked(id: Id<'application'>): Promise<ApplicationView> {
    await this.store.getLocked(id);
    return this.store.view(id);
  }

  /** The applicant's own request; throws `APPLICATION_NOT_FOUND` while nothing was sent. */
  async forApplicant(applicantId: Id<'applicant'>): Promise<ApplicationView> {
    const row = await this.store.newestOf(applicantId);
    if (!row) throw applicationNotFound();
    return this.store.view(row.id);
  }

  async list(filter: ApplicationFilter): Promise<ApplicationView[]> {
    return this.store.list(filter);
  }

  /**
   * Moves a request along its graph in the running unit of work and logs it; throws `STATE_EDGE_MISSING`
   * (conflict) for what no edge allows. `actor` is a person's or applicant's id, or `system`.
   */
  async transition(id: Id<'application'>, fact: ApplicationFact, actor: string): Promise<void> {
    const row = await this.store.getLocked(id);
    const state = applicationGraph.after(row.state, fact);
    const isDecided = DECIDED_STATES.includes(state);
    await this.store.save({
      ...row,
      state,
      round: fact === 'AppealMade' ? 1 : row.round,
      decidedAt: isDecided ? this.clock.now() : row.decidedAt,
    });
    await this.audit.record({
      kind: isDecided ? 'decision' : 'act',
      act: fact,
      actor,
      subject: id,
      details: { from: row.state, to: state, round: row.round },
    });
  }

  /** What she asks for and why, without name or address. The reading is logged with its purpose. */
  async openRequest(
    id: Id<'application'>,
    actor: string,
    purpose: string,
  ): Promise<RequestAnswers> {
    return this.open<RequestAnswers>(id, 'request', { act: 'RequestRead', actor, purpose });
  }

  /** What to call her. The reading is logged with its purpose. */
  async openName(
    id: Id<'application'>,
    actor: string,
    purpose: string,
  ): Promise<{ readonly name: string; readonly pronouns: string | null }> {
    const { name, pronouns } = await this.open<PersonAnswers>(id, 'person', {
      act: 'NameRead',
      actor,
      purpose,
    });
    return { name, pronouns };
  }

  /** Throws `PROGRAMME_NOT_FOUND` (not_found). */
  async programme(id: Id<'programme'>): Promise<Programme> {
    return this.programmeStore.get(id);
  }

  async programmes(): Promise<Programme[]> {
    return this.programmeStore.list();
  }

  /** Adds or changes a programme; requests under way keep the one they were sent to. */
  async saveProgramme(programme: Programme, actor = 'system'): Promise<void> {
    await this.unitOfWork.run(async () => {
      await this.programmeStore.save(programme);
      await this.audit.record({
        kind: 'act',
        act: 'ProgrammeSaved',
        actor,
        subject: programme.id,
        details: { code: programme.code, most: programme.most.toDecimal() },
      });
    });
  }

  /**
   * Changes one way to be paid of a programme, from now on; payouts that were made keep theirs. `seen` is the digest
   * of the ways that the check page showed. Throws `WAYS_CHANGED`, `LAST_WAY` (conflict).
   */
  async changeWay(
    id: Id<'programme'>,
    change: WayChange,
    actor: Id<'person'>,
    seen: string,
  ): Promise<void> {
    await this.unitOfWork.run(async () => {
      const programme = await this.programmeStore.getLocked(id);
      if (waysDigest(programme) !== seen) throw waysChanged();
      const changed = withWay(programme, change);
      if (changed.rails.length === 0) throw lastWay();
      await this.programmeStore.save(changed);
      const { rail, place, limits } = change;
      const bounds = { least: limits.least?.toDecimal(), most: limits.most?.toDecimal() };
      await this.audit.record({
        kind: 'decision',
        act: 'WayToPayChanged',
        actor,
        subject: id,
        details: { rail, place, least: bounds.least ?? null, most: bounds.most ?? null },
      });
    });
  }

  private async open<Answers>(
    id: Id<'application'>,
    group: 'request' | 'person',
    reading: { readonly act: string; readonly actor: string; readonly purpose: string },
  ): Promise<Answers> {
    return this.unitOfWork.run(async () => {
      const view = await this.store.view(id);
      const answers = await this.sealed.find<Answers>(view, group);
      if (!answers) throw applicationNotFound();
      await this.audit.record({ kind: 'access', subject: id, ...reading });
      return answers;
    });
  }
}
