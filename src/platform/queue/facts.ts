import { Injectable, type OnModuleInit } from '@nestjs/common';
import { newId } from '#kernel';
import { Queue, type TaskPayload } from './queue.js';

/** Something that happened, in the past tense, about one thing: `AwardAccepted`, `PayoutPaid`. */
export interface Fact {
  readonly name: string;
  readonly subject: string;
  readonly details?: TaskPayload;
}

export type FactHandler = (fact: Fact) => Promise<void>;

/**
 * Facts flow down the house: a module records what happened and does not know who listens. Each
 * listener gets its own task, in its own unit of work, at least once.
 */
@Injectable()
export class Facts implements OnModuleInit {
  private readonly listeners = new Map<string, Map<string, FactHandler>>();

  constructor(private readonly queue: Queue) {}

  onModuleInit(): void {
    this.queue.handle('fact', async (payload) => {
      const { name, listener, subject, ...details } = payload;
      const handler = this.listeners.get(String(name))?.get(String(listener));
      await handler?.({ name: String(name), subject: String(subject), details });
    });
  }

  /** `listener` names who reacts (`payouts`): a fact is delivered to it apart from all others. */
  on(name: string, listener: string, handler: FactHandler): void {
    const known = this.listeners.get(name) ?? new Map<string, FactHandler>();
    known.set(listener, handler);
    this.listeners.set(name, known);
  }

  /** Records a fact in the running unit of work. */
  async record(fact: Fact): Promise<void> {
    for (const listener of this.listeners.get(fact.name)?.keys() ?? []) {
      const payload = { ...fact.details, name: fact.name, subject: fact.subject, listener };
      await this.queue.add('fact', payload, { key: newId('fact') });
    }
  }
}
