import { Injectable } from '@nestjs/common';
import { Database } from '#platform';

/** What the latest check of one promise found. */
export interface PromiseCheck {
  /** A sentence about the whole database. */
  readonly promise: string;
  /** The module that gives it. */
  readonly module: string;
  /** What an offence is: the rows this finds. */
  readonly sql: string;
  readonly offences: number;
  /** The first offence, ids and numbers only. */
  readonly example: Readonly<Record<string, unknown>> | null;
  readonly checkedAt: Date;
}

/** The latest verdict on every promise, so that a page can show them without asking the whole database. */
@Injectable()
export class PromiseChecks {
  constructor(private readonly database: Database) {}

  /** Replaces what was known: a promise that is not given any more is not listed any more. */
  async remember(checks: readonly Omit<PromiseCheck, 'checkedAt'>[]): Promise<void> {
    const promises = checks.map(({ promise }) => promise);
    await this.database.write('delete from promise_check where promise <> all($1::text[])', [
      promises,
    ]);
    await this.database.write(
      `insert into promise_check (promise, module, position, sql, offences, example, checked_at)
       select promise, module, position, sql, offences, example::jsonb, clock_timestamp()
       from unnest($1::text[], $2::text[], $3::text[], $4::integer[], $5::text[])
         with ordinality as t (promise, module, sql, offences, example, position)
       on conflict (promise) do update set module = excluded.module, position = excluded.position,
         sql = excluded.sql, offences = excluded.offences, example = excluded.example,
         checked_at = excluded.checked_at`,
      [
        promises,
        checks.map(({ module }) => module),
        checks.map(({ sql }) => sql),
        checks.map(({ offences }) => offences),
        checks.map(({ example }) => (example === null ? null : JSON.stringify(example))),
      ],
    );
  }

  /** In the order of the house. */
  async latest(): Promise<PromiseCheck[]> {
    return this.database.query<PromiseCheck>(
      `select promise, module, sql, offences, example, checked_at as "checkedAt"
       from promise_check order by position`,
    );
  }
}
