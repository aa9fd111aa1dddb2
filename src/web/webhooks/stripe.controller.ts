import { Body, Controller, Headers, HttpCode, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { ProviderNotices } from '#payouts';
import { Public } from '../http/access.js';
import { takeNotice } from './take-notice.js';

const PROVIDER = 'stripe';

/** Stripe's notices: checked by signature, written down, answered at once. What they mean is asked of Stripe later. */
@Controller('webhooks/stripe')
@Public('Stripe signs every notice; nothing else is believed.')
export class StripeWebhookController {
  constructor(private readonly notices: ProviderNotices) {}

  /** 200 for a notice that was kept (once, however often it comes), 400 for one whose signature does not fit. */
  @Post()
  @HttpCode(200)
  async receive(
    @Body() body: unknown,
    @Headers('stripe-signature') signature: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return takeNotice(this.notices, { provider: PROVIDER, body, signature }, reply);
  }
}
