import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import type { Staff } from '#identity';
import { Clock, parseId, type Id } from '#kernel';
import { ManualPayments, Settlement } from '#payouts';
import { problemModel } from '../../forms/problems.js';
import type { FormProblem } from '../../forms/read-form.js';
import { ForStaff } from '../../http/access.js';
import { Redirect, View } from '../../http/view.js';
import { CurrentStaff } from '../../http/visitor.js';
import { fileIn, fileProblem, NO_FILE } from './manual-upload.js';
import { MANUAL, manualModel } from './manual-view.js';

/** Payments by hand: the list, the sheet to pay from, and the first of the two people. */
@Controller('finance/manual')
@ForStaff('finance_preparer', 'finance_releaser')
export class ManualController {
  constructor(
    private readonly payments: ManualPayments,
    private readonly settlement: Settlement,
    private readonly clock: Clock,
  ) {}

  @Get()
  async list(@CurrentStaff() staff: Staff): Promise<View> {
    const now = this.clock.now();
    const payments = (await this.payments.listed()).map((one) => manualModel(one, now, staff.id));
    return new View('finance/manual', { title: 'By hand', back: '/finance', payments });
  }

  /** Whom to pay, printed and taken along: every opening of it is recorded. */
  @Get(':id')
  async sheet(@Param('id') id: string, @CurrentStaff() staff: Staff): Promise<View> {
    const payment = await this.payments.get(parseId('manualPayment', id));
    const payee = await this.payments.readPayee(payment.id, staff.id);
    return new View('finance/manual-sheet', {
      title: 'Instruction',
      back: MANUAL,
      payment: manualModel(payment, this.clock.now(), staff.id),
      payee,
    });
  }

  @Get(':id/carried-out')
  async beforeCarryingOut(@Param('id') id: string, @CurrentStaff() staff: Staff): Promise<View> {
    return this.uploadPage(parseId('manualPayment', id), staff);
  }

  /** With the proof as a file. */
  @Post(':id/carried-out')
  async carryOut(
    @Param('id') id: string,
    @CurrentStaff() staff: Staff,
    @Body() body: unknown,
  ): Promise<View | Redirect> {
    const payment = await this.payments.get(parseId('manualPayment', id));
    const file = fileIn(body);
    if (file === null) return this.uploadPage(payment.id, staff, NO_FILE);
    try {
      await this.payments.carryOut(payment.id, staff.id, file);
    } catch (error) {
      return this.uploadPage(payment.id, staff, fileProblem(error));
    }
    await this.settlement.observe(parseId('payout', payment.reference));
    return new Redirect(MANUAL);
  }

  private async uploadPage(
    id: Id<'manualPayment'>,
    staff: Staff,
    problem?: FormProblem,
  ): Promise<View> {
    const payment = await this.payments.get(id);
    const model = {
      title: 'Paid by hand',
      back: MANUAL,
      payment: manualModel(payment, this.clock.now(), staff.id),
      ...problemModel(problem === undefined ? [] : [problem], {}),
    };
    return new View('finance/manual-carried-out', model, problem === undefined ? 200 : 422);
  }
}
