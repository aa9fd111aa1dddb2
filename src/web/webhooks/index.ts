import { StripeWebhookController } from './stripe.controller.js';

export const webhookControllers = [StripeWebhookController];
