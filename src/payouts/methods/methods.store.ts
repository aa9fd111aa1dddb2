import { Injectable } from '@nestjs/common';
import { In, IsNull, Not } from 'typeorm';
import type { Id } from '#kernel';
import { Database } from '#platform';
import { MethodEntity } from './method.entity.js';
import type { Method } from './method.js';

/** The only way to the table of payout methods. */
@Injectable()
export class MethodsStore {
  constructor(private readonly database: Database) {}

  async add(method: Method): Promise<void> {
    await this.database.writer.getRepository(MethodEntity).insert(rowFrom(method));
  }

  async save(method: Method): Promise<void> {
    const row = rowFrom(method);
    const { id, state, way, providerRecipient, providerMethod, labelSealed } = row;
    const { fingerprint, likeness, usableFrom, standing, standingSince } = row;
    const change = {
      state,
      way,
      providerRecipient,
      providerMethod,
      labelSealed,
      fingerprint,
      likeness,
      usableFrom,
      standing,
      standingSince,
    };
    await this.database.writer.getRepository(MethodEntity).update(id, change);
  }

  /** Every version of hers, newest first, locked: one change of a method at a time. */
  async allLocked(applicantId: Id<'applicant'>): Promise<Method[]> {
    // A lock by name also stands for versions that do not exist yet.
    await this.database.write(
      `select pg_advisory_xact_lock(hashtextextended('method:' || $1, 0))`,
      [applicantId],
    );
    return this.all(applicantId);
  }

  /** Newest first. */
  async all(applicantId: Id<'applicant'>): Promise<Method[]> {
    const rows = await this.database.reader
      .getRepository(MethodEntity)
      .find({ where: { applicantId }, order: { version: 'DESC' } });
    return rows.map(methodFrom);
  }

  async find(id: Id<'method'>): Promise<Method | null> {
    const row = await this.database.reader.getRepository(MethodEntity).findOneBy({ id });
    return row ? methodFrom(row) : null;
  }

  /** Those of these that there are, by their ids. */
  async byIds(ids: readonly Id<'method'>[]): Promise<Map<Id<'method'>, Method>> {
    const rows = await this.database.reader
      .getRepository(MethodEntity)
      .find({ where: { id: In([...ids]) } });
    return new Map(rows.map((row) => [row.id, methodFrom(row)]));
  }

  /**
   * Methods that cannot be paid to yet or now, and those whose provider said so of a payment; whoever was asked about
   * longest ago first. Of a refused payment it is asked once.
   */
  async waiting(limit: number): Promise<Method[]> {
    const rows = await this.database.reader
      .getRepository(MethodEntity)
      .createQueryBuilder('m')
      .where(`m.providerRecipient is not null`)
      .andWhere(
        `(m.state = 'verified' or (m.state in ('active', 'finishing') and (m.standing in ('pending', 'needs_action')
           or exists (select 1 from payout p where p.method_id = m.id and p.state = 'failed'
                      and p.reason = 'not_ready' and (m.lookedAt is null or m.lookedAt <= p.closed_at)))))`,
      )
      .orderBy('m.lookedAt', 'ASC', 'NULLS FIRST')
      .addOrderBy('m.createdAt', 'ASC')
      .take(limit)
      .getMany();
    return rows.map(methodFrom);
  }

  /** Somebody asked the provider about it. */
  async looked(id: Id<'method'>, at: Date): Promise<void> {
    await this.database.writer.getRepository(MethodEntity).update(id, { lookedAt: at });
  }

  /** Methods that wait for her to come back from the provider's pages, whoever was asked about longest ago first. */
  async unfinished(limit: number): Promise<Method[]> {
    const rows = await this.database.reader.getRepository(MethodEntity).find({
      where: { state: 'pending', providerRecipient: Not(IsNull()) },
      order: { lookedAt: { direction: 'ASC', nulls: 'FIRST' }, createdAt: 'ASC' },
      take: limit,
    });
    return rows.map(methodFrom);
  }

  async knowsRecipient(providerRecipient: string): Promise<boolean> {
    return this.database.reader.getRepository(MethodEntity).existsBy({ providerRecipient });
  }

  /** Whatever their state. */
  async byRecipient(rail: string, providerRecipient: string): Promise<Method[]> {
    const rows = await this.database.reader
      .getRepository(MethodEntity)
      .find({ where: { rail, providerRecipient } });
    return rows.map(methodFrom);
  }
}

function methodFrom(row: MethodEntity): Method {
  return Object.assign({}, row);
}

function rowFrom(method: Method): MethodEntity {
  const { labelSealed, fingerprint, likeness } = method;
  return Object.assign(new MethodEntity(), method, {
    labelSealed: labelSealed ? Buffer.from(labelSealed) : null,
    fingerprint: fingerprint ? Buffer.from(fingerprint) : null,
    likeness: likeness ? Buffer.from(likeness) : null,
  });
}
