-- An account whose balance changed after both signatures is signed off anew for the same month: the latest counts.
alter table account_sign_off_review drop constraint account_sign_off_review_period_account_currency_key;
create index account_sign_off_period on account_sign_off (period, account, currency, prepared_at);

-- What the latest check of every promise found, for the page that lists them: one row per promise.
create table promise_check (
  promise text primary key,
  module text not null,
  position integer not null,
  sql text not null,
  offences integer not null check (offences >= 0),
  -- The first row that breaks it: ids and numbers only.
  example jsonb,
  checked_at timestamptz not null
);
grant select, insert, update, delete on promise_check to fund_service;
