import { Injectable } from '@nestjs/common';
import { invariant, Money, type Currency } from '#kernel';
import { Database } from '#platform';
import { REFUSALS, type RefusalCode } from './ledger.errors.js';
import type { NewFund } from './fund.js';
import type { PostingResult } from './posting-order.js';
import type { Rehearsal, RehearsedBalance, RehearsedLine } from './voucher.js';

interface ResultRow {
  key: string;
  seq: string | null;
  status: PostingResult['status'];
  code: string | null;
  message: string | null;
}

/** A rehearsal as the database tells it: minor units as text. */
interface ToldRehearsal {
  readonly code: string | null;
  readonly message: string | null;
  readonly lines: readonly (Omit<RehearsedLine, 'amount'> & {
    readonly amount: string;
    readonly currency: Currency;
  })[];
  readonly balances: readonly (Omit<RehearsedBalance, 'before' | 'after'> & {
    readonly before: string;
    readonly after: string;
    readonly currency: Currency;
  })[];
}

/** An order as the posting functions read it. */
type Item = Readonly<Record<string, unknown>>;

const MANY =
  'select key, seq, status, code, message from ledger.post_entries($1::jsonb) order by ordinal';
/** Answers as a batch of one does, in a fraction of the time. */
const ONE = 'select key, seq, status, code, message from ledger.post_one($1::jsonb)';

/** The only way into the books: the posting functions of the database. It holds no grant to write anything else. */
@Injectable()
export class JournalStore {
  constructor(private readonly database: Database) {}

  /** Posts a batch in the running unit of work and answers each item by itself, in order. */
  async post(items: readonly Item[]): Promise<PostingResult[]> {
    return answers(items, await this.database.write<ResultRow>(...statementFor(items)));
  }

  /** The same in a transaction of its own: what it answers is committed. */
  async postApart(items: readonly Item[]): Promise<PostingResult[]> {
    return answers(items, await this.database.writeAlone<ResultRow>(...statementFor(items)));
  }

  /** What an item would do, without doing it; in the running unit of work or one of its own. */
  async rehearse(item: Readonly<Record<string, unknown>>): Promise<Rehearsal> {
    const rows = await this.database.query<{ told: ToldRehearsal }>(
      'select ledger.rehearse_entry($1::jsonb) as told',
      [JSON.stringify(item)],
    );
    const told = rows[0]?.told;
    invariant(told !== undefined, 'The books answer every rehearsal.');
    const { code, message, lines, balances } = told;
    return {
      refusal: code === null ? null : { code, message: message ?? code },
      lines: lines.map(({ amount, currency, ...line }) => ({
        ...line,
        amount: Money.of(BigInt(amount), currency),
      })),
      balances: balances.map(({ before, after, currency, ...balance }) => ({
        ...balance,
        before: Money.of(BigInt(before), currency),
        after: Money.of(BigInt(after), currency),
      })),
    };
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

/** The statement for these items, and its parameters. */
function statementFor(items: readonly Item[]): [sql: string, parameters: readonly string[]] {
  const [single] = items;
  return single !== undefined && items.length === 1
    ? [ONE, [JSON.stringify(single)]]
    : [MANY, [JSON.stringify(items)]];
}

function answers(items: readonly Item[], rows: readonly ResultRow[]): PostingResult[] {
  invariant(rows.length === items.length, 'The books answer every item of a batch.');
  return rows.map((row) => ({
    key: row.key,
    status: row.status,
    seq: row.seq === null ? null : BigInt(row.seq),
    code: row.code === null ? null : refusalCode(row.code),
    message: row.message,
  }));
}

/** A code as the books gave it. */
export function refusalCode(code: string): RefusalCode {
  const known = REFUSALS.find((candidate) => candidate === code);
  invariant(known !== undefined, `The books refuse with a known code, not ${code}.`);
  return known;
}
