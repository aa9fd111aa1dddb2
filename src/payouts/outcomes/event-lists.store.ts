import { Injectable } from '@nestjs/common';
import { Database } from '#platform';

/** How far the list of a rail's events was read. */
export interface EventListRow {
  readonly rail: string;
  readonly readUntil: Date;
  readonly readAt: Date;
  /** Events no notice had brought: at the last reading, and in all. */
  readonly foundLast: number;
  readonly found: number;
}

/** The only way to the table of what was read of providers' lists of events. */
@Injectable()
export class EventListsStore {
  constructor(private readonly database: Database) {}

  async all(): Promise<EventListRow[]> {
    const rows = await this.database.query<Omit<EventListRow, 'found'> & { found: string }>(
      `select rail, read_until as "readUntil", read_at as "readAt", found_last as "foundLast", found
       from provider_events_read order by rail`,
    );
    return rows.map((row) => ({ ...row, found: Number(row.found) }));
  }

  /** Null before the first reading. */
  async readUntil(rail: string): Promise<Date | null> {
    const [row] = await this.database.query<{ until: Date }>(
      `select read_until as until from provider_events_read where rail = $1`,
      [rail],
    );
    return row?.until ?? null;
  }

  /** A unit of work by itself. Never goes back: of two processes that read at once the farther one counts. */
  async save(rail: string, until: Date, found: number): Promise<void> {
    await this.database.writeAlone(
      `insert into provider_events_read (rail, read_until, found_last, found) values ($1, $2, $3::integer, $3::integer)
       on conflict (rail) do update set
         read_until = greatest(provider_events_read.read_until, excluded.read_until),
         read_at = clock_timestamp(), found_last = excluded.found_last,
         found = provider_events_read.found + excluded.found`,
      [rail, until, found],
    );
  }

  /**
   * Accounts at the provider through which money is under way, or was until it settled after `settledSince`: what
   * happens there is in lists of their own.
   */
  async accountsUnderWay(rail: string, settledSince: Date): Promise<string[]> {
    const rows = await this.database.query<{ account: string }>(
      `select distinct m.provider_recipient as account from payout p
       join payout_method m on m.id = p.method_id
       where p.rail = $1 and m.provider_recipient is not null
         and (p.state in ('sending', 'outcome_unknown', 'in_transit', 'paid')
           or p.state = 'settled' and p.settled_at >= $2)`,
      [rail, settledSince],
    );
    return rows.map(({ account }) => account);
  }
}
