-- Purses: the accounts we hold money on at providers, one for each rail, so that the balance of each can be compared
-- with what its provider says. A variant of a template that moves money of a purse has the purse's name.

insert into ledger.account (code, name, type, normal, donor_class, floor, needs_award, counts_as_open) values
  ('1115', 'provider-balance-connect', 'asset', 1, null, 'authorise', false, false),
  ('1130', 'provider-balance-rewards', 'asset', 1, null, 'authorise', false, false);
insert into ledger.entry_rule (kind, line, account, side)
  select k.kind, k.lines + row_number() over (partition by k.kind order by a.code, s.side), a.code, s.side
  from (select kind, max(line) as lines from ledger.entry_rule
        where kind in ('opening.recorded', 'adjustment.posted') group by kind) k
  cross join (values ('1115'), ('1130')) a (code)
  cross join (values (1), (-1)) s (side);

-- The lines of the only purse there was, written again for the others. The bank pays by hand: its payouts leave it
-- and come back there.
insert into ledger.entry_rule (kind, variant, line, account, side)
  select r.kind, p.purse, r.line, case r.account when '1110' then p.account else r.account end, r.side
  from ledger.entry_rule r
  cross join (values ('connect', '1115'), ('cards', '1120'), ('rewards', '1130'), ('bank', '1010')) p (purse, account)
  where (r.kind, r.variant) in (('payout.initiated', 'standard'), ('payout.failed', 'standard'),
      ('payout.returned', 'standard'), ('recovery.received', 'standard'), ('suspense.received', 'provider'),
      ('suspense.paid', 'provider'), ('provider.funding.arrived', 'payouts'), ('provider.withdrawal', 'payouts'),
      ('provider.fee', 'payouts'))
    and (p.purse <> 'bank' or r.kind not like 'provider.%')
  on conflict (kind, variant, line) do nothing;

-- Which account a rail's money is on: its statement is compared with that account and with no other. What the bank
-- pays by hand has no statement here, and the bank's account much else on it: it is not compared.
create table rail_purse (
  rail text primary key,
  purse text not null unique,
  account text collate "C" not null unique references ledger.account (code)
);
insert into rail_purse values
  ('stripe-outbound', 'payouts', '1110'), ('stripe-connect', 'connect', '1115'), ('prepaid-card', 'cards', '1120'),
  ('tremendous', 'rewards', '1130');
grant select on rail_purse to fund_service;

-- What the books say happened on a rail's account, one row per journal entry and currency, with the payout it is about.
-- Transfers between funds cancel out there and are left out.
drop view provider_entry;
create view provider_entry as
  select e.idempotency_key as entry_key, e.kind, e.source_ref, e.posted_at, e.effective_on,
         payout.id as payout_id, r.rail, r.account, p.currency, sum(p.amount)::bigint as amount_minor
  from ledger.posting p
  join rail_purse r on r.account = p.account
  join ledger.entry e on e.seq = p.entry_seq
  left join payout on payout.id = split_part(e.idempotency_key, ':', 1)
  group by e.seq, payout.id, r.rail, r.account, p.currency
  having sum(p.amount) <> 0;
grant select on provider_entry to fund_service;
