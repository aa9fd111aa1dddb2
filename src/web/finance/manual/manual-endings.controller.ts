import { Readable } from 'node:stream';
import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import type { Staff } from '#identity';
import { Clock, parseId, type Id } from '#kernel';
import { ManualPayments, Settlement } from '#payouts';
import { problemModel } from '../../forms/problems.js';
import { readForm } from '../../forms/read-form.js';
import { ForStaff } from '../../http/access.js';
import { Download, Redirect, View } from '../../http/view.js';
import { CurrentStaff } from '../../http/visitor.js';
import { ManualReasonForm } from './manual-forms.js';
import { fileNameOf, MANUAL, manualModel, whyOptions } from './manual-view.js';

/** How payments by hand end: the second person looks at the proof, or it could not be done. */
@Controller('finance/manual')
@ForStaff('finance_preparer', 'finance_releaser')
export class ManualEndingsController {
  constructor(
    private readonly payments: ManualPayments,
    private readonly settlement: Settlement,
    private readonly clock: Clock,
  ) {}

  /** As a file to save, never shown inside a page of ours; every reading is recorded. */
  @Get(':id/proof')
  async proof(@Param('id') id: string, @CurrentStaff() staff: Staff): Promise<Download> {
    const paymentId = parseId('manualPayment', id);
    const { type, bytes } = await this.payments.readProof(paymentId, staff.id);
    return new Download(fileNameOf(paymentId, type), type, Readable.from([bytes]));
  }

  @Get(':id/confirm')
  async beforeConfirming(@Param('id') id: string, @CurrentStaff() staff: Staff): Promise<View> {
    const payment = await this.payments.get(parseId('manualPayment', id));
    return new View('finance/manual-confirm', {
      title: 'Confirm a payment by hand',
      back: MANUAL,
      payment: manualModel(payment, this.clock.now(), staff.id),
    });
  }

  @Post(':id/confirm')
  async confirm(@Param('id') id: string, @CurrentStaff() staff: Staff): Promise<Redirect> {
    const paymentId = parseId('manualPayment', id);
    await this.payments.confirm(paymentId, staff.id);
    return this.done(paymentId);
  }

  @Post(':id/refuse-proof')
  async refuseProof(@Param('id') id: string, @CurrentStaff() staff: Staff): Promise<Redirect> {
    await this.payments.refuseProof(parseId('manualPayment', id), staff.id);
    return new Redirect(MANUAL);
  }

  @Get(':id/not-possible')
  async beforeGivingUp(@Param('id') id: string, @CurrentStaff() staff: Staff): Promise<View> {
    return this.ask(id, staff);
  }

  @Post(':id/not-possible')
  async giveUp(
    @Param('id') id: string,
    @CurrentStaff() staff: Staff,
    @Body() body: unknown,
  ): Promise<View | Redirect> {
    const reading = await readForm(ManualReasonForm, body);
    if (!reading.ok) return this.ask(id, staff, problemModel(reading.problems, reading.typed));
    const paymentId = parseId('manualPayment', id);
    await this.payments.giveUp(paymentId, staff.id, reading.form.reason);
    return this.done(paymentId);
  }

  /** The payout learns of it as from any provider: it asks. */
  private async done(id: Id<'manualPayment'>): Promise<Redirect> {
    const { reference } = await this.payments.get(id);
    await this.settlement.observe(parseId('payout', reference));
    return new Redirect(MANUAL);
  }

  private async ask(
    id: string,
    staff: Staff,
    problems: Partial<ReturnType<typeof problemModel>> = {},
  ): Promise<View> {
    const payment = await this.payments.get(parseId('manualPayment', id));
    const model = {
      title: 'It could not be done',
      back: MANUAL,
      payment: manualModel(payment, this.clock.now(), staff.id),
      reasons: whyOptions,
      ...problems,
    };
    return new View('finance/manual-ending', model, problems.problems ? 422 : 200);
  }
}
