import { Controller, Get } from '@nestjs/common';
import { RailRegistry, WaitingMethods, type WaitingMethod } from '#payouts';
import type { ViewModel } from '#platform';
import { ForStaff } from '../../http/access.js';
import { ProgrammeDays } from '../../http/programme-days.js';
import { View } from '../../http/view.js';
import { ageInDays } from '../finance-times.js';
import { waitText } from '../finance-words.js';

/** People who are owed money and cannot be paid by the way they have: what that waits for, and since when. */
@Controller('finance/waiting')
@ForStaff('finance_preparer', 'finance_releaser')
export class WaitingController {
  constructor(
    private readonly waiting: WaitingMethods,
    private readonly rails: RailRegistry,
    private readonly days: ProgrammeDays,
  ) {}

  @Get()
  async list(): Promise<View> {
    const items = (await this.waiting.list()).map((one) => this.itemModel(one));
    return new View('finance/waiting', { title: 'Waits for the person', back: '/finance', items });
  }

  private itemModel({ awardId, rail, kind, since, payouts }: WaitingMethod): ViewModel {
    return {
      awardId,
      way: this.rails.find(rail)?.capabilities.label ?? rail,
      isOff: this.rails.find(rail) === null,
      words: waitText(kind),
      days: ageInDays(since, this.days.now()),
      payouts,
    };
  }
}
