import { Injectable } from '@nestjs/common';
import type { Id } from '#kernel';
import { Database } from '#platform';
import { Vault, type SealedPlace } from '#privacy';
import { ApplicationAnswersEntity } from './application.entity.js';

export type AnswerGroup = ApplicationAnswersEntity['fieldGroup'];

/** Whose answers, and which application's. */
export interface AnswersOf {
  readonly applicantId: Id<'applicant'>;
  readonly id: Id<'application'>;
}

/** The only way to what people told us: everything passes the vault, both ways. */
@Injectable()
export class SealedAnswersStore {
  constructor(
    private readonly database: Database,
    private readonly vault: Vault,
  ) {}

  async put(of: AnswersOf, group: AnswerGroup, value: unknown, now: Date): Promise<void> {
    const sealed = await this.vault.seal(placeOf(of, group), value);
    await this.database.writer.getRepository(ApplicationAnswersEntity).save({
      applicationId: of.id,
      fieldGroup: group,
      sealed: Buffer.from(sealed),
      seenAt: now,
    });
  }

  /** Null when nothing is kept under this group (any more). */
  async find<Value>(of: AnswersOf, group: AnswerGroup): Promise<Value | null> {
    const row = await this.database.reader
      .getRepository(ApplicationAnswersEntity)
      .findOneBy({ applicationId: of.id, fieldGroup: group });
    return row ? this.vault.open<Value>(placeOf(of, group), row.sealed) : null;
  }

  /** The draft is being looked at: it lives another hour. */
  async touchDraft(id: Id<'application'>, now: Date): Promise<void> {
    await this.database.writer
      .getRepository(ApplicationAnswersEntity)
      .update({ applicationId: id, fieldGroup: 'draft' }, { seenAt: now });
  }

  async remove(id: Id<'application'>, group: AnswerGroup): Promise<void> {
    await this.database.writer
      .getRepository(ApplicationAnswersEntity)
      .delete({ applicationId: id, fieldGroup: group });
  }

  /** Applications whose draft group nobody has looked at since `before`. */
  async leftAlone(before: Date): Promise<Id<'application'>[]> {
    const rows = await this.database.query<{ id: Id<'application'> }>(
      `select application_id as id from application_answers
       where field_group = 'draft' and seen_at < $1 order by seen_at limit 1000`,
      [before],
    );
    return rows.map(({ id }) => id);
  }
}

const placeOf = ({ applicantId, id }: AnswersOf, group: AnswerGroup): SealedPlace => ({
  subject: applicantId,
  table: 'application_answers',
  row: id,
  field: group,
});
