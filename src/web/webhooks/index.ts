import { SmsWebhookController } from './sms.controller.js';
import { StripeWebhookController } from './stripe.controller.js';
import { TremendousWebhookController } from './tremendous.controller.js';

export const webhookControllers = [
  SmsWebhookController,
  StripeWebhookController,
  TremendousWebhookController,
];
