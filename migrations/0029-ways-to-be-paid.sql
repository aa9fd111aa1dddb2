-- Which ways to be paid a programme offers, and what people ask of finance about their payments.

-- `rails` names those that are on, in the order they are offered. Bounds of one payment by a rail, in minor units:
-- {"<rail>": {"leastMinor": "2000", "mostMinor": null}}; a bound that is not there is the provider's own.
-- programme_version keeps every version by itself (0020).
alter table programme add column rail_limits jsonb not null default '{}';

-- Something she would like about her payments that a person of finance has to do.
create table payment_wish (
  id text primary key check (id like 'wsh\_%'),
  award_id text not null references award (id),
  kind text not null check (kind in ('find_a_way', 'skip_next')),
  asked_at timestamptz not null,
  answered_by text references person (id),
  answered_at timestamptz,
  check ((answered_at is null) = (answered_by is null))
);
-- Asking twice is one wish.
create unique index payment_wish_open on payment_wish (award_id, kind) where answered_at is null;
grant select, insert, update on payment_wish to fund_service;
