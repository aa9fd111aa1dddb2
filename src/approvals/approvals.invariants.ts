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
    promise: 'The instalments of every award that are not left out sum to it.',
    sql: `select w.id from award w left join instalment i on i.award_id = w.id and i.state <> 'skipped'
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
  {
    promise: 'The payments of an award stand still exactly while a pause of it is open.',
    sql: `select w.id from award w
          left join (select distinct award_id from award_pause where ended_at is null) p on p.award_id = w.id
          where (w.state = 'suspended') <> (p.award_id is not null)`,
  },
  {
    promise:
      'Nothing is due of an award whose payments stand still, and nothing is held of any other.',
    sql: `select i.id from instalment i join award w on w.id = i.award_id
          where (w.state = 'suspended' and i.state = 'due')
             or (w.state <> 'suspended' and i.state = 'held')`,
  },
  {
    promise: 'Every award and its entries in the books say the same: set aside, told, called off.',
    sql: `select w.id from award w
          left join (
            select l.award_ref,
                   sum(l.amount) filter (where e.kind = 'award.approved' and l.amount > 0) as approved,
                   sum(l.amount) filter (where e.kind = 'award.notified' and l.account = '5110') as notified,
                   sum(l.amount) filter (where e.kind = 'award.cancelled' and l.account = '2110'
                     or e.kind = 'award.withdrawn_before_notice' and l.account = '9130') as called_off
            from ledger.posting l join ledger.entry e on e.seq = l.entry_seq
            where l.award_ref is not null and e.kind like 'award.%'
            group by l.award_ref
          ) b on b.award_ref = w.ledger_ref
          where b.approved is distinct from w.amount_minor
             or (w.notified_at is null) <> (b.notified is null)
             or b.notified <> w.amount_minor
             or coalesce(b.called_off, 0) <> (
                  select coalesce(sum(i.amount_minor), 0) from instalment i
                  where i.award_id = w.id and i.state = 'cancelled')`,
  },
];
