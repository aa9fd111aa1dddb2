import { Body, Controller, Headers, HttpCode, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { AuditTrail } from '#audit';
import { Config, UnitOfWork } from '#platform';
import { ContactBook } from '#privacy';
import { Public } from '../http/access.js';
import { carriesToken } from './bearer-token.js';
import { readSmsReply } from './sms-reply.form.js';
import { asksToStop } from './stop-words.js';

const CHANNEL = 'sms';

/**
 * What people answer to our text messages. STOP ends texts to that number at once; everything else is heard
 * by nobody and kept nowhere, because whoever holds the telephone may have written it.
 */
@Controller('webhooks/sms')
@Public('The SMS gateway shows its token; nobody else is believed.')
export class SmsWebhookController {
  constructor(
    private readonly contacts: ContactBook,
    private readonly audit: AuditTrail,
    private readonly unitOfWork: UnitOfWork,
    private readonly config: Config,
  ) {}

  /**
   * 200 for every readable message, so that the answer never tells whether we know a number; 401 without the
   * token, 400 for what is not a message.
   */
  @Post()
  @HttpCode(200)
  async receive(
    @Body() body: unknown,
    @Headers('authorization') authorization: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    if (!carriesToken(authorization, this.config.smsGatewayToken)) {
      void reply.status(401);
      return '';
    }
    const message = await readSmsReply(body);
    if (!message) void reply.status(400);
    else if (asksToStop(message.text)) await this.stop(message.from);
    return '';
  }

  private async stop(number: string): Promise<void> {
    await this.unitOfWork.run(async () => {
      for (const applicantId of await this.contacts.stopNumber(CHANNEL, number)) {
        await this.audit.record({
          kind: 'act',
          act: 'ContactStopped',
          actor: 'sms_gateway',
          subject: applicantId,
          details: { channel: CHANNEL },
        });
      }
    });
  }
}
