import type { Invariant } from '#kernel';

/** The log keeps ids and codes only; an e-mail address or a long number in it would be somebody's (a digest is none). */
export const auditInvariants: readonly Invariant[] = [
  {
    promise: 'The audit log holds no e-mail address and no telephone number.',
    sql: `select seq from audit_event
          where details::text ~ '[^\\s"]+@[^\\s"]+' or details::text ~ '(^|[^a-z0-9_])\\+?[0-9]{10,}($|[^a-z0-9_])'`,
  },
];
