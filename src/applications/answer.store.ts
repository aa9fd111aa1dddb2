import { Injectable } from '@nestjs/common';
import type { Id } from '#kernel';
import { Database } from '#platform';
import { AnswerGivenEntity, AppealEntity } from './answer.entity.js';

/** A given answer as a row. */
export type AnswerRow = Readonly<AnswerGivenEntity>;
/** An appeal as a row. */
export type AppealRow = Readonly<AppealEntity>;

/** The only way to the tables of given answers and appeals. Both only ever grow. */
@Injectable()
export class AnswerStore {
  constructor(private readonly database: Database) {}

  async addAnswer(row: AnswerRow): Promise<void> {
    await this.database.writer.getRepository(AnswerGivenEntity).insert(row);
  }

  /** Every answer given, the first one first. */
  async answers(applicationId: Id<'application'>): Promise<AnswerRow[]> {
    return this.database.reader
      .getRepository(AnswerGivenEntity)
      .find({ where: { applicationId }, order: { round: 'ASC', number: 'ASC' } });
  }

  async addAppeal(row: AppealRow): Promise<void> {
    await this.database.writer.getRepository(AppealEntity).insert(row);
  }

  async findAppeal(applicationId: Id<'application'>): Promise<AppealRow | null> {
    return this.database.reader.getRepository(AppealEntity).findOneBy({ applicationId });
  }
}
