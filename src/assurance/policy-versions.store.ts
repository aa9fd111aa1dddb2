import { Injectable } from '@nestjs/common';
import { Database } from '#platform';
import {
  approvalLines,
  programmeLines,
  rubricLines,
  type StoredPolicy,
  type StoredProgramme,
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
    const [approvals, rubrics, programmes, rules] = [
      await this.approvals(),
      await this.rubrics(),
      await this.programmes(),
      await this.rules(),
    ];
    return [...approvals, ...rubrics, ...programmes, ...rules];
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
