import type { Provider, Type } from '@nestjs/common';
import { CheckInController } from './check-in.controller.js';
import { ClaimController } from './claim.controller.js';
import { CodeController } from './code.controller.js';
import { ContactValueController } from './contact-value.controller.js';
import { FormController } from './form.controller.js';
import { InformationController } from './information.controller.js';
import { LeaveController } from './leave.controller.js';
import { PaymentDesk } from './payment-desk.js';
import { PaymentDetailsController } from './payment-details.controller.js';
import { PaymentDisputeController } from './payment-dispute.controller.js';
import { PaymentWishController } from './payment-wish.controller.js';
import { PaymentController } from './payment.controller.js';
import { SendController } from './send.controller.js';
import { StartController } from './start.controller.js';
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
  CheckInController,
  StatusController,
];

/** What the applicants' pages are put together with. */
export const applicantProviders: Provider[] = [PaymentDesk];
