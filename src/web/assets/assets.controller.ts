import { createHash } from 'node:crypto';
import { Controller, Get, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Public } from '../http/access.js';
import { DESK_STYLE } from '../http/assets.js';

const TAG = `"${createHash('sha256').update(DESK_STYLE).digest('base64url').slice(0, 16)}"`;

/** The one file staff pages link to. */
@Controller('assets')
@Public('A stylesheet says nothing about anybody.')
export class AssetsController {
  @Get('style.css')
  style(@Res({ passthrough: true }) reply: FastifyReply): string {
    void reply
      .type('text/css; charset=utf-8')
      .header('cache-control', 'public, max-age=300')
      .header('etag', TAG);
    return DESK_STYLE;
  }
}
