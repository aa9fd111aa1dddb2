-- Who decides, on what exactly, and what the fund then owes.

create table policy_version (
  id text primary key check (id like 'pol\_%'),
  number integer not null unique,
  currency char(3) not null,
  -- [{upToMinor, approvals, director}] from small to large; immutable, because a determination freezes it.
  tiers jsonb not null,
  approval_valid_days integer not null default 7 check (approval_valid_days between 1 and 30),
  in_force_from timestamptz not null
);
create trigger append_only before update or delete on policy_version
  for each row execute function forbid_change();

-- One answer being decided for an application and round. Approvals bind to its digest.
create table determination (
  id text primary key check (id like 'det\_%'),
  application_id text not null references application (id),
  round smallint not null,
  state text not null check (state in ('proposed', 'decided', 'voided')),
  outcome text not null check (outcome in ('approved', 'declined', 'waitlisted')),
  amount_minor bigint check (amount_minor > 0),
  currency char(3) not null,
  fund text not null,
  instalments integer not null default 1 check (instalments between 1 and 24),
  reason_code text not null,
  policy_id text not null references policy_version (id),
  approvals_needed smallint not null check (approvals_needed between 1 and 3),
  director_needed boolean not null,
  digest bytea not null check (length(digest) = 32),
  opened_by text not null references person (id),
  opened_at timestamptz not null,
  decided_at timestamptz,
  check (outcome <> 'approved' or amount_minor is not null)
);
-- What was decided never changes; a change is a new determination, and its approvals start again.
create function determination_keeps() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if (to_jsonb(new) - 'state' - 'decided_at') <> (to_jsonb(old) - 'state' - 'decided_at') or old.state = 'voided' then
    raise exception 'a determination changes its state only' using errcode = '23514';
  end if;
  return new;
end $$;
create trigger keeps_what_was_decided before update on determination
  for each row execute function determination_keeps();

create unique index determination_live on determination (application_id, round) where state <> 'voided';

create table approval (
  id text primary key check (id like 'apv\_%'),
  determination_id text not null references determination (id),
  person_id text not null references person (id),
  as_director boolean not null default false,
  digest bytea not null check (length(digest) = 32),
  given_at timestamptz not null,
  expires_at timestamptz not null check (expires_at > given_at),
  unique (determination_id, person_id)
);
create trigger append_only before update or delete on approval
  for each row execute function forbid_change();

create function approval_fits() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  d determination;
begin
  select * into d from determination where id = new.determination_id for share;
  if d.digest <> new.digest then
    raise exception 'the approval binds to another digest than the determination' using errcode = '23514';
  end if;
  if exists (select 1 from review where application_id = d.application_id and reviewer_id = new.person_id) then
    raise exception 'who reviewed a case cannot approve it' using errcode = '23514';
  end if;
  if new.as_director and not exists (
    select 1 from role_grant
    where person_id = new.person_id and role = 'finance_director' and revoked_at is null
  ) then
    raise exception 'only the finance director approves as one' using errcode = '23514';
  end if;
  return new;
end $$;
create trigger approval_fits before insert on approval
  for each row execute function approval_fits();

-- The other way round: who approved cannot review the same case afterwards.
create function reviewer_has_not_approved() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if exists (select 1 from approval a join determination d on d.id = a.determination_id
             where d.application_id = new.application_id and a.person_id = new.reviewer_id) then
    raise exception 'who approved a case cannot review it' using errcode = '23514';
  end if;
  return new;
end $$;
create trigger reviewer_has_not_approved before insert on review
  for each row execute function reviewer_has_not_approved();

create table award (
  id text primary key check (id like 'awd\_%'),
  -- The only name the books know; random, so that erasing the rest leaves nothing to guess from.
  ledger_ref uuid not null unique default gen_random_uuid(),
  application_id text not null references application (id),
  applicant_id text not null references applicant (id),
  determination_id text not null unique references determination (id),
  state text not null check (state in ('offered', 'accepted', 'active', 'suspended', 'completed', 'closed',
    'lapsed', 'declined_by_recipient', 'cancelled')),
  fund text not null,
  amount_minor bigint not null check (amount_minor > 0),
  currency char(3) not null,
  offered_at timestamptz not null,
  notified_at timestamptz,
  accepted_at timestamptz
);
create unique index award_application on award (application_id);
create index award_applicant on award (applicant_id);

create function award_is_approved() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  d determination;
  valid integer;
  directors integer;
  promised bigint;
  strictest jsonb;
