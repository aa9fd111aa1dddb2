import { Injectable } from '@nestjs/common';
import { invariant } from '#kernel';
import { Database } from '#platform';
import { REFUSALS, type RefusalCode } from './ledger.errors.js';
import type { NewFund } from './fund.js';
import type { PostingResult } from './posting-order.js';

interface ResultRow {
  key: string;
  seq: string | null;
  status: PostingResult['status'];
  code: string | null;
  message: string | null;
}

/** The only way into the books: the posting functions of the database. It holds no grant to write anything else. */
@Injectable()
export class JournalStore {
  constructor(private readonly database: Database) {}

  /** Posts a batch in the running unit of work and answers each item by itself, in order. */
  async post(items: readonly Record<string, unknown>[]): Promise<PostingResult[]> {
    const rows = await this.database.write<ResultRow>(
      'select key, seq, status, code, message from ledger.post_entries($1::jsonb) order by ordinal',
      [JSON.stringify(items)],
    );
    invariant(rows.length === items.length, 'The books answer every item of a batch.');
    return rows.map((row) => ({
      key: row.key,
      status: row.status,
      seq: row.seq === null ? null : BigInt(row.seq),
      code: row.code === null ? null : refusalCode(row.code),
      message: row.message,
    }));
  }

  /** False when the code is taken. */
  async openFund(fund: NewFund, actor: string): Promise<boolean> {
    const rows = await this.database.write<{ opened: boolean }>(
      'select ledger.open_fund($1::jsonb) as opened',
      [
        JSON.stringify({
          code: fund.code,
          name: fund.name,
          restriction: fund.restriction,
          funder_award_no: fund.funderAwardNo,
          assistance_listing: fund.assistanceListing,
          starts_on: fund.startsOn,
          ends_on: fund.endsOn,
          opened_by: actor,
        }),
      ],
    );
    return rows[0]?.opened === true;
  }
}

/** A code as the books gave it. */
export function refusalCode(code: string): RefusalCode {
  const known = REFUSALS.find((candidate) => candidate === code);
  invariant(known !== undefined, `The books refuse with a known code, not ${code}.`);
  return known;
}
