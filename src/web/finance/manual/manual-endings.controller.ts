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
import { MANUAL, manualModel, whyOptions } from './manual-view.js';

type Ending = 'not-possible' | 'came-back';

const FILE_ENDINGS = { 'image/png': 'png', 'image/jpeg': 'jpg', 'application/pdf': 'pdf' } as const;

/** How payments by hand end: the second person looks at the proof, or it could not be done, or it came back. */
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
    return new Download(`${paymentId}.${FILE_ENDINGS[type]}`, type, Readable.from([bytes]));
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
    return this.ask(id, 'not-possible', staff);
  }

  @Post(':id/not-possible')
  async giveUp(
    @Param('id') id: string,
    @CurrentStaff() staff: Staff,
    @Body() body: unknown,
  ): Promise<View | Redirect> {
    return this.end({ id, ending: 'not-possible', staff }, body);
  }

  @Get(':id/came-back')
  async beforeComingBack(@Param('id') id: string, @CurrentStaff() staff: Staff): Promise<View> {
    return this.ask(id, 'came-back', staff);
  }

  @Post(':id/came-back')
  async cameBack(
    @Param('id') id: string,
    @CurrentStaff() staff: Staff,
    @Body() body: unknown,
  ): Promise<View | Redirect> {
    return this.end({ id, ending: 'came-back', staff }, body);
  }

  private async end(
    { id, ending, staff }: { id: string; ending: Ending; staff: Staff },
    body: unknown,
  ): Promise<View | Redirect> {
    const reading = await readForm(ManualReasonForm, body);
    if (!reading.ok) {
      return this.ask(id, ending, staff, problemModel(reading.problems, reading.typed));
    }
    const paymentId = parseId('manualPayment', id);
    const { reason } = reading.form;
    if (ending === 'came-back') await this.payments.cameBack(paymentId, staff.id, reason);
    else await this.payments.giveUp(paymentId, staff.id, reason);
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
    ending: Ending,
    staff: Staff,
    problems: Partial<ReturnType<typeof problemModel>> = {},
  ): Promise<View> {
    const payment = await this.payments.get(parseId('manualPayment', id));
    const model = {
      title: ending === 'came-back' ? 'It came back' : 'It could not be done',
      back: MANUAL,
      ending,
      payment: manualModel(payment, this.clock.now(), staff.id),
      reasons: whyOptions,
      ...problems,
    };
    return new View('finance/manual-ending', model, problems.problems ? 422 : 200);
  }
}
