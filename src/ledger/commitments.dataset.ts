import type { Dataset } from '#kernel';

/** The bands of ledger.statement_commitments, in words that no spreadsheet takes for a date. */
const BUCKET = `case when t.age_days <= 7 then '0 to 7 days' when t.age_days <= 30 then '8 to 30 days'
    when t.age_days <= 60 then '31 to 60 days' when t.age_days <= 90 then '61 to 90 days' else 'over 90 days' end`;

/**
 * One row per award that still has something open at the end of the last day. The columns are the credit balances of
 * their accounts, award by award: reserved 9120, committed 9130, owed 2110, on_cards 2120. `paid` is what reached
 * the person so far, less what came back.
 */
export const COMMITMENTS: Dataset = {
  name: 'commitments',
  columns: {
    award: 'award',
    fund: 'code',
    currency: 'code',
    reserved: 'money',
    committed: 'money',
    owed: 'money',
    on_cards: 'money',
    paid: 'money',
    open_since: 'date',
    age_days: 'integer',
    age_bucket: 'code',
  },
  order: ['open_since', 'fund', 'award'],
  sql: ({ to, fund }) => `select t.*, ${BUCKET} as age_bucket from (
      select award_ref as award, fund, currency,
        coalesce(sum(standing) filter (where account = '9120'), 0) as reserved,
        coalesce(sum(standing) filter (where account = '9130'), 0) as committed,
        coalesce(sum(standing) filter (where account = '2110'), 0) as owed,
        coalesce(sum(standing) filter (where account = '2120'), 0) as on_cards,
        coalesce(sum(paid), 0) as paid,
        min(since) filter (where standing <> 0) as open_since,
        ${to}::date - min(since) filter (where standing <> 0) as age_days
      from (
        select p.award_ref, p.fund, p.currency, p.account, -sum(p.amount) as standing,
          min(e.effective_on) filter (where p.amount < 0) as since,
          sum(p.amount) filter (where e.kind in ('payout.settled', 'payout.returned', 'card.spent_total',
            'card.unspent_returned')) as paid
        from ledger.posting p join ledger.entry e on e.seq = p.entry_seq
        where p.account in ('9120', '9130', '2110', '2120') and p.award_ref is not null
          and e.effective_on <= ${to}::date and (${fund}::text is null or p.fund = ${fund}::text)
        group by p.award_ref, p.fund, p.currency, p.account
      ) step group by award_ref, fund, currency having bool_or(standing <> 0)
    ) t`,
};
