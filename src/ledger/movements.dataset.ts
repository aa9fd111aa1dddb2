import type { Dataset } from '#kernel';

/**
 * What happened to each revenue and expense account between the days, per fund: the statement of activities.
 * Closing entries of a year only move the result into net assets, so they have no say. `net` is debits less credits.
 */
export const ACTIVITIES: Dataset = {
  name: 'activities',
  columns: {
    fund: 'code',
    account: 'code',
    account_name: 'text',
    account_type: 'code',
    donor_class: 'code',
    currency: 'code',
    net: 'money',
  },
  order: ['fund', 'currency', 'account'],
  sql: ({ from, to, fund }) => `select p.fund, p.account, a.name as account_name,
      a.type as account_type, a.donor_class, p.currency, sum(p.amount) as net
    from ledger.posting p
    join ledger.entry e on e.seq = p.entry_seq
    join ledger.account a on a.code = p.account and a.type in ('revenue', 'expense')
    where e.effective_on >= ${from}::date and e.effective_on <= ${to}::date and e.kind <> 'year.closed'
      and (${fund}::text is null or p.fund = ${fund}::text)
    group by p.fund, p.account, a.name, a.type, a.donor_class, p.currency`,
};
