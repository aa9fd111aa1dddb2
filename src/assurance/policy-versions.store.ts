import { Injectable } from '@nestjs/common';
import { Database } from '#platform';
import {
  approvalLines,
  feeLine,
  programmeLines,
  releaseLines,
  rubricLines,
  type StoredFee,
  type StoredPolicy,
  type StoredProgramme,
  type StoredReleasePolicy,
  type StoredRubric,
} from './policy-lines.js';
import type { PolicyVersion } from './policy-version.js';

interface Stored {
  number: number;
  since: Date;
}

/** Reads every kept version of every rule, wherever its module keeps it; writes those of the program itself. */
@Injectable()
export class PolicyVersionStore {
  constructor(private readonly database: Database) {}

  /** By rule, the newest version first. */
  async all(): Promise<PolicyVersion[]> {
    return [
      ...(await this.approvals()),
      ...(await this.releases()),
      ...(await this.fees()),
      ...(await this.rubrics()),
      ...(await this.programmes()),
      ...(await this.rules()),
    ];
  }

  /** Keeps the lines of a rule unless they are those of its newest version. */
  async record(rule: string, lines: readonly string[]): Promise<void> {
    await this.database.write(
      `insert into rule_version (rule, number, lines)
       select $1::text, 1 + coalesce(max(number), 0), $2::jsonb from rule_version where rule = $1
       having coalesce((array_agg(lines order by number desc))[1] <> $2::jsonb, true)
       on conflict do nothing`,
      [rule, JSON.stringify(lines)],
    );
  }

  private async approvals(): Promise<PolicyVersion[]> {
    const rows = await this.database.query<Stored & StoredPolicy>(
      `select number, in_force_from as since, currency, tiers, approval_valid_days as "validDays"
       from policy_version order by number desc`,
    );
    return rows.map((row) => ({
      policy: 'approvals',
      number: row.number,
      since: row.since,
      by: 'release',
      lines: approvalLines(row),
    }));
  }

  private async releases(): Promise<PolicyVersion[]> {
    const rows = await this.database.query<Stored & StoredReleasePolicy>(
      `select number, in_force_from as since, currency, second_above_minor as "secondAbove"
       from release_policy order by currency, number desc`,
    );
    return rows.map((row) => ({
      policy: `releases:${row.currency}`,
      number: row.number,
      since: row.since,
      by: 'release',
      lines: releaseLines(row),
    }));
  }

  /** Each day on which a price began is a version; it says every price of that day. */
  private async fees(): Promise<PolicyVersion[]> {
    const rows = await this.database.query<Stored & { prices: StoredFee[] }>(
      `with began as (
         select valid_from, row_number() over (order by valid_from)::integer as number
         from fee_schedule group by valid_from),
       price as (
         select distinct on (b.number, f.rail, f.way, f.currency)
                b.number, b.valid_from, f.rail, f.way, f.currency, f.fixed_minor, f.basis_points, f.min_minor
         from began b join fee_schedule f on f.valid_from <= b.valid_from
         order by b.number, f.rail, f.way, f.currency, f.valid_from desc)
       select number, valid_from::timestamp at time zone 'UTC' as since,
              json_agg(json_build_object('rail', rail, 'way', way, 'currency', currency,
                'fixed', fixed_minor::text, 'basisPoints', basis_points, 'least', min_minor::text)
                order by rail, way nulls first, currency) as prices
       from price group by number, valid_from order by number desc`,
    );
    return rows.map(({ number, since, prices }) => ({
      policy: 'fees',
      number,
      since,
      by: 'release',
      lines: prices.map(feeLine),
    }));
  }

  private async rubrics(): Promise<PolicyVersion[]> {
    const rows = await this.database.query<Stored & StoredRubric>(
      `select version as number, in_force_from as since, currency, criteria,
         one_review_up_to_minor as "oneReviewUpTo", large_difference as "largeDifference"
       from rubric order by version desc`,
    );
    return rows.map((row) => ({
      policy: 'rubric',
      number: row.number,
      since: row.since,
      by: 'release',
      lines: rubricLines(row),
    }));
  }

  private async programmes(): Promise<PolicyVersion[]> {
    const rows = await this.database.query<
      Stored & { code: string; by: string | null; body: StoredProgramme }
    >(
      `select v.number, v.recorded_at as since, p.code, v.body, (
         select e.actor from audit_event e
         where e.subject = v.programme_id and e.act = 'ProgrammeSaved' and e.txid = v.txid order by e.seq limit 1
       ) as by
       from programme_version v join programme p on p.id = v.programme_id order by p.code, v.number desc`,
    );
    return rows.map(({ code, by, body, ...row }) => ({
      ...row,
      policy: `programme:${code}`,
      by: by ?? 'release',
      lines: programmeLines(body),
    }));
  }

  private async rules(): Promise<PolicyVersion[]> {
    const rows = await this.database.query<Stored & { rule: string; lines: string[] }>(
      `select rule, number, recorded_at as since, lines from rule_version order by rule, number desc`,
    );
    return rows.map(({ rule, ...row }) => ({ ...row, policy: rule, by: 'release' }));
  }
}
