import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import type { Staff } from '#identity';
import { Clock, DomainError, parseId, type Id } from '#kernel';
import { ManualPayments, Settlement } from '#payouts';
import { problemModel } from '../../forms/problems.js';
import { ForStaff } from '../../http/access.js';
import { Redirect, View } from '../../http/view.js';
import { CurrentStaff } from '../../http/visitor.js';
import { MANUAL, manualModel } from './manual-view.js';

const UPLOAD = 'Attach a picture (PNG, JPEG) or a PDF of at most 5 MB.';

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

  /** With the proof as a file: the only form of the house that takes one. */
  @Post(':id/carried-out')
  async carryOut(
    @Param('id') id: string,
    @CurrentStaff() staff: Staff,
    @Body() body: unknown,
  ): Promise<View | Redirect> {
    const payment = await this.payments.get(parseId('manualPayment', id));
    const file = fileIn(body);
    if (file === null) return this.uploadPage(payment.id, staff, UPLOAD);
    try {
      await this.payments.carryOut(payment.id, staff.id, file);
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'PROOF_UNUSABLE') throw error;
      return this.uploadPage(payment.id, staff, error.message);
    }
    await this.settlement.observe(parseId('payout', payment.reference));
    return new Redirect(MANUAL);
  }

  private async uploadPage(id: Id<'manualPayment'>, staff: Staff, problem?: string): Promise<View> {
    const payment = await this.payments.get(id);
    const model = {
      title: 'Paid by hand',
      back: MANUAL,
      payment: manualModel(payment, this.clock.now(), staff.id),
      ...problemModel(problem === undefined ? [] : [{ field: 'proof', message: problem }], {}),
    };
    return new View('finance/manual-carried-out', model, problem === undefined ? 200 : 422);
  }
}

function fileIn(body: unknown): Buffer | null {
  const file: unknown =
    typeof body === 'object' && body !== null && 'proof' in body ? body.proof : null;
  return Buffer.isBuffer(file) && file.length > 0 ? file : null;
}
