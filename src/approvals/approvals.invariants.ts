import type { Invariant } from '#kernel';

/** What must hold about decisions, awards and instalments at every moment. */
export const approvalsInvariants: readonly Invariant[] = [
  {
    promise: 'Nobody approved a case they reviewed.',
    sql: `select a.id from approval a join determination d on d.id = a.determination_id
          join review r on r.application_id = d.application_id and r.reviewer_id = a.person_id`,
  },
  {
    promise: 'Every award stands on as many approvals of its digest as it needed.',
    sql: `select w.id from award w join determination d on d.id = w.determination_id
          where d.state <> 'decided' or d.outcome <> 'approved'
             or (select count(*) from approval a where a.determination_id = d.id and a.digest = d.digest)
                < d.approvals_needed
             or (d.director_needed and not exists
                  (select 1 from approval a where a.determination_id = d.id and a.as_director))`,
  },
  {
    promise: 'The instalments of every award sum to it.',
    sql: `select w.id from award w left join instalment i on i.award_id = w.id
          group by w.id, w.amount_minor having coalesce(sum(i.amount_minor), 0) <> w.amount_minor`,
  },
  {
    promise: 'Every approved request has an award, and only approved requests have one.',
    sql: `select a.id from application a left join award w on w.application_id = a.id
          where (a.state = 'approved') <> (w.id is not null)`,
  },
  {
    promise: 'An award that was accepted was told first.',
    sql: `select id from award where accepted_at is not null and notified_at is null`,
  },
  {
    promise: 'An award is paid out exactly when all of its instalments are over.',
    sql: `select w.id from award w
          where (w.state = 'completed') <> (w.state in ('active', 'completed') and not exists
            (select 1 from instalment i where i.award_id = w.id and i.state not in ('paid', 'skipped', 'cancelled')))
            and w.state in ('active', 'completed')`,
  },
];
