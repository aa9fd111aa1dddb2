import type { Invariant } from '#kernel';

/** What must be true of all payouts together, whatever happened. */
export const payoutsInvariants: readonly Invariant[] = [
  {
    promise: 'No instalment is paid out twice: at most one of its payouts is on its way or paid.',
    sql: `select instalment_id, count(*) from payout
          where state in ('released', 'sending', 'outcome_unknown', 'in_transit', 'paid', 'settled')
          group by instalment_id having count(*) > 1`,
  },
  {
    promise: 'No payout has two payments that went through.',
    sql: `select payout_id, count(*) from payout_attempt where state in ('accepted', 'succeeded')
          group by payout_id having count(*) > 1`,
  },
  {
    promise:
      'No payout names two payments at the provider, unless one came to nothing or came back.',
    sql: `select payout_id, count(*) from payout_attempt
          where provider_ref is not null and state not in ('rejected', 'failed', 'returned')
          group by payout_id having count(*) > 1`,
  },
  {
    promise: 'Every payout on its way or paid names a payment at the provider.',
    sql: `select p.id from payout p where p.state in ('in_transit', 'paid', 'settled', 'returned', 'misdirected')
          and not exists (select 1 from payout_attempt a where a.payout_id = p.id and a.provider_ref is not null)`,
  },
  {
    promise: 'A link is kept only while its payout is on its way.',
    sql: `select c.payout_id from payout_claim c join payout p on p.id = c.payout_id
          where c.link_sealed is not null and p.state <> 'in_transit'`,
  },
  {
    promise: 'Every sent payout was prepared by one person and released by another.',
    sql: `select p.id from payout p left join payout_batch b on b.id = p.batch_id
          where p.state in ('sending', 'outcome_unknown', 'in_transit', 'paid', 'settled', 'returned', 'misdirected')
          and (b.released_by is null or b.released_by = b.prepared_by)`,
  },
  {
    promise:
      'As many people released each batch as its total asks for, and none of them prepared it.',
    sql: `select b.id from payout_batch b
          left join lateral (select second_above_minor as alone from release_policy
            where currency = b.currency and in_force_from <= b.prepared_at order by number desc limit 1) t on true
          where b.state in ('released', 'processing', 'completed', 'completed_with_exceptions', 'closed')
          and (select count(*) from batch_release r
               where r.batch_id = b.id and r.digest = b.digest and r.person_id <> b.prepared_by)
            < greatest(b.releases_needed, case when b.total_minor <= t.alone then 1 else 2 end)`,
  },
  {
    promise: 'A payout stands still if and only if its batch is paused.',
    sql: `select p.id from payout p
          left join batch_pause s on s.batch_id = p.batch_id and s.resumed_at is null
          where p.is_paused is distinct from (s.seq is not null)`,
  },
  {
    promise: 'A payout that may pay, or has paid, never pays more than its instalment.',
    // One that came to nothing is history: a card's rest makes the instalment smaller long after it.
    sql: `select p.id from payout p join instalment i on i.id = p.instalment_id
          left join payout_card c on c.payout_id = p.id
          where p.state in ('awaiting_approval', 'approved', 'released', 'sending', 'outcome_unknown', 'in_transit',
                            'paid', 'settled')
          and p.amount_minor - coalesce(c.returned_minor, 0) > i.amount_minor`,
  },
  {
    promise: 'What a card spent and what went back of it are never more than its payout.',
    sql: `select p.id from payout p join payout_card c on c.payout_id = p.id
          where c.spent_minor + c.returned_minor > p.amount_minor`,
  },
  {
    promise: 'An ended card has nothing left: it was spent, or it went back, and the books say so.',
    sql: `select p.id from payout p join payout_card c on c.payout_id = p.id
          left join (
            select e.source_ref as id, sum(l.amount) as minor from ledger.entry e
            join ledger.posting l on l.entry_seq = e.seq and l.amount > 0
            where e.kind = 'card.unspent_returned' group by e.source_ref
          ) b on b.id = p.id
          where coalesce(b.minor, 0) <> c.returned_minor
             or (c.state = 'ended' and p.state in ('paid', 'settled')
                 and c.spent_minor + c.returned_minor <> p.amount_minor)`,
  },
  {
    promise: 'A locked batch holds what its control figures say.',
    sql: `select b.id from payout_batch b
          left join (select batch_id, count(*) as items, sum(amount_minor) as total
                     from payout group by batch_id) p on p.batch_id = b.id
          where b.state not in ('open', 'cancelled')
          and (b.item_count <> coalesce(p.items, 0) or b.total_minor <> coalesce(p.total, 0))`,
  },
  {
    promise: 'Every payout and its entries in the books say the same, in both directions.',
    sql: `select coalesce(p.id, b.id) as id, p.state, b.kinds
          from payout p
          full join (
            select e.source_ref as id, string_agg(substr(e.kind, 8), ' ' order by e.kind) as kinds,
                   min(l.amount + back.minor) as least, max(l.amount + back.minor) as most
            from ledger.entry e
            join ledger.posting l on l.entry_seq = e.seq and l.amount > 0
            left join payout_card c on c.payout_id = e.source_ref and e.kind = 'payout.returned'
            cross join lateral (select coalesce(c.returned_minor, 0) as minor) back
            where e.kind like 'payout.%'
              and not exists (select from ledger.entry r where r.reverses = e.seq)
            group by e.source_ref
          ) b on b.id = p.id
          where p.id is null
             or coalesce(b.kinds, '') not in (case
                  when p.state = 'in_transit' then 'initiated'
                  when p.state in ('paid', 'settled') then 'initiated settled'
                  when p.state = 'returned' then 'initiated returned settled'
                  when p.state = 'misdirected' then 'initiated misdirected settled'
                  when p.state in ('failed', 'expired', 'undeliverable') then 'failed initiated'
                  else '' end,
                case when p.state = 'failed' then '' else '-' end)
             or b.least <> p.amount_minor or b.most <> p.amount_minor`,
  },
];
