-- Shops may take more than a card may spend (a tip, a till without a line), and take after it ended and its rest went
-- back. That is no part of the payout: it is counted apart, so that what was spent and what went back stay its parts.
alter table payout_card
  add overspent_minor bigint not null default 0 check (overspent_minor >= 0);

create or replace view card_in_hand as
  select p.id as payout_id, p.applicant_id, a.provider_ref as first_card, coalesce(c.state, 'waiting') as state,
         p.amount_minor, p.currency, coalesce(c.spent_minor, 0) as spent_minor,
         coalesce(c.returned_minor, 0) as returned_minor, p.created_at, p.paid_at, c.looked_at,
         p.fund, a.first_sent_at as since, e.asked_by, e.asked_at, e.reason as ending_reason,
         coalesce(c.overspent_minor, 0) as overspent_minor
  from payout p
  join payout_attempt a on a.payout_id = p.id and a.provider_ref is not null
  left join payout_card c on c.payout_id = p.id
  left join card_ending e on e.payout_id = p.id
  where p.rail = 'prepaid-card' and p.state in ('in_transit', 'paid', 'settled');

-- On the statement it is a kind of line of its own, and a break that stops nothing until people have booked it.
alter table statement_line drop constraint statement_line_kind_check;
alter table statement_line add constraint statement_line_kind_check check (kind in
  ('funding', 'payout', 'payout_reversal', 'card_spending', 'fee', 'fee_tax', 'fx', 'adjustment', 'unknown'));
alter table reconciliation_break drop constraint reconciliation_break_code_check;
alter table reconciliation_break add constraint reconciliation_break_code_check check (code in ('ledger_only',
  'provider_only', 'amount', 'currency', 'fee', 'state', 'duplicate', 'timing', 'balance', 'card_spending',
  'unknown_kind'));
