import { Body, Controller, Headers, HttpCode, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { DomainError } from '#kernel';
import { ProviderNotices } from '#payouts';
import { Public } from '../http/access.js';

const RAIL = 'tremendous';
const EMPTY = new Uint8Array();

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
    try {
      await this.notices.receive(RAIL, body instanceof Uint8Array ? body : EMPTY, signature);
    } catch (error) {
      if (!(error instanceof DomainError) || error.kind !== 'invalid') throw error;
      void reply.status(400);
    }
    return '';
  }
}
