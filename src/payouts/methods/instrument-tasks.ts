import { Injectable, type OnModuleInit } from '@nestjs/common';
import { isId } from '#kernel';
import { Queue } from '#platform';
import { Instruments } from './instruments.service.js';
import { INSTRUMENT_TASK } from '../payouts.tasks.js';

/** The look at an account is a task of its own: it must not hold up the person who typed it. */
@Injectable()
export class InstrumentTasks implements OnModuleInit {
  constructor(
    private readonly queue: Queue,
    private readonly instruments: Instruments,
  ) {}

  onModuleInit(): void {
    this.queue.handle(INSTRUMENT_TASK, async ({ method }) => {
      if (isId('method', method)) await this.instruments.look(method);
    });
  }
}
