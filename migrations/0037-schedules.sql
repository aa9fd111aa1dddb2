-- Payments of an award that stand still for a while, one that is left out, and payments that a provider checks.

-- Why the payments of an award stand still. Her own pause and the fund's stand beside each other: ending one leaves
-- the other.
create table award_pause (
  id text primary key check (id like 'aps\_%'),
  award_id text not null references award (id),
  side text not null check (side in ('person', 'fund')),
  reason text not null check (reason in ('own_wish', 'asked_by_person', 'not_safe', 'no_contact', 'account_doubt',
    'decision_looked_at')),
  -- Nobody of staff where she did it herself.
  began_by text references person (id),
  began_at timestamptz not null,
  ended_by text references person (id),
  ended_at timestamptz,
  -- What became of payments that fell due meanwhile.
  catching text check (catching in ('pay_now', 'move_behind', 'nothing_missed', 'other_stays', 'award_over')),
  check ((side = 'person') = (reason = 'own_wish')),
  check ((side = 'person') = (began_by is null)),
  check ((ended_at is null) = (catching is null)),
  check (ended_by is null or ended_at is not null)
);
create unique index award_pause_open on award_pause (award_id, side) where ended_at is null;
create index award_pause_award on award_pause (award_id, began_at);
grant select, insert, update on award_pause to fund_service;

-- A part that is left out is followed by one of the same amount: what is not left out sums to the award.
create or replace function instalments_sum_to_award() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  whole bigint;
  parts bigint;
  award_of text := coalesce(to_jsonb(new) ->> 'award_id', to_jsonb(new) ->> 'id');
begin
  select amount_minor into whole from award where id = award_of;
  select coalesce(sum(amount_minor), 0) into parts from instalment where award_id = award_of and state <> 'skipped';
  if whole <> parts then
    raise exception 'the instalments of award % sum to %, not to %', award_of, parts, whole using errcode = '23514';
  end if;
  return null;
end $$;
create constraint trigger sum_to_award_when_skipped after update of state on instalment
  deferrable initially deferred for each row
  when (new.state = 'skipped' or old.state = 'skipped') execute function instalments_sum_to_award();

-- What was due or sent cannot be left out any more, and what was left out is never paid.
create function instalment_skipped_from_planned() returns trigger
  language plpgsql set search_path = public, pg_temp as $$
begin
  if old.state = 'skipped' or old.state <> 'planned' then
    raise exception 'instalment %: only what is planned is left out, and for good', new.id using errcode = '23514';
  end if;
  return new;
end $$;
create trigger skipped_from_planned before update of state on instalment
  for each row when (new.state is distinct from old.state and (new.state = 'skipped' or old.state = 'skipped'))
  execute function instalment_skipped_from_planned();

-- While payments stand still nothing of them is due, at the end of every transaction.
create function nothing_due_while_suspended() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  award_of text := coalesce(to_jsonb(new) ->> 'award_id', to_jsonb(new) ->> 'id');
begin
  if exists (select 1 from award w join instalment i on i.award_id = w.id
             where w.id = award_of and w.state = 'suspended' and i.state = 'due') then
    raise exception 'an instalment of award % is due while its payments stand still', award_of using errcode = '23514';
  end if;
  return null;
end $$;
create constraint trigger nothing_due_while_suspended after insert or update of state on instalment
  deferrable initially deferred for each row when (new.state = 'due') execute function nothing_due_while_suspended();
create constraint trigger suspended_with_nothing_due after update of state on award
  deferrable initially deferred for each row when (new.state = 'suspended')
  execute function nothing_due_while_suspended();

-- Whoever releases, and however: not while the payments of the award stand still.
create function payout_not_suspended() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if exists (select 1 from award where id = new.award_id and state = 'suspended') then
    raise exception 'payout % belongs to an award whose payments stand still', new.id using errcode = '23514';
  end if;
  return new;
end $$;
create trigger not_suspended before update of state on payout
  for each row when (old.state = 'approved' and new.state = 'released') execute function payout_not_suspended();

-- Since when the provider checks a payment that is on its way; empty when it does not.
alter table payout add column held_since timestamptz;
