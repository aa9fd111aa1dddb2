import { Controller, Get, Param, Post } from '@nestjs/common';
import type { Staff } from '#identity';
import { DomainError, parseId } from '#kernel';
import { RailRegistry, TopUpReturns, TopUps, type TopUpView } from '#payouts';
import { ForStaff } from '../../http/access.js';
import { Redirect, View } from '../../http/view.js';
import { CurrentStaff } from '../../http/visitor.js';
import { rehearsalModel } from '../books/voucher-view.js';
import { topUpModel } from './money-view.js';

/** One transfer that came back: a page that shows what the books will say, then a second person is asked. */
@Controller('finance/money/top-ups')
@ForStaff('finance_preparer', 'finance_releaser', 'finance_director')
export class TopUpReturnController {
  constructor(
    private readonly topUps: TopUps,
    private readonly returns: TopUpReturns,
    private readonly rails: RailRegistry,
  ) {}

  @Get(':id/back')
  async check(@Param('id') id: string, @CurrentStaff() staff: Staff): Promise<View> {
    const topUp = await this.cameBack(id);
    const seen = await this.returns.rehearse(topUp, staff.id);
    const places = this.rails.all().map(({ capabilities }) => capabilities);
    return new View(
      'finance/top-up-back',
      {
        title: 'Check: the bank has it again',
        back: `/finance/money/top-ups/${topUp.id}`,
        topUp: topUpModel(topUp, new Map(places.map(({ purse, label }) => [purse, label]))),
        refusal: seen.refusal?.message,
        seen: rehearsalModel(seen),
      },
      seen.refusal ? 422 : 200,
    );
  }

  @Post(':id/back')
  async write(@Param('id') id: string, @CurrentStaff() staff: Staff): Promise<Redirect> {
    const topUp = await this.cameBack(id);
    await this.returns.write(topUp, staff.id);
    return new Redirect(`/finance/money/top-ups/${topUp.id}`);
  }

  private async cameBack(id: string): Promise<TopUpView> {
    const topUp = await this.topUps.get(parseId('topUp', id));
    if (topUp.standing === 'came_back') return topUp;
    throw new DomainError('conflict', 'NOT_CAME_BACK', 'This transfer has nothing to take back.');
  }
}
