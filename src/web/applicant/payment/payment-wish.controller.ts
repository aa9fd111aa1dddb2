import { Controller, Post } from '@nestjs/common';
import type { Id } from '#kernel';
import { PaymentWishes } from '#payouts';
import { ForApplicant } from '../../http/access.js';
import { CurrentApplicant } from '../../http/visitor.js';
import { Redirect } from '../../http/view.js';
import { PaymentDesk } from './payment-desk.js';
import { PAYMENT_HOME } from './payment-pages.js';

/** What she asks of a person, because no page can do it. */
@Controller('s/1')
@ForApplicant('status')
export class PaymentWishController {
  constructor(
    private readonly desk: PaymentDesk,
    private readonly wishes: PaymentWishes,
  ) {}

  /** None of the ways fits, or none is safe. */
  @Post('8')
  async findAWay(@CurrentApplicant() applicantId: Id<'applicant'>): Promise<Redirect> {
    const standing = await this.desk.standing(applicantId);
    if (!standing) return new Redirect('/s');
    await this.wishes.ask(standing.award.id, 'find_a_way', applicantId);
    return new Redirect(PAYMENT_HOME);
  }
}
