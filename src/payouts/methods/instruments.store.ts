import { Injectable } from '@nestjs/common';
import type { Id } from '#kernel';
import { Database } from '#platform';
import type { Method } from './method.js';
import type { InstrumentMatch, StaffInstrument } from './staff-instrument.js';

const MOST_SHOWN = 200;

/** The only way to the tables of listed accounts and what was found by them. */
@Injectable()
export class InstrumentsStore {
  constructor(private readonly database: Database) {}

  /** False when the account is listed already. */
  async add(instrument: StaffInstrument, fingerprint: Uint8Array): Promise<boolean> {
    const { id, personId, addedBy, addedAt } = instrument;
    const rows = await this.database.write(
      `insert into staff_instrument (id, person_id, fingerprint, added_by, added_at)
       values ($1, $2, $3, $4, $5) on conflict do nothing returning id`,
      [id, personId, Buffer.from(fingerprint), addedBy, addedAt],
    );
    return rows.length === 1;
  }

  /** False when it was taken off before. */
  async remove(id: Id<'staffInstrument'>, by: Id<'person'>, at: Date): Promise<boolean> {
    const rows = await this.database.write(
      `update staff_instrument set removed_by = $2, removed_at = $3
       where id = $1 and removed_at is null returning id`,
      [id, by, at],
    );
    return rows.length === 1;
  }

  /** Newest first. */
  async listed(): Promise<StaffInstrument[]> {
    return this.database.query<StaffInstrument>(
      `select id, person_id as "personId", added_by as "addedBy", added_at as "addedAt"
       from staff_instrument where removed_at is null order by added_at desc, id limit $1`,
      [MOST_SHOWN],
    );
  }

  async listedAs(fingerprint: Uint8Array): Promise<Id<'staffInstrument'> | null> {
    const [row] = await this.database.query<{ id: Id<'staffInstrument'> }>(
      'select id from staff_instrument where fingerprint = $1 and removed_at is null',
      [Buffer.from(fingerprint)],
    );
    return row?.id ?? null;
  }

  /** False when it was found before. */
  async addMatch(
    instrumentId: Id<'staffInstrument'>,
    method: Method,
    foundAt: Date,
  ): Promise<boolean> {
    const rows = await this.database.write(
      `insert into instrument_match (instrument_id, method_id, award_id, found_at)
       values ($1, $2, $3, $4) on conflict do nothing returning method_id`,
      [instrumentId, method.id, method.awardId, foundAt],
    );
    return rows.length === 1;
  }

  /** Newest first. */
  async matches(): Promise<InstrumentMatch[]> {
    return this.database.query<InstrumentMatch>(
      `select i.person_id as "personId", m.award_id as "awardId", m.method_id as "methodId",
              m.found_at as "foundAt"
       from instrument_match m join staff_instrument i on i.id = m.instrument_id
       order by m.found_at desc, m.method_id limit $1`,
      [MOST_SHOWN],
    );
  }

  /** In how many other people's names the same account is in use. */
  async othersWith(method: Method): Promise<number> {
    const [row] = await this.database.query<{ count: number }>(
      `select count(distinct applicant_id)::int as count from payout_method
       where fingerprint = (select fingerprint from payout_method where id = $1) and applicant_id <> $2`,
      [method.id, method.applicantId],
    );
    return row?.count ?? 0;
  }

  /** Methods in use that lead to this account. */
  async methodsWith(fingerprint: Uint8Array): Promise<Id<'method'>[]> {
    const rows = await this.database.query<{ id: Id<'method'> }>(
      `select id from payout_method
       where fingerprint = $1 and state in ('verified', 'active', 'finishing') order by id`,
      [Buffer.from(fingerprint)],
    );
    return rows.map(({ id }) => id);
  }
}
