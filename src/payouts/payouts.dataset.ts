import type { Dataset } from '#kernel';

/**
 * One row per payout that the books moved in the days; dates are those of its entries up to the last day. What was
 * initiated less what was settled or failed is the movement of account 1150.
 */
export const PAYOUT_SUBLEDGER: Dataset = {
  name: 'payouts',
  columns: {
    payout: 'ref',
    award: 'award',
    fund: 'code',
    method: 'code',
    attempts: 'integer',
    initiated_on: 'date',
    settled_on: 'date',
    failed_on: 'date',
    returned_on: 'date',
    amount: 'money',
    currency: 'code',
    provider_object: 'ref',
    status: 'code',
    failure_code: 'code',
    leaf: 'integer',
  },
  order: ['initiated_on', 'seq'],
  sql: ({
    from,
    to,
    fund,
  }) => `select p.id as payout, p.ledger_ref as award, p.fund, p.rail as method,
      t.n as attempts, b.initiated_on, b.settled_on, b.failed_on, b.returned_on, p.amount_minor as amount,
      p.currency::text as currency, t.provider_ref as provider_object, p.state as status, p.reason as failure_code,
      l.idx as leaf, b.seq
    from payout p
    join (
      select source_ref, min(seq) filter (where kind = 'payout.initiated') as seq,
        min(effective_on) filter (where kind = 'payout.initiated') as initiated_on,
        min(effective_on) filter (where kind = 'payout.settled') as settled_on,
        min(effective_on) filter (where kind = 'payout.failed') as failed_on,
        min(effective_on) filter (where kind = 'payout.returned') as returned_on
      from ledger.entry where kind like 'payout.%' and source_ref is not null and effective_on <= ${to}::date
      group by source_ref having max(effective_on) >= ${from}::date
    ) b on b.source_ref = p.id
    left join lateral (
      select n, provider_ref from payout_attempt where payout_id = p.id order by n desc limit 1
    ) t on true
    left join leaf l on l.source = 'entry' and l.seq = b.seq
    where ${fund}::text is null or p.fund = ${fund}::text`,
};
