import type { Invariant } from '#kernel';

/** The log keeps ids and codes only; an e-mail address or a long run of digits in it would be somebody's. */
export const auditInvariants: readonly Invariant[] = [
  {
    promise: 'The audit log holds no e-mail address and no telephone number.',
    sql: `select seq from audit_event
          where details::text ~ '[^\\s"]+@[^\\s"]+' or details::text ~ '(^|[^a-z0-9_])\\+?[0-9]{10,}'`,
  },
];
