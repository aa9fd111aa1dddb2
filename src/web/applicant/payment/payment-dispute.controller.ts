import { Controller, Get, Post } from '@nestjs/common';
import type { Id } from '#kernel';
import { MethodDisputes } from '#payouts';
import { translate } from '#platform';
import { ForApplicant } from '../../http/access.js';
import { CurrentApplicant, Language } from '../../http/visitor.js';
import { Redirect, View } from '../../http/view.js';
import { PAYMENT_HOME } from './payment-pages.js';

/** "I did not change this": the neutral message brought her here, and the money stops. */
@Controller('s/1')
@ForApplicant('status')
export class PaymentDisputeController {
  constructor(private readonly disputes: MethodDisputes) {}

  @Get('9')
  ask(@Language() language: string): View {
    return new View('applicant/payment-dispute', {
      title: translate(language, 'pay.title'),
      back: PAYMENT_HOME,
    });
  }

  @Post('9')
  async dispute(@CurrentApplicant() applicantId: Id<'applicant'>): Promise<Redirect> {
    await this.disputes.dispute(applicantId);
    return new Redirect(PAYMENT_HOME);
  }
}
