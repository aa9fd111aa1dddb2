import type { Invariant } from '#kernel';

/** What must hold in the tables of privacy at every moment. */
export const privacyInvariants: readonly Invariant[] = [
  {
    promise: 'A contact point that was stopped or replaced keeps no value.',
    sql: `select id from contact_point
          where stopped_at is not null and (value_sealed is not null or value_lookup is not null)`,
  },
  {
    promise: 'A telephone number that is kept can be stopped by the telephone itself.',
    sql: `select id from contact_point
          where channel in ('sms', 'call') and value_sealed is not null and value_lookup is null`,
  },
  {
    promise: 'What is sealed has a key that can still open it.',
    sql: `select c.id from contact_point c left join data_key k on k.subject = c.applicant_id
          where c.value_sealed is not null and k.wrapped is null`,
  },
  {
    promise: 'A consent to disclose lasts a year at most.',
    sql: `select id from release where expires_at > granted_at + interval '366 days'`,
  },
];
