import { Injectable } from '@nestjs/common';
import { In, Not } from 'typeorm';
import { Money, newId, type Id } from '#kernel';
import { Database } from '#platform';
import { determinationNotFound } from './approvals.errors.js';
import { ApprovalEntity, DeterminationEntity } from './determination.entity.js';
import type { Approval, Determination } from './determination.js';

/** The only way to the tables of determinations and approvals. Callers hold the lock on the application. */
@Injectable()
export class DeterminationsStore {
  constructor(private readonly database: Database) {}

  /** Throws `DETERMINATION_NOT_FOUND`. */
  async get(id: Id<'determination'>): Promise<Determination> {
    const row = await this.database.reader.findOneBy(DeterminationEntity, { id });
    if (!row) throw determinationNotFound();
    const [found] = await this.withApprovals([row]);
    if (!found) throw determinationNotFound();
    return found;
  }

  /** The determination of this round that is not voided, or null. */
  async findLive(applicationId: Id<'application'>, round: number): Promise<Determination | null> {
    const row = await this.database.reader.findOneBy(DeterminationEntity, {
      applicationId,
      round,
      state: Not('voided'),
    });
    const [live] = row ? await this.withApprovals([row]) : [];
    return live ?? null;
  }

  /** Every determination of a request, oldest first: the voided ones are its history. */
  async history(applicationId: Id<'application'>): Promise<Determination[]> {
    const rows = await this.database.reader.find(DeterminationEntity, {
      where: { applicationId },
      order: { openedAt: 'asc', id: 'asc' },
    });
    return this.withApprovals(rows);
  }

  /** Live determinations of many requests at once. */
  async liveOf(applicationIds: readonly Id<'application'>[]): Promise<Determination[]> {
    const rows = await this.database.reader.findBy(DeterminationEntity, {
      applicationId: In([...applicationIds]),
      state: Not('voided'),
    });
    return this.withApprovals(rows);
  }

  async insert(determination: Determination, currency: Money['currency']): Promise<void> {
    await this.database.writer.insert(DeterminationEntity, {
      id: determination.id,
      applicationId: determination.applicationId,
      round: determination.round,
      state: determination.state,
      outcome: determination.outcome,
      amountMinor: determination.amount?.minor ?? null,
      currency,
      fund: determination.fund,
      instalments: determination.instalments,
      reasonCode: determination.reasonCode,
      policyId: determination.policyId,
      approvalsNeeded: determination.approvalsNeeded,
      directorNeeded: determination.directorNeeded,
      digest: Buffer.from(determination.digest, 'hex'),
      openedBy: determination.openedBy,
      openedAt: determination.openedAt,
      decidedAt: determination.decidedAt,
    });
  }

  /** Saves where it stands; what was decided never changes. */
  async save({ id, state, decidedAt }: Determination): Promise<void> {
    await this.database.writer.update(DeterminationEntity, { id }, { state, decidedAt });
  }

  async insertApproval(determination: Determination, approval: Approval): Promise<void> {
    await this.database.writer.insert(ApprovalEntity, {
      ...approval,
      id: newId('approval'),
      determinationId: determination.id,
      digest: Buffer.from(determination.digest, 'hex'),
    });
  }

  private async withApprovals(rows: readonly DeterminationEntity[]): Promise<Determination[]> {
    if (rows.length === 0) return [];
    const given = await this.database.reader.find(ApprovalEntity, {
      where: { determinationId: In(rows.map(({ id }) => id)) },
      order: { givenAt: 'asc', id: 'asc' },
    });
    return rows.map(({ amountMinor, currency, digest, ...row }) => ({
      ...row,
      amount: amountMinor === null ? null : Money.of(amountMinor, currency),
      digest: digest.toString('hex'),
      approvals: given
        .filter(({ determinationId }) => determinationId === row.id)
        .map(({ personId, asDirector, givenAt, expiresAt }) => ({
          personId,
          asDirector,
          givenAt,
          expiresAt,
        })),
    }));
  }
}
