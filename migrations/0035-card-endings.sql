-- Finance ends a card with two people: one asks, giving a reason, another agrees or refuses. The row stands while it waits.
create table card_ending (
  payout_id text primary key references payout (id),
  reason text not null check (reason in ('asked_by_person', 'never_opened', 'rests_for_long', 'looks_wrong')),
  asked_by text not null,
  asked_at timestamptz not null
);
grant select, insert, delete on card_ending to fund_service;

-- With the fund, since when the card is there, and who asks to end it.
create or replace view card_in_hand as
  select p.id as payout_id, p.applicant_id, a.provider_ref as first_card, coalesce(c.state, 'waiting') as state,
         p.amount_minor, p.currency, coalesce(c.spent_minor, 0) as spent_minor,
         coalesce(c.returned_minor, 0) as returned_minor, p.created_at, p.paid_at, c.looked_at,
         p.fund, a.first_sent_at as since, e.asked_by, e.asked_at, e.reason as ending_reason
  from payout p
  join payout_attempt a on a.payout_id = p.id and a.provider_ref is not null
  left join payout_card c on c.payout_id = p.id
  left join card_ending e on e.payout_id = p.id
  where p.rail = 'prepaid-card' and p.state in ('in_transit', 'paid', 'settled');

-- Ended, while a shop may still take something: `ending`. Only then is it known what goes back.
alter table payout_card drop constraint payout_card_state_check;
alter table payout_card add constraint payout_card_state_check
  check (state in ('waiting', 'active', 'frozen', 'ending', 'ended'));
