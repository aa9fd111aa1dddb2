import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import type { Staff } from '#identity';
import { DomainError, parseId, type Id } from '#kernel';
import { ExceptionOwners, PayoutExceptions, Payouts } from '#payouts';
import { problemModel, type ProblemModel } from '../../forms/problems.js';
import { readForm } from '../../forms/read-form.js';
import { ForStaff } from '../../http/access.js';
import { Redirect, View } from '../../http/view.js';
import { CurrentStaff } from '../../http/visitor.js';
import { AssignExceptionForm } from '../finance-forms.js';
import { reasonText } from '../finance-words.js';

const HOME = '/finance/exceptions';

/** Who looks after an exception, and a look at the payment company out of turn. */
@Controller('finance/exceptions')
@ForStaff('finance_preparer', 'finance_releaser')
export class ExceptionOwnerController {
  constructor(
    private readonly exceptions: PayoutExceptions,
    private readonly owners: ExceptionOwners,
    private readonly payouts: Payouts,
  ) {}

  @Post(':id/own')
  async own(@Param('id') id: string, @CurrentStaff() staff: Staff): Promise<Redirect> {
    await this.exceptions.own(parseId('payout', id), staff.id);
    return new Redirect(HOME);
  }

  @Get(':id/owner')
  async choose(@Param('id') id: string): Promise<View> {
    return this.page(parseId('payout', id));
  }

  @Post(':id/owner')
  async assign(
    @Param('id') id: string,
    @CurrentStaff() staff: Staff,
    @Body() body: unknown,
  ): Promise<View | Redirect> {
    const payoutId = parseId('payout', id);
    const reading = await readForm(AssignExceptionForm, body);
    if (!reading.ok) return this.page(payoutId, problemModel(reading.problems, reading.typed));
    try {
      await this.owners.assign(payoutId, reading.form.owner, staff.id);
    } catch (error) {
      if (!(error instanceof DomainError) || error.kind !== 'invalid') throw error;
      return this.page(payoutId, problemModel([{ field: 'owner', message: error.message }], {}));
    }
    return new Redirect(HOME);
  }

  /** Unclear ones only: anything else is left as it is. */
  @Post(':id/look')
  async lookUp(@Param('id') id: string, @CurrentStaff() staff: Staff): Promise<Redirect> {
    const payout = await this.payouts.get(parseId('payout', id));
    await this.exceptions.lookUpNow(payout.id, staff.id);
    return new Redirect(HOME);
  }

  private async page(id: Id<'payout'>, problems?: ProblemModel): Promise<View> {
    const payout = await this.payouts.get(id);
    const model = {
      title: 'Who looks after it',
      back: HOME,
      id,
      amount: payout.amount.format(),
      reason: reasonText(payout.state, payout.reason),
      chosen: payout.ownerId ?? '',
      people: (await this.owners.onDuty()).map(({ id: value, name }) => ({ value, label: name })),
    };
    return new View('finance/exception-owner', { ...model, ...problems }, problems ? 422 : 200);
  }
}
