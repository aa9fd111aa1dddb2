import { Injectable } from '@nestjs/common';
import { In, LessThanOrEqual } from 'typeorm';
import { Money, type Id } from '#kernel';
import { Database } from '#platform';
import { awardNotFound, instalmentNotFound } from './approvals.errors.js';
import { AwardEntity, InstalmentEntity } from './award.entity.js';
import type { AwardView, InstalmentView } from './award.js';

/** The only way to the tables of awards and instalments. */
@Injectable()
export class AwardsStore {
  constructor(private readonly database: Database) {}

  /** Throws `AWARD_NOT_FOUND`. */
  async get(id: Id<'award'>): Promise<AwardView> {
    return this.one(await this.database.reader.findOneBy(AwardEntity, { id }));
  }

  /** The award, locked until the unit of work ends. Throws `AWARD_NOT_FOUND`. */
  async getLocked(id: Id<'award'>): Promise<AwardView> {
    const row = await this.database.writer.findOne(AwardEntity, {
      where: { id },
      lock: { mode: 'pessimistic_write' },
    });
    return this.one(row);
  }

  async findForApplication(applicationId: Id<'application'>): Promise<AwardView | null> {
    const row = await this.database.reader.findOneBy(AwardEntity, { applicationId });
    return row && toAward(row);
  }

  /** Awards that are not over, newest first. */
  async open(limit: number): Promise<AwardView[]> {
    const rows = await this.database.reader.find(AwardEntity, {
      where: { state: In(['offered', 'accepted', 'active', 'suspended']) },
      order: { offeredAt: 'desc', id: 'asc' },
      take: limit,
    });
    return rows.map(toAward);
  }

  /** What this person was promised so far, in minor units, apart from offers that came to nothing. */
  async promisedTo(applicantId: Id<'applicant'>): Promise<bigint> {
    const [row] = await this.database.query<{ minor: string }>(
      `select coalesce(sum(amount_minor), 0)::text as minor from award
       where applicant_id = $1 and state not in ('lapsed', 'declined_by_recipient', 'cancelled')`,
      [applicantId],
    );
    return BigInt(row?.minor ?? '0');
  }

  async insert(award: AwardView): Promise<void> {
    const { amount, ...rest } = award;
    await this.database.writer.insert(AwardEntity, {
      ...rest,
      amountMinor: amount.minor,
      currency: amount.currency,
    });
  }

  /** Saves state and instants; everything else of an award never changes. */
  async save({ id, state, notifiedAt, acceptedAt }: AwardView): Promise<void> {
    await this.database.writer.update(AwardEntity, { id }, { state, notifiedAt, acceptedAt });
  }

  /** Nothing of the award is left to stand still. */
  async endPauses(id: Id<'award'>, at: Date): Promise<void> {
    await this.database.write(
      `update award_pause set ended_at = $2, catching = 'award_over' where award_id = $1 and ended_at is null`,
      [id, at],
    );
  }

  async insertInstalments(instalments: readonly InstalmentView[]): Promise<void> {
    await this.database.writer.insert(
      InstalmentEntity,
      instalments.map(({ amount, ...rest }) => ({ ...rest, amountMinor: amount.minor })),
    );
  }

  /** In order of their numbers. */
  async instalments(award: AwardView): Promise<InstalmentView[]> {
    const rows = await this.database.reader.find(InstalmentEntity, {
      where: { awardId: award.id },
      order: { number: 'asc' },
    });
    return rows.map((row) => toInstalment(row, award));
  }

  /** The award of an instalment. Throws `INSTALMENT_NOT_FOUND`. */
  async awardOf(id: Id<'instalment'>): Promise<Id<'award'>> {
    const row = await this.database.reader.findOneBy(InstalmentEntity, { id });
    if (!row) throw instalmentNotFound();
    return row.awardId;
  }

  async saveInstalment({ id, state, dueOn }: InstalmentView): Promise<void> {
    await this.database.writer.update(InstalmentEntity, { id }, { state, dueOn });
  }

  /** Awards with a planned instalment whose date has come. */
  async withPlannedUpTo(today: string): Promise<Id<'award'>[]> {
    const rows = await this.database.reader.find(InstalmentEntity, {
      select: { awardId: true },
      where: { state: 'planned', dueOn: LessThanOrEqual(today) },
      order: { dueOn: 'asc', id: 'asc' },
      take: 1_000,
    });
    return [...new Set(rows.map((row) => row.awardId))];
  }

  /** Instalments that are due now, of awards that can be paid, oldest first. */
  async due(today: string, limit: number): Promise<InstalmentView[]> {
    const rows = await this.database.query<DueRow>(
      `select i.id, i.award_id as "awardId", i.number, i.amount_minor as minor, a.currency,
              to_char(i.due_on, 'YYYY-MM-DD') as "dueOn"
       from instalment i join award a on a.id = i.award_id
       where i.state = 'due' and i.due_on <= $1 and a.state = 'active'
       order by i.due_on, i.id limit $2`,
      [today, limit],
    );
    return rows.map(({ minor, currency, ...row }) => ({
      ...row,
      amount: Money.of(BigInt(minor), currency),
      state: 'due',
    }));
  }

  /** A part of an award becomes smaller; the same unit of work adds what was taken away as a part of its own. */
  async shrinkInstalment(id: Id<'instalment'>, to: Money): Promise<void> {
    await this.database.writer.update(InstalmentEntity, { id }, { amountMinor: to.minor });
  }

  private one(row: AwardEntity | null): AwardView {
    if (!row) throw awardNotFound();
    return toAward(row);
  }
}

interface DueRow {
  id: Id<'instalment'>;
  awardId: Id<'award'>;
  number: number;
  minor: string;
  currency: Money['currency'];
  dueOn: string;
}

function toAward({ amountMinor, currency, ...row }: AwardEntity): AwardView {
  return { ...row, amount: Money.of(amountMinor, currency) };
}

function toInstalment({ amountMinor, ...row }: InstalmentEntity, award: AwardView): InstalmentView {
  return { ...row, amount: Money.of(amountMinor, award.amount.currency) };
}
