-- Cards that payouts were paid with: where each stands, how much of it is spent in all, how much went back. Where and
-- for what it was spent is never asked and has no place here.

create table payout_card (
  payout_id text primary key references payout (id),
  state text not null check (state in ('waiting', 'active', 'frozen', 'ended')),
  -- What the person is shown to recognise it by (last two digits), sealed.
  label_sealed bytea not null,
  spent_minor bigint not null check (spent_minor >= 0),
  returned_minor bigint not null default 0 check (returned_minor >= 0),
  looked_at timestamptz not null
);
create index payout_card_live on payout_card (looked_at) where state <> 'ended';
grant select, insert, update on payout_card to fund_service;

-- Payouts that are with her as a card, or wait for her as one; `first_card` is the provider's name of the first.
create view card_in_hand as
  select p.id as payout_id, p.applicant_id, a.provider_ref as first_card, coalesce(c.state, 'waiting') as state,
         p.amount_minor, p.currency, coalesce(c.spent_minor, 0) as spent_minor,
         coalesce(c.returned_minor, 0) as returned_minor, p.created_at, p.paid_at, c.looked_at
  from payout p
  join payout_attempt a on a.payout_id = p.id and a.provider_ref is not null
  left join payout_card c on c.payout_id = p.id
  where p.rail = 'prepaid-card' and p.state in ('in_transit', 'paid', 'settled');
grant select on card_in_hand to fund_service;

-- A card ended with money on it: the money is free again at the provider, and the award is owed it again.
insert into ledger.entry_kind (kind, shape, authorises, two_person, needs_reason, variant)
  values ('card.unspent_returned', 'template', false, false, false, 'standard');
insert into ledger.entry_rule (kind, variant, line, account, side, condition, leg) values
  ('card.unspent_returned', 'standard', 1, '1120', 1, 'any', 1),
  ('card.unspent_returned', 'standard', 2, '2110', -1, 'any', 1);
