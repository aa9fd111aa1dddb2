-- A link is cash: it is kept sealed until she has seen it once, and never longer than its payout is on its way.
create table payout_claim (
  payout_id text primary key references payout (id),
  link_sealed bytea,
  -- Until when the provider lets it be used; null while that is not known or has no end.
  usable_until timestamptz,
  created_at timestamptz not null default clock_timestamp()
);

-- Each time she was shown a link: kept for the limit of a day and for the question who could have it.
create table claim_showing (
  seq bigint generated always as identity primary key,
  payout_id text not null references payout (id),
  shown_at timestamptz not null
);
create index claim_showing_payout on claim_showing (payout_id, shown_at);

grant select, insert, update on payout_claim to fund_service;
grant select, insert, delete on claim_showing to fund_service;
