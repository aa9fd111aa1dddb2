import type { Invariant } from '#kernel';

/** Promises about requests that hold in every database at every moment. */
export const applicationsInvariants: readonly Invariant[] = [
  {
    promise: 'A request that was answered tells the person what the answer is.',
    sql: `select a.id, a.state from application a
          where a.state in ('approved', 'declined', 'ineligible', 'waitlisted') and not exists (
            select 1 from answer_given g where g.application_id = a.id and g.round = a.round)`,
  },
  {
    promise: 'A sent request keeps what was asked for, and who asked, sealed.',
    sql: `select a.id from application a join applicant p on p.id = a.applicant_id
          where a.submitted_at is not null and p.erased_at is null and
            (select count(*) from application_answers s
             where s.application_id = a.id and s.field_group in ('request', 'person')) <> 2`,
  },
  {
    promise: 'An expired draft keeps nothing that was typed.',
    sql: `select a.id from application a join application_answers s on s.application_id = a.id
          where a.state = 'expired' and a.submitted_at is null`,
  },
  {
    promise: 'Only a request that was looked at again is in its second round.',
    sql: `select a.id from application a
          where a.round = 1 and not exists (select 1 from appeal where application_id = a.id)`,
  },
];
