import type { Invariant } from '#kernel';

/** What must hold about reviews and holds at every moment. */
export const eligibilityInvariants: readonly Invariant[] = [
  {
    promise: 'Nobody reviewed a case they stepped back from.',
    sql: `select r.id from review r join review_assignment a
            on a.application_id = r.application_id and a.reviewer_id = r.reviewer_id
          where a.state = 'recused'`,
  },
  {
    promise: 'Every review was handed in by the person who held the case, without a conflict.',
    sql: `select r.id from review r left join review_assignment a
            on a.id = r.assignment_id and a.reviewer_id = r.reviewer_id
           and a.state = 'submitted' and a.conflict = 'none'
          where a.id is null`,
  },
  {
    promise: 'A request that waits for a decision has at least one review of its round.',
    sql: `select a.id from application a
          where a.state = 'ready_for_determination'
            and not exists (select 1 from review r where r.application_id = a.id and r.round = a.round)`,
  },
  {
    promise: 'Nobody reviewed a case in two rounds.',
    sql: `select application_id, reviewer_id from review
          group by application_id, reviewer_id having count(distinct round) > 1`,
  },
  {
    promise: 'No hold was cleared by the person who opened it.',
    sql: `select id from hold where cleared_by = opened_by and opened_by <> 'system'`,
  },
];
