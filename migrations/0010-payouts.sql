-- From an approved instalment to money in somebody's hand, exactly once.

create table payout_method (
  id text primary key check (id like 'mth\_%'),
  applicant_id text not null references applicant (id),
  -- The award it was set up for, and the language she did it in: later messages use it.
  award_id text not null references award (id),
  language text not null,
  rail text not null,
  version integer not null check (version >= 1),
  state text not null check (state in ('pending', 'verified', 'active', 'suspended', 'replaced', 'revoked')),
  -- The provider's opaque names for the person and the account; bank details themselves stay with the provider.
  provider_recipient text,
  provider_method text,
  -- What the person is shown to recognise it by (last two digits), sealed.
  label_sealed bytea,
  -- Same account, same value: keyed, so that it can be compared but not guessed.
  fingerprint bytea,
  usable_from timestamptz not null,
  created_at timestamptz not null,
  unique (applicant_id, version)
);
create unique index payout_method_live on payout_method (applicant_id)
  where state in ('pending', 'verified', 'active');
create index payout_method_fingerprint on payout_method (fingerprint);

create table payout_batch (
  id text primary key check (id like 'bat\_%'),
  rail text not null,
  currency char(3) not null,
  state text not null check (state in ('open', 'locked', 'in_approval', 'approved', 'released', 'processing',
    'completed', 'completed_with_exceptions', 'closed', 'cancelled')),
  -- Count, control total and digest are fixed when the batch is locked; releasing binds to them.
  item_count integer not null default 0 check (item_count >= 0),
  total_minor bigint not null default 0 check (total_minor >= 0),
  digest bytea check (digest is null or length(digest) = 32),
  prepared_by text not null references person (id),
  prepared_at timestamptz not null,
  released_by text references person (id),
  released_at timestamptz,
  check (released_by is null or released_by <> prepared_by),
  check (state in ('open', 'cancelled') or digest is not null)
);

create table payout (
  id text primary key check (id like 'pay\_%'),
  instalment_id text not null references instalment (id),
  award_id text not null references award (id),
  application_id text not null references application (id),
  applicant_id text not null references applicant (id),
  ledger_ref uuid not null,
  fund text not null,
  amount_minor bigint not null check (amount_minor > 0),
  currency char(3) not null,
  rail text not null,
  method_id text not null references payout_method (id),
  method_version integer not null,
  state text not null check (state in ('awaiting_approval', 'approved', 'released', 'sending', 'outcome_unknown',
    'in_transit', 'paid', 'settled', 'returned', 'failed', 'cancelled', 'expired', 'undeliverable')),
  -- Binds (participant, amount, currency, fund, method version, instalment, determination): any change voids it.
  approval_digest bytea not null check (length(approval_digest) = 32),
  batch_id text references payout_batch (id),
  -- A terminal negative leads to a new payout, once; this one is never reopened.
  reissue_of text unique references payout (id),
  -- Who may act on it now: every claim raises the fence, so a sleeper's late write changes nothing.
  fence bigint not null default 0,
  lease_until timestamptz,
  -- Claims wait until then (back-off, quiet period).
  not_before timestamptz not null default clock_timestamp(),
  reason text,
  raw_reason text,
  owner_id text references person (id),
  created_at timestamptz not null,
  released_at timestamptz,
  paid_at timestamptz,
  settled_at timestamptz,
  closed_at timestamptz,
  check (state <> 'settled' or settled_at is not null)
);
create index payout_state on payout (state, not_before);
create index payout_batch_items on payout (batch_id);
create index payout_applicant on payout (applicant_id);
create index payout_paid on payout (paid_at) where state = 'paid';
-- One live payout for an instalment: whatever else happens, nobody is owed twice for one thing.
create unique index payout_instalment_live on payout (instalment_id)
  where state not in ('returned', 'failed', 'cancelled', 'expired', 'undeliverable');

-- One call to a provider. Its key and body digest are stored before the provider hears of it.
create table payout_attempt (
  payout_id text not null references payout (id),
  n integer not null check (n >= 1),
  key text not null unique,
  body_digest bytea not null check (length(body_digest) = 32),
  state text not null check (state in ('created', 'sent', 'accepted', 'rejected', 'unknown', 'succeeded',
    'failed', 'returned')),
  first_sent_at timestamptz,
  last_sent_at timestamptz,
  last_code text,
  provider_ref text unique,
  created_at timestamptz not null default clock_timestamp(),
  primary key (payout_id, n),
  check (state = 'created' or first_sent_at is not null)
);
create unique index payout_attempt_open on payout_attempt (payout_id)
  where state not in ('rejected', 'succeeded', 'failed', 'returned');

-- Three different people stand behind every payout that may be sent: one proposed, one approved, one released.
create function payout_needs_three_people() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  parts integer;
begin
  if old.state <> 'approved' or new.state <> 'released' then
    raise exception 'payout % is approved and released before anything else happens to it', new.id
      using errcode = '23514';
  end if;
  select count(distinct part) into parts from duty where subject = new.application_id;
  if parts < 3 then
    raise exception 'payout % needs someone who proposed, someone who approved and someone who releases', new.id
      using errcode = '23514';
  end if;
  if exists (select 1 from hold where application_id = new.application_id and cleared_at is null) then
    raise exception 'payout % stands under an open hold', new.id using errcode = '23514';
  end if;
  return new;
end $$;
create trigger three_people before update of state on payout
  for each row when (old.state in ('awaiting_approval', 'approved', 'cancelled')
                     and new.state not in ('awaiting_approval', 'approved', 'cancelled'))
  execute function payout_needs_three_people();
create function payout_starts_unreleased() returns trigger
  language plpgsql set search_path = public, pg_temp as $$
begin
  if new.state not in ('awaiting_approval', 'approved') then
    raise exception 'a payout starts before its release' using errcode = '23514';
  end if;
  return new;
end $$;
create trigger starts_unreleased before insert on payout
  for each row execute function payout_starts_unreleased();

-- What was agreed on cannot be edited afterwards.
create function payout_is_fixed() returns trigger
  language plpgsql set search_path = public, pg_temp as $$
begin
  if (new.instalment_id, new.award_id, new.application_id, new.applicant_id, new.ledger_ref, new.fund,
      new.amount_minor, new.currency, new.rail, new.method_id, new.method_version, new.approval_digest, new.reissue_of)
     is distinct from
     (old.instalment_id, old.award_id, old.application_id, old.applicant_id, old.ledger_ref, old.fund,
      old.amount_minor, old.currency, old.rail, old.method_id, old.method_version, old.approval_digest, old.reissue_of) then
    raise exception 'payout % is fixed: make a new one', new.id using errcode = '55000';
  end if;
  return new;
end $$;
create trigger is_fixed before update on payout for each row execute function payout_is_fixed();

-- Sending stops for everybody while a row without resumed_at stands here.
create table sending_halt (
  seq bigint generated always as identity primary key,
  reason text not null,
  halted_at timestamptz not null default clock_timestamp(),
  resumed_by text references person (id),
  resumed_at timestamptz
);

grant select, insert, update on payout_method, payout_batch, payout, payout_attempt, sending_halt to fund_service;
