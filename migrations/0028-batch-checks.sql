-- Checks before money leaves: how many people release a batch, what it will cost, and how it is stopped on its way.

-- From which total on a batch needs two releasers; versions are added, never changed. Without one, two are needed.
create table release_policy (
  currency char(3) not null,
  number integer not null check (number >= 1),
  -- Minor units: above this, one person approves the release and another one sends.
  second_above_minor bigint not null check (second_above_minor >= 0),
  in_force_from timestamptz not null,
  primary key (currency, number)
);
create trigger append_only before update or delete on release_policy
  for each row execute function forbid_change();
create trigger no_truncate before truncate on release_policy
  for each statement execute function forbid_change();
insert into release_policy values ('USD', 1, 2500000, '2026-01-01T00:00:00Z');
grant select on release_policy to fund_service;

-- What a rail costs by its price list: expected, not booked. What was really charged comes with the statement.
create table fee_schedule (
  rail text not null,
  currency char(3) not null,
  valid_from date not null,
  fixed_minor bigint not null check (fixed_minor >= 0),
  basis_points integer not null check (basis_points between 0 and 10000),
  primary key (rail, currency, valid_from)
);
insert into fee_schedule values
  ('stripe-outbound', 'USD', '2026-01-01', 150, 0),
  ('stripe-connect', 'USD', '2026-01-01', 25, 25),
  ('prepaid-card', 'USD', '2026-01-01', 10, 0),
  ('tremendous', 'USD', '2026-01-01', 0, 0),
  ('manual', 'USD', '2026-01-01', 0, 0);
grant select on fee_schedule to fund_service;

alter table payout_batch add column releases_needed smallint not null default 1 check (releases_needed between 1 and 2);

-- Who let a batch go, each by an act of their own that binds to what they saw.
create table batch_release (
  batch_id text not null references payout_batch (id),
  person_id text not null references person (id),
  digest bytea not null check (length(digest) = 32),
  given_at timestamptz not null,
  primary key (batch_id, person_id)
);
create trigger append_only before update or delete on batch_release
  for each row execute function forbid_change();
create trigger no_truncate before truncate on batch_release
  for each statement execute function forbid_change();
grant select, insert on batch_release to fund_service;

create function batch_release_fits() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  b payout_batch;
begin
  select * into b from payout_batch where id = new.batch_id for share;
  if b.state not in ('in_approval', 'approved') or b.digest <> new.digest then
    raise exception 'batch % is not released as it was seen', new.batch_id using errcode = '23514';
  end if;
  if b.prepared_by = new.person_id then
    raise exception 'who prepared batch % does not release it', new.batch_id using errcode = '23514';
  end if;
  return new;
end $$;
create trigger fits before insert on batch_release for each row execute function batch_release_fits();

-- A batch starts open, is fixed once it is locked, and goes out with as many people behind it as its total asks for.
create function batch_keeps() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if tg_op = 'INSERT' then
    if new.state <> 'open' then
      raise exception 'a batch starts open' using errcode = '23514';
    end if;
    return new;
  end if;
  if old.state <> 'open' and (new.rail, new.currency, new.item_count, new.total_minor, new.digest, new.prepared_by,
      new.prepared_at, new.releases_needed)
     is distinct from (old.rail, old.currency, old.item_count, old.total_minor, old.digest, old.prepared_by,
      old.prepared_at, old.releases_needed) then
    raise exception 'batch % is fixed: cancel it and build it again', new.id using errcode = '55000';
  end if;
  return new;
end $$;
create trigger keeps before insert or update on payout_batch for each row execute function batch_keeps();

create function batch_needs_its_releasers() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  alone_up_to bigint;
  needed integer;
  given integer;
begin
  select second_above_minor into alone_up_to from release_policy
    where currency = new.currency and in_force_from <= new.prepared_at order by number desc limit 1;
  needed := greatest(new.releases_needed, case when new.total_minor <= alone_up_to then 1 else 2 end);
  select count(*) into given from batch_release where batch_id = new.id and digest = new.digest;
  if given < needed or not exists (
    select 1 from batch_release where batch_id = new.id and person_id = new.released_by
  ) then
    raise exception 'batch % needs % releasers', new.id, needed using errcode = '23514';
  end if;
  return new;
end $$;
create trigger needs_its_releasers before update of state on payout_batch
  for each row when (old.state in ('open', 'locked', 'in_approval', 'approved', 'cancelled')
                     and new.state not in ('open', 'locked', 'in_approval', 'approved', 'cancelled'))
  execute function batch_needs_its_releasers();

-- As before, and never ahead of its batch.
create or replace function payout_needs_three_people() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  parts integer;
begin
  if old.state <> 'approved' or new.state <> 'released' then
    raise exception 'payout % is approved and released before anything else happens to it', new.id
      using errcode = '23514';
  end if;
  if not exists (
    select 1 from payout_batch b where b.id = new.batch_id
      and b.state in ('released', 'processing', 'completed', 'completed_with_exceptions', 'closed')
  ) then
    raise exception 'payout % is released with its batch', new.id using errcode = '23514';
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

-- A batch stopped on its way: by one person at once, let go on by another.
create table batch_pause (
  seq bigint generated always as identity primary key,
  batch_id text not null references payout_batch (id),
  reason text not null check (length(reason) between 10 and 200),
  paused_by text not null references person (id),
  paused_at timestamptz not null,
  resumed_by text references person (id),
  resumed_at timestamptz,
  check ((resumed_by is null) = (resumed_at is null)),
  check (resumed_by <> paused_by)
);
create unique index batch_pause_standing on batch_pause (batch_id) where resumed_at is null;
grant select, insert on batch_pause to fund_service;
grant update (resumed_by, resumed_at) on batch_pause to fund_service;

-- The pause as its payouts carry it: the sender's conditional update sees it on the very row it writes, so that nothing
-- is marked once the pause is committed.
alter table payout add column is_paused boolean not null default false;

create index payout_method_items on payout (method_id);
