import type { Invariant } from '#kernel';

/** What is true of statements and breaks at any moment. */
export const reconciliationInvariants: readonly Invariant[] = [
  {
    promise: 'A matched line and the journal entries it explains sum to the same amount.',
    sql: `select m.line_id from statement_match m join statement_line l on l.id = m.line_id
          where m.rule in ('M1', 'M5')
            and l.amount_minor <> (select coalesce(sum(e.amount_minor), 0)
              from statement_match_entry x join provider_entry e on e.entry_key = x.entry_key
              where x.line_id = m.line_id and e.currency = l.currency::text)`,
  },
  {
    promise: 'Lines that cancel out carry one reference and sum to zero.',
    sql: `select l.provider_ref, l.currency from statement_match m join statement_line l on l.id = m.line_id
          where m.rule = 'M6' group by l.provider_ref, l.currency having sum(l.amount_minor) <> 0`,
  },
  {
    promise: 'A break that was written off has two people behind it.',
    sql: `select id from reconciliation_break where state = 'written_off'
            and (second_person is null or second_person = resolved_by)`,
  },
];
