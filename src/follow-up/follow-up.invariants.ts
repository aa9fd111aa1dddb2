import type { Invariant } from '#kernel';

/** What is true of follow-ups and grievances at any moment. */
export const followUpInvariants: readonly Invariant[] = [
  {
    promise: 'A follow-up asks about a payout of the same person and award.',
    sql: `select f.id from follow_up f join payout p on p.id = f.payout_id
          where f.applicant_id <> p.applicant_id or f.award_id <> p.award_id`,
  },
  {
    promise: 'Money that somebody says did not come has a payment trace.',
    sql: `select f.id from follow_up f
          where f.answer = 'not_received' and not exists (
            select 1 from grievance g
            where g.payout_id = f.payout_id and g.category = 'payment_not_received')`,
  },
];
