import { Controller, Get, Param, Post } from '@nestjs/common';
import type { Staff } from '#identity';
import { parseId } from '#kernel';
import { OtherWays, Payouts, RailRegistry } from '#payouts';
import { ForStaff } from '../../http/access.js';
import { Redirect, View } from '../../http/view.js';
import { CurrentStaff } from '../../http/visitor.js';
import { reasonText } from '../finance-words.js';

const HOME = '/finance/exceptions';

/** Pays what did not arrive by another way, if the person has chosen one; otherwise says to ask. */
@Controller('finance/exceptions')
@ForStaff('finance_preparer', 'finance_releaser')
export class OtherWayController {
  constructor(
    private readonly payouts: Payouts,
    private readonly otherWays: OtherWays,
    private readonly rails: RailRegistry,
  ) {}

  @Get(':id/other')
  async ask(@Param('id') id: string): Promise<View> {
    const payout = await this.payouts.get(parseId('payout', id));
    const method = await this.otherWays.find(payout);
    return new View('finance/exception-other', {
      title: 'Pay another way',
      back: HOME,
      id: payout.id,
      amount: payout.amount.format(),
      reason: reasonText(payout.state, payout.reason),
      before: this.rails.labelOf(payout.rail),
      way: method === null ? '' : this.rails.labelOf(method.rail),
      chosenAt: method?.createdAt,
      usableFrom: method?.usableFrom,
    });
  }

  @Post(':id/other')
  async pay(@Param('id') id: string, @CurrentStaff() staff: Staff): Promise<Redirect> {
    await this.otherWays.pay(parseId('payout', id), staff.id);
    return new Redirect(HOME);
  }
}
