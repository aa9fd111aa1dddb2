import { Injectable } from '@nestjs/common';
import { invariant, newId, parseId, type Id } from '#kernel';
import { Database } from '#platform';
import { MessageEntity } from './message.entity.js';
import type { MessageTemplate, NewMessage, QueuedMessage, Refusal } from './message.js';
import type { MessageState } from './message.states.js';

const TEMPLATES: readonly MessageTemplate[] = ['update', 'question', 'ready'];

/** The only way to the table of messages. */
@Injectable()
export class MessageStore {
  constructor(private readonly database: Database) {}

  /** The new message's id; null when this reason has its message already. */
  async add(message: NewMessage, now: Date): Promise<Id<'message'> | null> {
    const id = newId('message');
    const rows = await this.database.write(
      `insert into message (id, applicant_id, template, language, state, dedupe, not_before, created_at)
       values ($1, $2, $3, $4, 'queued', $5, $6, $6) on conflict (dedupe) do nothing returning id`,
      [id, message.applicantId, message.template, message.language, message.dedupe, now],
    );
    return rows.length === 1 ? id : null;
  }

  /** The message while it waits, held until the unit of work ends; null once it is finished. */
  async lockQueued(id: Id<'message'>): Promise<QueuedMessage | null> {
    const row = await this.database.writer.getRepository(MessageEntity).findOne({
      where: { id, state: 'queued' },
      lock: { mode: 'pessimistic_write' },
    });
    if (!row) return null;
    const template = TEMPLATES.find((known) => known === row.template);
    invariant(template !== undefined, 'A stored message has one of the neutral templates.');
    return {
      id,
      applicantId: parseId('applicant', row.applicantId),
      template,
      language: row.language,
      notBefore: row.notBefore,
    };
  }

  async delay(id: Id<'message'>, until: Date): Promise<void> {
    await this.database.writer
      .getRepository(MessageEntity)
      .update({ id, state: 'queued' }, { notBefore: until, reason: 'outside_window' });
  }

  async finish(
    id: Id<'message'>,
    end: { state: MessageState; channel: string | null; reason: Refusal | null },
    now: Date,
  ): Promise<void> {
    await this.database.writer
      .getRepository(MessageEntity)
      .update({ id, state: 'queued' }, { ...end, finishedAt: now });
  }
}
