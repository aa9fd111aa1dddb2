import { Injectable } from '@nestjs/common';
import type { Id } from '#kernel';
import { Database } from '#platform';
import type { FundClass } from './fund.js';
import { voucherUnknown } from './ledger.errors.js';
import { bodyOf, draftOf, type Voucher, type VoucherBody } from './voucher.js';
import type { VoucherState } from './voucher.states.js';

/** What the posting templates say a form for a kind must ask. */
export interface KindFacts {
  readonly kind: string;
  readonly shape: 'template' | 'lines' | 'reversal';
  readonly twoPerson: boolean;
  readonly needsReason: boolean;
  readonly needsAward: boolean;
  /** In the order of their names, the default first. */
  readonly variants: readonly string[];
  /** For which funds there are lines; all three where a line is for any. */
  readonly fundClasses: readonly FundClass[];
}

/** Which vouchers: everything optional narrows. */
export interface VoucherFilter {
  readonly state?: VoucherState;
  readonly proposedBy?: string;
  /** Not by this person: what waits for them. */
  readonly notBy?: string;
  readonly limit: number;
}

interface Row extends Omit<Voucher, 'draft' | 'entry'> {
  body: VoucherBody;
  entry: string | null;
}

const COLUMNS = `id, key, kind, body, state, proposed_by as "proposedBy", proposed_at as "proposedAt",
  decided_by as "decidedBy", decided_at as "decidedAt", decline_reason as "declineReason", entry_seq as entry`;

/** The only way to the table of vouchers, and to what the templates say about their forms. */
@Injectable()
export class VoucherStore {
  constructor(private readonly database: Database) {}

  /** False when its key or id was used before, or the same may be proposed once and is. */
  async add(voucher: Voucher): Promise<boolean> {
    const added = await this.database.write(
      `insert into voucher (id, key, kind, body, state, proposed_by, proposed_at)
       values ($1, $2, $3, $4::jsonb, $5, $6, $7) on conflict do nothing returning id`,
      [
        voucher.id,
        voucher.key,
        voucher.kind,
        JSON.stringify(bodyOf(voucher.draft)),
        voucher.state,
        voucher.proposedBy,
        voucher.proposedAt,
      ],
    );
    return added.length === 1;
  }

  /** Whether somebody has proposed this kind about this source, and nobody has decided. */
  async isProposed(kind: string, sourceRef: string): Promise<boolean> {
    const sql = `select id from voucher
      where state = 'proposed' and kind = $1 and body ->> 'sourceRef' = $2`;
    return (await this.database.query(sql, [kind, sourceRef])).length > 0;
  }

  /** Throws `VOUCHER_UNKNOWN` (not_found). */
  async get(id: Id<'voucher'>): Promise<Voucher> {
    const sql = `select ${COLUMNS} from voucher where id = $1`;
    return one(await this.database.query<Row>(sql, [id]));
  }

  async findByKey(key: string): Promise<Voucher | null> {
    const sql = `select ${COLUMNS} from voucher where key = $1`;
    const [row] = await this.database.query<Row>(sql, [key]);
    return row ? toVoucher(row) : null;
  }

  /** Locked until the unit of work ends. Throws `VOUCHER_UNKNOWN` (not_found). */
  async getLocked(id: Id<'voucher'>): Promise<Voucher> {
    const sql = `select ${COLUMNS} from voucher where id = $1 for update`;
    return one(await this.database.write<Row>(sql, [id]));
  }

  /** Writes what became of it; what was asked for never changes. */
  async save(voucher: Voucher): Promise<void> {
    await this.database.write(
      `update voucher set state = $2, decided_by = $3, decided_at = $4, decline_reason = $5, entry_seq = $6
       where id = $1`,
      [
        voucher.id,
        voucher.state,
        voucher.decidedBy,
        voucher.decidedAt,
        voucher.declineReason,
        voucher.entry === null ? null : String(voucher.entry),
      ],
    );
  }

  /** Newest first. */
  async list(filter: VoucherFilter): Promise<Voucher[]> {
    const { state = null, proposedBy = null, notBy = null, limit } = filter;
    const sql = `select ${COLUMNS} from voucher
       where ($1::text is null or state = $1) and ($2::text is null or proposed_by = $2)
         and ($3::text is null or proposed_by <> $3)
       order by proposed_at desc, id limit $4`;
    return (await this.database.query<Row>(sql, [state, proposedBy, notBy, limit])).map(toVoucher);
  }

  /** Null when there is no such entry. */
  async kindOfEntry(seq: bigint): Promise<string | null> {
    const sql = 'select kind from ledger.entry where seq = $1';
    const [row] = await this.database.query<{ kind: string }>(sql, [String(seq)]);
    return row?.kind ?? null;
  }

  /** Every kind of entry as its templates are now. */
  async kinds(): Promise<KindFacts[]> {
    return this.database.query<KindFacts>(
      `select k.kind, k.shape, k.two_person as "twoPerson", k.needs_reason as "needsReason",
              coalesce(bool_or(a.needs_award) and k.shape = 'template', false) as "needsAward",
              array_agg(distinct r.variant order by r.variant) filter (where r.variant is not null) as variants,
              case when k.shape <> 'template' or bool_or(r.condition = 'any')
                then array['unrestricted', 'restricted', 'conditional']
                else array_agg(distinct r.condition) end as "fundClasses"
       from ledger.entry_kind k
       left join ledger.entry_rule r on r.kind = k.kind
       left join ledger.account a on a.code = r.account
       group by k.kind order by k.kind`,
    );
  }
}

function one(rows: readonly Row[]): Voucher {
  const [row] = rows;
  if (!row) throw voucherUnknown();
  return toVoucher(row);
}

function toVoucher({ body, entry, ...row }: Row): Voucher {
  return {
    ...row,
    draft: draftOf(row.kind, body),
    entry: entry === null ? null : BigInt(entry),
  };
}
