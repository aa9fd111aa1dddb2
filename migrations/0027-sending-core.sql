-- Sending after a restore, at the pace of each provider, and what providers say that we do not understand.

-- One row for each history this database may have: after a restore, a failover or a promotion what the tables say
-- about payments may be older than what the provider did.
create table sending_epoch (
  n integer primary key check (n >= 1),
  reason text not null,
  began_at timestamptz not null default clock_timestamp(),
  began_by text not null,
  -- The newest moment this copy of the database is known to have seen.
  known_until timestamptz not null,
  system_identifier text not null,
  timeline integer not null,
  -- What made it begin by itself, so that the same sign begins one epoch only.
  sign text unique
);

-- A rail sends in an epoch only when the provider's payments were compared with the tables.
create table sending_epoch_rail (
  epoch integer not null references sending_epoch (n),
  rail text not null,
  reconciled_at timestamptz not null default clock_timestamp(),
  seen integer not null check (seen >= 0),
  unknown integer not null check (unknown >= 0),
  primary key (epoch, rail)
);

create function current_epoch() returns integer language sql stable as
  $$ select coalesce(max(n), 0) from public.sending_epoch $$;

-- The epoch in which it was made or last looked up at the provider.
alter table payout add column epoch integer not null default 0;
alter table payout alter column epoch set default current_epoch();

-- How each provider's door stands, for all processes together.
create table rail_state (
  rail text primary key,
  -- The moment up to which the allowance of calls is used.
  paced_until timestamptz not null default '-infinity',
  -- The provider asked for a rest.
  rests_until timestamptz,
  breaker text not null default 'closed' check (breaker in ('closed', 'open', 'half_open')),
  failures integer not null default 0 check (failures >= 0),
  last_code text,
  opened_at timestamptz,
  probe_at timestamptz,
  -- Its money has run out since then.
  short_since timestamptz,
  check ((breaker = 'closed') = (opened_at is null))
);

-- Words of a provider that we do not know: kept as they came, for a person to look at.
create table provider_alert (
  seq bigint generated always as identity primary key,
  rail text not null,
  kind text not null,
  value text not null check (length(value) <= 200),
  subject text not null,
  first_at timestamptz not null default clock_timestamp(),
  last_at timestamptz not null default clock_timestamp(),
  times integer not null default 1,
  closed_by text references person (id),
  closed_at timestamptz
);
create unique index provider_alert_open on provider_alert (rail, kind, value) where closed_at is null;

-- Notices of a type nobody here works with are kept and marked, and none is taken for handled that was not.
alter table inbox add column is_known boolean not null default true;

-- Up to where the list of a provider's events was read.
create table provider_events_read (
  rail text primary key,
  read_until timestamptz not null
);

grant select, insert on sending_epoch, sending_epoch_rail to fund_service;
grant select, insert, update on rail_state, provider_alert, provider_events_read to fund_service;
