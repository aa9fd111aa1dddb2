import { Controller, Get, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Readiness } from '#platform';
import { Public } from '../http/access.js';

/** What a load balancer and `npm start` ask. */
@Controller('health')
@Public('Machines ask this before anybody signs in; the answers name parts, never people.')
export class HealthController {
  constructor(private readonly readiness: Readiness) {}

  /** The process runs. */
  @Get('live')
  live(): { live: true } {
    return { live: true };
  }

  /**
   * Everything this process needs is up: 200, else 503 with the names of what is not. `troubles` names what somebody
   * must see to while the service goes on, such as a log that is not sealed.
   */
  @Get('ready')
  async ready(
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<{ ready: boolean; missing: string[]; troubles: string[] }> {
    const missing = await this.readiness.missing();
    if (missing.length > 0) void reply.status(503);
    return { ready: missing.length === 0, missing, troubles: await this.readiness.troubles() };
  }
}
