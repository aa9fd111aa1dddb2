import { Injectable, type OnModuleInit } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { Clock, hours, later, parseId, type Id } from '#kernel';
import { Queue, UnitOfWork } from '#platform';
import type { NextStep, QueuedMessage, Refusal } from './message.js';
import { messageGraph, type MessageFact } from './message.states.js';
import { MessageStore } from './message.store.js';
import { Post } from './post.service.js';

/** The task of one message: `{message}`. */
export const MESSAGE_TASK = 'message';

/** A gateway that is down for half a day: the words are stale by then, and the status page has them. */
const PATIENCE_MS = hours(12);

/** How a message ended. */
interface End {
  readonly fact: Exclude<MessageFact, 'MessageDelayed'>;
  readonly channel: string | null;
  readonly reason: Refusal | null;
}

/**
 * Sends a message only when her own wishes allow it at the very moment of sending. What was decided, and why
 * nothing was sent, stays readable.
 */
@Injectable()
export class MessageSender implements OnModuleInit {
  constructor(
    private readonly store: MessageStore,
    private readonly post: Post,
    private readonly tasks: Queue,
    private readonly audit: AuditTrail,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.tasks.handle(MESSAGE_TASK, ({ message }) => this.send(parseId('message', message)));
  }

  /**
   * Sends a message, puts it off to her next safe time, or refuses it. May run again after a crash: then a
   * neutral message may arrive twice, which is better than never.
   */
  async send(id: Id<'message'>): Promise<void> {
    const ready = await this.unitOfWork.run(() => this.decide(id));
    if (!ready) return;
    const { message, step } = ready;
    try {
      await this.post.deliver(message, step.channel, step.value);
    } catch (error) {
      if (this.clock.now() < later(message.notBefore, PATIENCE_MS)) throw error;
      await this.end(id, { fact: 'MessageFailed', channel: step.channel, reason: 'gateway' });
      return;
    }
    await this.end(id, { fact: 'MessageSent', channel: step.channel, reason: null });
  }

  /** The message and its way, when it may leave now. */
  private async decide(
    id: Id<'message'>,
  ): Promise<{ message: QueuedMessage; step: NextStep & { kind: 'send' } } | null> {
    const message = await this.store.lockQueued(id);
    if (!message) return null;
    const step = await this.post.choose(message.applicantId, this.clock.now());
    switch (step.kind) {
      case 'send':
        return { message, step };
      case 'wait':
        await this.store.delay(id, step.until);
        await this.tasks.add(MESSAGE_TASK, { message: id }, { key: id, at: step.until });
        return null;
      case 'refuse':
        await this.end(id, { fact: 'MessageRefused', channel: null, reason: step.reason });
        return null;
    }
  }

  private async end(id: Id<'message'>, { fact, channel, reason }: End): Promise<void> {
    const state = messageGraph.after('queued', fact);
    await this.unitOfWork.run(async () => {
      await this.store.finish(id, { state, channel, reason }, this.clock.now());
      await this.audit.record({
        kind: 'act',
        act: fact,
        actor: 'system',
        subject: id,
        details: { channel, reason },
      });
    });
  }
}
