import type { Invariant } from '#kernel';

/** What must hold in the table of messages at every moment. */
export const notificationsInvariants: readonly Invariant[] = [
  {
    promise: 'A message that was sent names its channel, and one that was not says why.',
    sql: `select id from message
          where (state = 'sent' and (channel is null or reason is not null))
             or (state in ('refused', 'failed') and reason is null)`,
  },
  {
    promise: 'A message is finished exactly when it no longer waits.',
    sql: `select id from message where (state = 'queued') <> (finished_at is null)`,
  },
];
