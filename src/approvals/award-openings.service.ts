import { Injectable } from '@nestjs/common';
import { newId } from '#kernel';
import { planInstalments, type AwardView } from './award.js';
import { instalmentGraph } from './award.states.js';
import { AwardsStore } from './awards.store.js';
import { ProgrammeCalendar } from './programme-calendar.js';

/** A new award with its plan of payments. */
@Injectable()
export class AwardOpenings {
  constructor(
    private readonly store: AwardsStore,
    private readonly calendar: ProgrammeCalendar,
  ) {}

  /** In the running unit of work. The plan starts on the day of the offer, as the programme counts days. */
  async open(award: AwardView, instalments: number): Promise<void> {
    await this.store.insert(award);
    const firstOn = this.calendar.dayOf(award.offeredAt);
    const parts = planInstalments(award.amount, instalments, firstOn);
    await this.store.insertInstalments(
      parts.map((part) => ({
        ...part,
        id: newId('instalment'),
        awardId: award.id,
        state: instalmentGraph.initial,
      })),
    );
  }
}
