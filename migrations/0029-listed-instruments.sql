-- A method can be the one that still takes what was prepared for it, or the one its owner did not choose.
alter table payout_method drop constraint payout_method_state_check;
alter table payout_method add constraint payout_method_state_check check (state in
  ('pending', 'verified', 'active', 'suspended', 'finishing', 'replaced', 'revoked', 'disputed'));
-- From when the change counts: from the payment that is being prepared, or from the next one.
alter table payout_method add column counts_from text not null default 'now' check (counts_from in ('now', 'next'));

-- Accounts of people who work here. Only a keyed digest is kept: it recognises an account and cannot be read.

create table staff_instrument (
  id text primary key check (id like 'sti\_%'),
  person_id text not null references person (id),
  fingerprint bytea not null check (length(fingerprint) = 32),
  added_by text not null references person (id),
  added_at timestamptz not null,
  removed_by text references person (id),
  removed_at timestamptz,
  check ((removed_at is null) = (removed_by is null))
);
create unique index staff_instrument_live on staff_instrument (fingerprint) where removed_at is null;

-- Money of an award would have gone to a listed account: found once, looked at by the administrator.
create table instrument_match (
  instrument_id text not null references staff_instrument (id),
  method_id text not null references payout_method (id),
  award_id text not null references award (id),
  found_at timestamptz not null,
  primary key (instrument_id, method_id)
);
create trigger append_only before update or delete on instrument_match
  for each row execute function forbid_change();
create trigger no_truncate before truncate on instrument_match
  for each statement execute function forbid_change();

grant select, insert, update on staff_instrument to fund_service;
grant select, insert on instrument_match to fund_service;
