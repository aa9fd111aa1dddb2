import { Controller, Get, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Intake } from '#applications';
import { ApplicantSessions } from '#identity';
import { Config } from '#platform';
import { Public } from '../http/access.js';
import { clearCookie } from '../http/cookies.js';
import { Redirect } from '../http/view.js';
import { endVisit } from './visits.js';

/** The quick exit: by link without scripts, by beacon with them. Both end the visit on the server first. */
@Controller('leave')
@Public('Leaving must work for everybody, at any moment, whatever has expired.')
export class LeaveController {
  constructor(
    private readonly config: Config,
    private readonly sessions: ApplicantSessions,
    private readonly intake: Intake,
  ) {}

  @Get()
  async leave(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Redirect> {
    await this.forget(request, reply);
    return new Redirect(this.config.safeExitUrl);
  }

  /** What the script sends while the browser is already on its way. */
  @Post()
  async leaveByBeacon(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    await this.forget(request, reply);
    void reply.status(204);
    return '';
  }

  private async forget(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { config, sessions, intake } = this;
    clearCookie(reply, config, 'a');
    clearCookie(reply, config, 'l');
    void reply.header('clear-site-data', '"cache", "cookies", "storage"');
    await endVisit({ config, sessions, intake }, request, reply);
  }
}
