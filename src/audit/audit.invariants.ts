import type { Invariant } from '#kernel';

/** The log keeps ids and codes only; an e-mail address or a long number in it would be somebody's (a digest is none). */
export const auditInvariants: readonly Invariant[] = [
  {
    promise: 'The audit log holds no e-mail address and no telephone number.',
    sql: `select seq from audit_event
          where details::text ~ '[^\\s"]+@[^\\s"]+' or details::text ~ '(^|[^a-z0-9_])\\+?[0-9]{10,}($|[^a-z0-9_])'`,
  },
  {
    promise: 'Leaves are numbered from zero without a gap, up to the latest checkpoint.',
    sql: `select l.count, l.top, c.size from
            (select count(*) as count, coalesce(max(idx) + 1, 0) as top from leaf) l,
            (select coalesce(max(size), 0) as size from checkpoint) c
          where l.count <> l.top or l.top <> c.size`,
  },
  {
    promise: 'Every leaf of an event stands for one, and every checkpoint names a key of the log.',
    sql: `select 'leaf' as what, l.idx as number from leaf l
          where l.source = 'event' and not exists (select from audit_event e where e.seq = l.seq)
          union all
          select 'checkpoint', c.size from checkpoint c
          where not exists (select from log_key k where k.key_id = c.key_id)`,
  },
];
