import { Controller, Get, Param, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Publication } from '#audit';
import { DomainError } from '#kernel';
import { Public } from '../http/access.js';

/**
 * The checkpoints of the log, for whoever keeps them: one for each day that is over, and one for each period close.
 * A checkpoint is a count and a hash; leaves and proofs go to auditors alone.
 */
@Controller('.well-known/log/checkpoint')
@Public('A checkpoint is a number and a hash: it fixes the past and tells nothing of it.')
export class CheckpointController {
  constructor(private readonly publication: Publication) {}

  @Get()
  async latest(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    return answer(reply, await this.publication.latest(), 'public, max-age=300');
  }

  @Get(':size')
  async one(
    @Param('size') size: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const note = /^[1-9][0-9]{0,14}$/.test(size) ? await this.publication.find(Number(size)) : null;
    // Cosignatures may be added under it for some days.
    return answer(reply, note, 'public, max-age=3600');
  }
}

function answer(reply: FastifyReply, note: string | null, cache: string): string {
  if (note === null) {
    throw new DomainError('not_found', 'CHECKPOINT_UNKNOWN', 'No such checkpoint is published.');
  }
  void reply.type('text/plain; charset=utf-8').header('cache-control', cache);
  return note;
}