begin
  select * into d from determination where id = new.determination_id;
  select count(*), count(*) filter (where as_director) into valid, directors
    from approval where determination_id = d.id and digest = d.digest and expires_at > clock_timestamp();
  if d.outcome <> 'approved' or d.amount_minor <> new.amount_minor or d.currency <> new.currency
     or d.fund <> new.fund or d.application_id <> new.application_id
     or not exists (select 1 from application where id = new.application_id and applicant_id = new.applicant_id) then
    raise exception 'an award is exactly what its determination says' using errcode = '23514';
  end if;
  if d.state <> 'decided' then
    raise exception 'an award follows a decision' using errcode = '23514';
  end if;
  if exists (select 1 from hold where application_id = new.application_id and cleared_at is null) then
    raise exception 'an open hold blocks an award' using errcode = '23514';
  end if;
  -- Two awards to one person at once would each see the sum without the other.
  perform pg_advisory_xact_lock(hashtext('award to one person'), hashtext(new.applicant_id));
  select coalesce(sum(amount_minor), 0) + new.amount_minor into promised from award
    where applicant_id = new.applicant_id and state not in ('lapsed', 'declined_by_recipient', 'cancelled');
  select tier into strictest from policy_version p
    cross join lateral jsonb_array_elements(p.tiers) with ordinality t(tier, place)
    where p.id = d.policy_id and p.currency = new.currency
      and (tier -> 'upToMinor' = 'null'::jsonb or promised <= (tier ->> 'upToMinor')::bigint)
    order by place limit 1;
  if strictest is null then
    raise exception 'no tier of the policy holds this amount' using errcode = '23514';
  end if;
  if valid < greatest(d.approvals_needed, (strictest ->> 'approvals')::integer)
     or ((d.director_needed or (strictest ->> 'director')::boolean) and directors = 0) then
    raise exception 'an award needs % valid approvals',
      greatest(d.approvals_needed, (strictest ->> 'approvals')::integer) using errcode = '23514';
  end if;
  return new;
end $$;
create trigger award_is_approved before insert on award
  for each row execute function award_is_approved();

-- What was promised never changes, only how far it has come.
create function award_keeps() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if (to_jsonb(new) - 'state' - 'notified_at' - 'accepted_at')
     <> (to_jsonb(old) - 'state' - 'notified_at' - 'accepted_at') then
    raise exception 'an award changes its state only' using errcode = '23514';
  end if;
  return new;
end $$;
create trigger keeps_what_was_promised before update on award
  for each row execute function award_keeps();

create table instalment (
  id text primary key check (id like 'ins\_%'),
  award_id text not null references award (id),
  number smallint not null check (number >= 1),
  amount_minor bigint not null check (amount_minor > 0),
  due_on date not null,
  state text not null check (state in ('planned', 'due', 'released', 'paid', 'held', 'skipped', 'cancelled')),
  unique (award_id, number)
);
create index instalment_due on instalment (due_on) where state in ('planned', 'due');

-- The instalments of an award sum to it, at the end of every transaction.
create function instalments_sum_to_award() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  whole bigint;
  parts bigint;
  award_of text := coalesce(to_jsonb(new) ->> 'award_id', to_jsonb(new) ->> 'id');
begin
  select amount_minor into whole from award where id = award_of;
  select coalesce(sum(amount_minor), 0) into parts from instalment where award_id = award_of;
  if whole <> parts then
    raise exception 'the instalments of award % sum to %, not to %', award_of, parts, whole using errcode = '23514';
  end if;
  return null;
end $$;
create constraint trigger sum_to_award after insert or update of amount_minor on instalment
  deferrable initially deferred for each row execute function instalments_sum_to_award();
create constraint trigger has_instalments after insert on award
  deferrable initially deferred for each row execute function instalments_sum_to_award();

grant select, insert on policy_version, approval to fund_service;
grant select, insert, update on determination, award, instalment to fund_service;

-- Policy 1 (product.md, rule 3). Up to $300 is the emergency lane: one approver, a tenth of them looked at afterwards.
insert into policy_version (id, number, currency, tiers, approval_valid_days, in_force_from) values (
  'pol_00000000000000000001', 1, 'USD',
  '[
    {"upToMinor": 30000, "approvals": 1, "director": false},
    {"upToMinor": 50000, "approvals": 1, "director": false},
    {"upToMinor": 150000, "approvals": 2, "director": false},
    {"upToMinor": null, "approvals": 3, "director": true}
  ]',
  7, '2026-01-01T00:00:00Z'
);
