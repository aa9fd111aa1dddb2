import type { Dataset, DatasetRange } from '#kernel';

const offered = ({ from, to, fund }: DatasetRange): string =>
  `(a.offered_at at time zone 'UTC')::date between ${from}::date and ${to}::date
    and (${fund}::text is null or a.fund = ${fund}::text)`;

const day = (column: string): string => `(${column} at time zone 'UTC')::date`;

/**
 * What IRS Publication 3833 asks a charity to keep of each grant, without the recipient: a description of the
 * assistance, its cost and purpose, the objective criteria, how recipients were selected, and whether those who
 * decided said that they are not related to the case. Names stay in the vault.
 */
export const GRANT_REGISTER: Dataset = {
  name: 'grants',
  columns: {
    award: 'award',
    description: 'text',
    amount: 'money',
    currency: 'code',
    fund: 'code',
    purpose: 'text',
    objective_criteria: 'text',
    selected_by: 'text',
    reason_code: 'code',
    relationship_attested: 'code',
    offered_on: 'date',
    notified_on: 'date',
    accepted_on: 'date',
    state: 'code',
  },
  order: ['offered_on', 'award'],
  sql: (
    range,
  ) => `select a.ledger_ref as award, a.amount_minor as amount, a.currency::text as currency, a.fund,
      'Emergency cash grant, ' || d.instalments || case d.instalments when 1 then ' payment' else ' payments' end
        as description,
      g.name as purpose, coalesce(r.criteria, 'no review') as objective_criteria,
      coalesce(r.reviews, 0) || ' reviews without the name, policy ' || v.number || ' with '
        || d.approvals_needed || ' approvals' as selected_by,
      d.reason_code, case when coalesce(r.attested, false) then 'yes' else 'no' end as relationship_attested,
      ${day('a.offered_at')} as offered_on, ${day('a.notified_at')} as notified_on,
      ${day('a.accepted_at')} as accepted_on, a.state
    from award a
    join determination d on d.id = a.determination_id
    join policy_version v on v.id = d.policy_id
    join application p on p.id = a.application_id
    join programme g on g.id = p.programme_id
    left join lateral (
      select count(*) as reviews, bool_and(s.conflict = 'none') as attested,
        string_agg(distinct 'rubric ' || w.rubric_version || ': ' || (
          select string_agg(c ->> 'code', ', ' order by c ->> 'code')
          from rubric u cross join lateral jsonb_array_elements(u.criteria) c where u.version = w.rubric_version
        ), '; ') as criteria
      from review w join review_assignment s on s.id = w.assignment_id
      where w.application_id = a.application_id and w.round = d.round
    ) r on true
    where ${offered(range)}`,
};

/** Who decided about each grant, by the part they had; people are pseudonyms. */
export const GRANT_COMMITTEE: Dataset = {
  name: 'grant-committee',
  columns: { award: 'award', part: 'code', person: 'person', decided_on: 'date' },
  order: ['award', 'part', 'person'],
  sql: (range) => `select a.ledger_ref as award, c.part, c.person, c.decided_on
    from award a
    join determination d on d.id = a.determination_id
    cross join lateral (
      select 'reviewer' as part, reviewer_id as person, ${day('submitted_at')} as decided_on
      from review where application_id = a.application_id and round = d.round
      union all
      select 'proposer', d.opened_by, ${day('d.opened_at')}
      union all
      select case when as_director then 'director' else 'approver' end, person_id, ${day('given_at')}
      from approval where determination_id = d.id
    ) c
    where ${offered(range)}`,
};
