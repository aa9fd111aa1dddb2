import type { Invariant } from '#kernel';

/** What is always true of the books. Ids, codes and sums only. */
export const ledgerInvariants: readonly Invariant[] = [
  {
    promise: 'Every leaf of the journal stands for an entry.',
    sql: `select l.idx from leaf l
          where l.source = 'entry' and not exists (select from ledger.entry e where e.seq = l.seq)`,
  },
  {
    promise: 'Every entry sums to zero in each book, fund and currency.',
    sql: `select p.entry_seq, a.book, p.fund, p.currency, sum(p.amount)
          from ledger.posting p join ledger.account a on a.code = p.account
          group by p.entry_seq, a.book, p.fund, p.currency having sum(p.amount) <> 0`,
  },
  {
    promise: 'Every entry has at least two lines, and every line an entry.',
    sql: `select coalesce(e.seq, p.entry_seq) as seq from ledger.entry e
          full join ledger.posting p on p.entry_seq = e.seq
          group by e.seq, p.entry_seq having e.seq is null or count(p.line) < 2`,
  },
  {
    promise:
      'Every line names an account, a fund and a currency that exist, and its award where one is due.',
    sql: `select p.entry_seq, p.line from ledger.posting p
          left join ledger.account a on a.code = p.account
          left join ledger.fund f on f.code = p.fund
          left join ledger.currency c on c.code = p.currency
          where a.code is null or f.code is null or c.code is null
             or a.needs_award <> (p.award_ref is not null)`,
  },
  {
    promise: 'Every line is on an account and side that the kind of its entry allows.',
    sql: `select p.entry_seq, p.line from ledger.posting p join ledger.entry e on e.seq = p.entry_seq
          where e.reverses is null and not exists (
            select from ledger.entry_rule r
            where r.kind = e.kind and r.account = p.account and r.side = sign(p.amount))`,
  },
  {
    promise: 'Balances are the sums of their postings.',
    sql: 'select account, fund, currency, kept, posted from ledger.balance_drift',
  },
  {
    promise: 'Balances of awards are the sums of their postings.',
    sql: 'select account, award_ref, fund, currency, kept, posted from ledger.award_balance_drift',
  },
  {
    promise: 'On every account kept per award, the awards sum to the account.',
    sql: `select b.account, b.fund, b.currency from ledger.balance b
          join ledger.account a on a.code = b.account and a.per_award
          left join ledger.award_balance w
            on w.account = b.account and w.fund = b.fund and w.currency = b.currency
          group by b.account, b.fund, b.currency, a.normal, b.debits, b.credits
          having a.normal * (b.debits - b.credits) <> coalesce(sum(w.amount), 0)`,
  },
  {
    promise: 'No account of money is overdrawn.',
    sql: 'select account, fund, currency, amount from ledger.overdrawn',
  },
  {
    promise: 'No budget is below zero.',
    sql: `select b.account, b.fund, b.currency from ledger.balance b
          join ledger.account a on a.code = b.account
          where a.floor = 'always' and a.normal * (b.debits - b.credits) < 0`,
  },
  {
    promise: 'What needs two people was done by two.',
    sql: `select e.seq from ledger.entry e join ledger.entry_kind k on k.kind = e.kind
          where k.two_person and (e.approver is null or e.approver = e.actor)`,
  },
  {
    promise: 'A reversal is the exact mirror of the entry it reverses.',
    sql: `select e.seq from ledger.entry e
          join ledger.posting p on p.entry_seq in (e.seq, e.reverses)
          where e.reverses is not null
          group by e.seq, p.account, p.fund, p.currency, p.award_ref having sum(p.amount) <> 0`,
  },
  {
    promise: 'Every entry lies in its period, and none was added after the period was closed.',
    sql: `select e.seq from ledger.entry e left join ledger.period p on p.id = e.period
          where p.id is null or e.effective_on not between p.starts_on and p.ends_on
             or e.posted_at > p.closed_at`,
  },
  {
    promise: 'A closed period keeps the balances it was closed with.',
    // Every month's movements once, then summed up to each closed month: one pass over the postings.
    sql: `with moved as (
            select e.period, p.account, p.fund, p.currency,
              sum(greatest(p.amount, 0)) as debits, sum(greatest(-p.amount, 0)) as credits
            from ledger.posting p join ledger.entry e on e.seq = p.entry_seq group by 1, 2, 3, 4),
          now as (
            select c.id as period, m.account, m.fund, m.currency, sum(m.debits) as debits, sum(m.credits) as credits
            from ledger.period c join moved m on m.period <= c.id
            where c.state = 'closed' group by 1, 2, 3, 4)
          select period, account, fund, currency from ledger.period_balance k
          full join now n using (period, account, fund, currency)
          where (k.debits, k.credits) is distinct from (n.debits, n.credits)`,
  },
  {
    promise: 'The digest of a closed period is that of the balances it keeps.',
    sql: `select id from ledger.period where state = 'closed'
            and trial_balance_digest is distinct from ledger.trial_balance_digest(id)`,
  },
  {
    promise: 'Months follow one another without a gap, and close in order.',
    sql: `select id from (
            select id, state, starts_on, lag(ends_on) over w as before, lag(state) over w as state_before
            from ledger.period window w as (order by id)) m
          where starts_on <> before + 1 or (state = 'closed' and state_before <> 'closed')`,
  },
  {
    promise:
      'When the last month of a year is closed, no revenue, expense or transfer of the year is left open.',
    sql: `select p.id, l.fund, l.currency, l.account from ledger.period p
          cross join lateral ledger.year_closing_lines(extract(year from p.ends_on)::integer) l
          where p.state = 'closed' and extract(month from p.ends_on) = 12`,
  },
  {
    promise: 'Every posted voucher is one entry of its kind, by the people who stand on it.',
    sql: `select v.id from voucher v left join ledger.entry e on e.seq = v.entry_seq
          where v.state = 'posted' and (e.seq is null or e.idempotency_key <> v.key or e.kind <> v.kind
            or e.actor <> v.proposed_by or e.approver is distinct from v.decided_by)`,
  },
];
