import { Readable } from 'node:stream';
import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import type { Staff } from '#identity';
import { Clock, parseId } from '#kernel';
import { ManualPayments, Settlement } from '#payouts';
import { problemModel } from '../../forms/problems.js';
import { readForm, type FormProblem, type Typed } from '../../forms/read-form.js';
import { ForStaff } from '../../http/access.js';
import { Download, Redirect, View } from '../../http/view.js';
import { CurrentStaff } from '../../http/visitor.js';
import { ManualReasonForm } from './manual-forms.js';
import { besideFile, fileIn, fileProblem, NO_FILE } from './manual-upload.js';
import { fileNameOf, MANUAL, manualModel, returnModel, whyOptions } from './manual-view.js';

/** A payment by hand that came back: one person says so and hands a proof over, another one looks at it and decides. */
@Controller('finance/manual')
@ForStaff('finance_preparer', 'finance_releaser')
export class ManualReturnsController {
  constructor(
    private readonly payments: ManualPayments,
    private readonly settlement: Settlement,
    private readonly clock: Clock,
  ) {}

  @Get(':id/came-back')
  async beforeSaying(@Param('id') id: string, @CurrentStaff() staff: Staff): Promise<View> {
    return this.formPage(id, staff, [], {});
  }

  /** With the proof as a file. Nothing about the payout changes yet. */
  @Post(':id/came-back')
  async say(
    @Param('id') id: string,
    @CurrentStaff() staff: Staff,
    @Body() body: unknown,
  ): Promise<View | Redirect> {
    const reading = await readForm(ManualReasonForm, besideFile(body));
    const file = fileIn(body);
    if (!reading.ok || file === null) {
      const problems = [...(reading.ok ? [] : reading.problems), ...(file ? [] : [NO_FILE])];
      return this.formPage(id, staff, problems, reading.typed);
    }
    try {
      const said = { reason: reading.form.reason, file };
      await this.payments.sayBack(parseId('manualPayment', id), staff.id, said);
    } catch (error) {
      return this.formPage(id, staff, [fileProblem(error)], reading.typed);
    }
    return new Redirect(MANUAL);
  }

  /** As a file to save, never shown inside a page of ours; every reading is recorded. */
  @Get(':id/came-back/proof')
  async proof(@Param('id') id: string, @CurrentStaff() staff: Staff): Promise<Download> {
    const paymentId = parseId('manualPayment', id);
    const { type, bytes } = await this.payments.readProof(paymentId, staff.id, 'back');
    return new Download(fileNameOf(`${paymentId}-back`, type), type, Readable.from([bytes]));
  }

  @Get(':id/came-back/confirm')
  async beforeConfirming(@Param('id') id: string, @CurrentStaff() staff: Staff): Promise<View> {
    const payment = await this.payments.get(parseId('manualPayment', id));
    return new View('finance/manual-back-confirm', {
      title: 'Confirm that a payment by hand came back',
      back: MANUAL,
      payment: manualModel(payment, this.clock.now(), staff.id),
      said: returnModel(payment, staff.id),
    });
  }

  /** The payout learns of it as from any provider: it asks. */
  @Post(':id/came-back/confirm')
  async confirm(@Param('id') id: string, @CurrentStaff() staff: Staff): Promise<Redirect> {
    const paymentId = parseId('manualPayment', id);
    await this.payments.confirmBack(paymentId, staff.id);
    const { reference } = await this.payments.get(paymentId);
    await this.settlement.observe(parseId('payout', reference));
    return new Redirect(MANUAL);
  }

  @Post(':id/came-back/refuse')
  async refuse(@Param('id') id: string, @CurrentStaff() staff: Staff): Promise<Redirect> {
    await this.payments.refuseBack(parseId('manualPayment', id), staff.id);
    return new Redirect(MANUAL);
  }

  private async formPage(
    id: string,
    staff: Staff,
    problems: readonly FormProblem[],
    typed: Typed,
  ): Promise<View> {
    const payment = await this.payments.get(parseId('manualPayment', id));
    const model = {
      title: 'It came back',
      back: MANUAL,
      payment: manualModel(payment, this.clock.now(), staff.id),
      reasons: whyOptions,
      ...problemModel(problems, typed),
    };
    return new View('finance/manual-back', model, problems.length > 0 ? 422 : 200);
  }
}
