import { Injectable } from '@nestjs/common';
import { Periods, RevaluationService, type Period } from '#ledger';
import { BreaksStore } from './breaks.store.js';
import { ClosingSeal } from './closing-seal.service.js';
import { checklistOf, type Check } from './closing-checklist.js';
import { checklistOpen } from './reconciliation.errors.js';
import { SignOffs } from './sign-offs.service.js';

/** Closes months with everything that must be true by then: the books, the provider accounts, the rates, the log. */
@Injectable()
export class PeriodClosing {
  constructor(
    private readonly periods: Periods,
    private readonly signOffs: SignOffs,
    private readonly breaks: BreaksStore,
    private readonly revaluation: RevaluationService,
    private readonly seals: ClosingSeal,
  ) {}

  /** What is done and what is not, as it stands now. Throws `UNKNOWN_PERIOD` (not_found). */
  async checklist(id: string): Promise<Check[]> {
    const period = await this.periods.get(id);
    const standings = await this.signOffs.standings(id);
    return checklistOf({
      period,
      isOver: this.periods.isOver(period),
      looseEnds: await this.periods.looseEnds(id),
      accounts: standings.length,
      unsigned: standings.filter(({ signOff, isStale }) => signOff?.reviewedBy == null || isStale)
        .length,
      breaks: await this.breaksOf(period),
      isRevalued: await this.revaluation.agrees(id),
      seal: await this.seals.standing(id),
    });
  }

  /** From now on entries into the month need a second person. */
  async softClose(id: string, actor: string): Promise<void> {
    await this.periods.softClose(id, actor);
  }

  /**
   * Closes a month for ever, seals it and publishes the checkpoint. Throws `CHECKLIST_OPEN` (conflict) with the first
   * thing that is not done, and what the books refuse. Outside a unit of work.
   */
  async close(id: string, actor: string): Promise<void> {
    await this.seals.seal();
    const open = (await this.checklist(id)).find(({ state }) => state === 'open');
    if (open !== undefined) throw checklistOpen(open.sentence);
    await this.periods.close(id, actor);
    await this.seals.sealAndPublish(id);
  }

  private async breaksOf({ endsOn }: Period): Promise<number> {
    const open = await this.breaks.listOpen();
    return open.filter(({ openedAt }) => openedAt.toISOString().slice(0, 10) <= endsOn).length;
  }
}
