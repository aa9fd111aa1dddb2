import { SmsWebhookController } from './sms.controller.js';
import { StripeWebhookController } from './stripe.controller.js';

export const webhookControllers = [SmsWebhookController, StripeWebhookController];
