import { Injectable } from '@nestjs/common';
import { parseCurrency, type Currency, type Id } from '#kernel';
import { Database } from '#platform';
import type { OutstandingItem, ProviderAccount, SignOff } from './sign-off.js';

/** An account that has moved by the end of a day, with its balance by the books. */
interface Held {
  readonly account: ProviderAccount;
  readonly currency: Currency;
  readonly ledgerMinor: bigint;
}

interface SignOffRow extends Omit<
  SignOff,
  'ledgerMinor' | 'providerMinor' | 'outstandingMinor' | 'currency'
> {
  readonly currency: string;
  readonly ledgerMinor: string;
  readonly providerMinor: string;
  readonly outstandingMinor: string;
}

/**
 * Movements of an account ($3) by the end of a day ($1) that only one side has then, in one currency ($2). A match counts when all
 * its lines and entries lie before the cutoff; of one that straddles it, what lies before is outstanding.
 */
const OUTSTANDING = `
  with line as (
    select l.id, l.entry_id, l.amount_minor, (l.effective_at at time zone 'UTC')::date as day, m.line_id is not null as matched,
      -- Lines that cancel each other out are one group; every other line is a group with its entries.
      case when m.rule = 'M6' then 'ref:' || l.provider_ref else l.id end as matched_as
    from statement_line l left join statement_match m on m.line_id = l.id
    where l.currency = $2 and l.rail in (select rail from rail_purse where account = $3)),
  entry as (
    select e.entry_key, e.amount_minor, e.effective_on as day, x.line_id as matched_as
    from provider_entry e left join statement_match_entry x on x.entry_key = e.entry_key
    where e.currency = $2 and e.account = $3),
  whole as (
    select matched_as from (
      select matched_as, day from line where matched
      union all select matched_as, day from entry where matched_as is not null) t
    group by matched_as having max(day) <= $1::date)
  select 'provider' as side, entry_id as reference, day::text as "on", amount_minor as amount from line
  where day <= $1::date and (not matched or matched_as not in (select matched_as from whole))
  union all
  select 'ledger', entry_key, day::text, amount_minor from entry
  where day <= $1::date and (matched_as is null or matched_as not in (select matched_as from whole))
  order by 3, 2`;

/**
 * What the provider held at the end of a day ($1): its balance at the latest comparison of each rail ($3) that began
 * after that day, less what it has moved since. Null while a rail has none.
 */
const PROVIDER_BALANCE = `
  select case when count(*) = count(r.provider_minor) then sum(r.provider_minor - r.since) end as amount
  from unnest($3::text[]) rails (rail)
  left join lateral (
    select run.provider_minor,
      (select coalesce(sum(l.amount_minor), 0) from statement_line l
       where l.rail = run.rail and l.currency = $2 and (l.effective_at at time zone 'UTC')::date > $1::date) as since
    from reconciliation_run run
    where run.rail = rails.rail and run.currency = $2 and run.finished_at is not null and run.error_code is null
      and (run.started_at at time zone 'UTC')::date > $1::date
    order by run.started_at desc limit 1) r on true`;

const SIGN_OFF = `select s.id, s.period, s.account, s.currency, s.cutoff::text, s.basis, s.ledger_minor as "ledgerMinor",
    s.provider_minor as "providerMinor", s.outstanding_count as "outstandingCount",
    s.outstanding_minor as "outstandingMinor", s.outstanding_digest as "outstandingDigest", s.breaks,
    s.prepared_by as "preparedBy", s.prepared_at as "preparedAt", r.reviewed_by as "reviewedBy",
    r.reviewed_at as "reviewedAt"
  from account_sign_off s left join account_sign_off_review r on r.sign_off_id = s.id`;
const SIGN_OFF_BY_ID = `${SIGN_OFF} where s.id = $1`;
const SIGN_OFFS_OF_PERIOD = `${SIGN_OFF} where s.period = $1
  order by s.account, s.currency, s.prepared_at desc`;

/** Signatures under accounts, and the two sides they are about. Nothing is changed or removed. */
@Injectable()
export class SignOffsStore {
  constructor(private readonly database: Database) {}

  /** Accounts at providers that had any movement by the end of a day. */
  async held(day: string): Promise<Held[]> {
    const rows = await this.database.query<{
      account: ProviderAccount;
      currency: string;
      amount: string;
    }>(
      `select p.account, p.currency, sum(p.amount) as amount
       from ledger.posting p join ledger.entry e on e.seq = p.entry_seq
       where p.account in (select account from rail_purse) and e.effective_on <= $1
       group by p.account, p.currency order by p.account, p.currency`,
      [day],
    );
    return rows.map(({ account, currency, amount }) => ({
      account,
      currency: parseCurrency(currency),
      ledgerMinor: BigInt(amount),
    }));
  }

  async outstanding(
    day: string,
    currency: Currency,
    account: ProviderAccount,
  ): Promise<OutstandingItem[]> {
    const rows = await this.database.query<
      Omit<OutstandingItem, 'amountMinor'> & { amount: string }
    >(OUTSTANDING, [day, currency, account]);
    return rows.map(({ amount, ...row }) => ({ ...row, amountMinor: BigInt(amount) }));
  }

  async providerBalance(
    day: string,
    currency: Currency,
    rails: readonly string[],
  ): Promise<bigint | null> {
    const [row] = await this.database.query<{ amount: string | null }>(PROVIDER_BALANCE, [
      day,
      currency,
      rails,
    ]);
    return row?.amount == null ? null : BigInt(row.amount);
  }

  async add(signOff: Omit<SignOff, 'reviewedBy' | 'reviewedAt'>): Promise<void> {
    await this.database.write(
      `insert into account_sign_off (id, period, account, currency, cutoff, basis, ledger_minor, provider_minor,
         outstanding_count, outstanding_minor, outstanding_digest, breaks, prepared_by, prepared_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
      [
        signOff.id,
        signOff.period,
        signOff.account,
        signOff.currency,
        signOff.cutoff,
        signOff.basis,
        String(signOff.ledgerMinor),
        String(signOff.providerMinor),
        signOff.outstandingCount,
        String(signOff.outstandingMinor),
        signOff.outstandingDigest,
        JSON.stringify(signOff.breaks),
        signOff.preparedBy,
        signOff.preparedAt,
      ],
    );
  }

  /** False when this was reviewed already. */
  async review(signOff: SignOff, by: string, now: Date): Promise<boolean> {
    const rows = await this.database.write(
      `insert into account_sign_off_review
         (sign_off_id, period, account, currency, prepared_by, reviewed_by, reviewed_at)
       values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing returning sign_off_id`,
      [signOff.id, signOff.period, signOff.account, signOff.currency, signOff.preparedBy, by, now],
    );
    return rows.length > 0;
  }

  async find(id: Id<'signOff'>): Promise<SignOff | null> {
    const [row] = await this.database.query<SignOffRow>(SIGN_OFF_BY_ID, [id]);
    return row === undefined ? null : signOffOf(row);
  }

  /** The latest prepared of each account first. */
  async ofPeriod(period: string): Promise<SignOff[]> {
    const rows = await this.database.query<SignOffRow>(SIGN_OFFS_OF_PERIOD, [period]);
    return rows.map(signOffOf);
  }
}

function signOffOf(row: SignOffRow): SignOff {
  return {
    ...row,
    currency: parseCurrency(row.currency),
    ledgerMinor: BigInt(row.ledgerMinor),
    providerMinor: BigInt(row.providerMinor),
    outstandingMinor: BigInt(row.outstandingMinor),
  };
}
