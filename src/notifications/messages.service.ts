import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel';
import { Queue } from '#platform';
import type { NewMessage } from './message.js';
import { MessageStore } from './message.store.js';
import { MESSAGE_TASK } from './message-sender.service.js';

/** Neutral messages: queued with the act they tell of, sent later by MessageSender if it is safe then. */
@Injectable()
export class Messages {
  constructor(
    private readonly store: MessageStore,
    private readonly tasks: Queue,
    private readonly clock: Clock,
  ) {}

  /** Queues a message in the running unit of work; a second one for the same reason changes nothing. */
  async queue(message: NewMessage): Promise<void> {
    const id = await this.store.add(message, this.clock.now());
    if (id !== null) await this.tasks.add(MESSAGE_TASK, { message: id }, { key: id });
  }
}
