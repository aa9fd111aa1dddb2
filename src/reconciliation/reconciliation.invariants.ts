import type { Invariant } from '#kernel';

/** What is true of statements and breaks at any moment. */
export const reconciliationInvariants: readonly Invariant[] = [
  {
    promise: 'A matched line and the journal entries it explains sum to the same amount.',
    sql: `select m.line_id
          from statement_match m
          join statement_line l on l.id = m.line_id
          left join (
            select x.line_id, r.rail, p.currency, sum(p.amount) as amount
            from statement_match_entry x
            join ledger.entry e on e.idempotency_key = x.entry_key
            join ledger.posting p on p.entry_seq = e.seq
            join rail_purse r on r.account = p.account
            group by x.line_id, r.rail, p.currency) booked
            on booked.line_id = m.line_id and booked.rail = l.rail and booked.currency = l.currency::text
          where m.rule in ('M1', 'M5') and booked.amount is distinct from l.amount_minor`,
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
  {
    promise:
      'Every closed month has, for each account at a provider that moved, the signatures of two people.',
    sql: `select p.id, held.account, held.currency from ledger.period p
          join (
            select l.account, l.currency, min(e.effective_on) as since
            from ledger.posting l join ledger.entry e on e.seq = l.entry_seq
            where l.account in (select account from rail_purse) group by l.account, l.currency) held on held.since <= p.ends_on
          where p.state = 'closed' and not exists (
            select from account_sign_off_review r
            where r.period = p.id and r.account = held.account and r.currency = held.currency)`,
  },
];
