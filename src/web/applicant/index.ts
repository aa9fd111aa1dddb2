import type { Provider, Type } from '@nestjs/common';
import { CheckInController } from './check-in.controller.js';
import { CardActsController } from './payment/card-acts.controller.js';
import { CardController } from './payment/card.controller.js';
import { ClaimController } from './payment/claim.controller.js';
import { CodeController } from './code.controller.js';
import { ContactValueController } from './contact-value.controller.js';
import { FormController } from './form/form.controller.js';
import { InformationController } from './information.controller.js';
import { LeaveController } from './leave.controller.js';
import { MoneyDesk } from './money-desk.js';
import { PaymentDesk } from './payment/payment-desk.js';
import { PaymentDetailsController } from './payment/payment-details.controller.js';
import { PaymentDisputeController } from './payment/payment-dispute.controller.js';
import { PaymentWishController } from './payment/payment-wish.controller.js';
import { PaymentController } from './payment/payment.controller.js';
import { ScheduleController } from './schedule/schedule.controller.js';
import { ScheduleDesk } from './schedule/schedule-desk.js';
import { SendController } from './form/send.controller.js';
import { StartController } from './form/start.controller.js';
import { StatusController } from './status.controller.js';

/** The applicants' door. Fixed addresses stand before the numbered questions they would otherwise be read as. */
export const applicantControllers: Type[] = [
  StartController,
  LeaveController,
  InformationController,
  SendController,
  ContactValueController,
  FormController,
  CodeController,
  PaymentController,
  PaymentDetailsController,
  PaymentDisputeController,
  PaymentWishController,
  ClaimController,
  CardController,
  CardActsController,
  ScheduleController,
  CheckInController,
  StatusController,
];

/** What the applicants' pages are put together with. */
export const applicantProviders: Provider[] = [MoneyDesk, PaymentDesk, ScheduleDesk];
