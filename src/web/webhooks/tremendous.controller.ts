import { Body, Controller, Headers, HttpCode, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { ProviderNotices } from '#payouts';
import { Public } from '../http/access.js';
import { takeNotice } from './take-notice.js';

const PROVIDER = 'tremendous';

/** The rewards provider's notices: checked by signature, written down once by their uuid, answered at once. */
@Controller('webhooks/tremendous')
@Public('The provider signs every notice; nothing else is believed.')
export class TremendousWebhookController {
  constructor(private readonly notices: ProviderNotices) {}

  /** 200 for a notice that was kept, 400 for one whose signature does not fit, 404 while the rail is off. */
  @Post()
  @HttpCode(200)
  async receive(
    @Body() body: unknown,
    @Headers('tremendous-webhook-signature') signature: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return takeNotice(this.notices, { provider: PROVIDER, body, signature }, reply);
  }
}
