import type { Invariant } from '#kernel';

/** What must hold about people and their parts at every moment. */
export const identityInvariants: readonly Invariant[] = [
  {
    promise: 'Nobody holds two roles that conflict.',
    sql: `select one.person_id, one.role, other.role from role_grant one
          join role_grant other on other.person_id = one.person_id and other.revoked_at is null
          join role_conflict c on c.role = one.role and c.other = other.role
          where one.revoked_at is null`,
  },
  {
    promise: 'Nobody gave themselves a role.',
    sql: `select person_id, role from role_grant where granted_by = person_id`,
  },
  {
    promise: 'Nobody took two parts in one case.',
    sql: `select subject, person_id from duty group by subject, person_id having count(distinct part) > 1`,
  },
  {
    promise: 'A suspended person has no running session.',
    sql: `select s.person_id from staff_session s join person p on p.id = s.person_id
          where p.suspended_at is not null and s.ended_at is null and s.started_at < p.suspended_at`,
  },
];
