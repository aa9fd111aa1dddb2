-- Reviews by people who never see a name, and holds that stand beside the state.

create table rubric (
  version integer primary key,
  -- [{code, weight, anchors: {0..4}}]; immutable, because a review cites it.
  criteria jsonb not null,
  currency char(3) not null,
  -- Up to this amount one review is enough; two scores further apart than the difference bring a third.
  one_review_up_to_minor bigint not null check (one_review_up_to_minor >= 0),
  large_difference integer not null check (large_difference between 1 and 400),
  in_force_from timestamptz not null
);
create trigger append_only before update or delete on rubric
  for each row execute function forbid_change();

create table review_assignment (
  id text primary key check (id like 'asg\_%'),
  application_id text not null references application (id),
  round smallint not null,
  reviewer_id text not null references person (id),
  state text not null check (state in ('offered', 'recused', 'accepted', 'submitted', 'lapsed')),
  conflict text check (conflict in ('none', 'yes', 'unsure')),
  offered_at timestamptz not null,
  expires_at timestamptz not null,
  closed_at timestamptz
);
-- One reviewer at a time holds a case of a round.
create unique index review_assignment_live on review_assignment (application_id, round)
  where state in ('offered', 'accepted');
-- Whoever stepped back is never asked again.
create unique index review_assignment_recused on review_assignment (application_id, reviewer_id)
  where state = 'recused';
create index review_assignment_reviewer on review_assignment (reviewer_id, state);
-- The order in which reviewers are handed cases: needed today first, then the oldest.
create index application_review_order on application (
  (case urgency when 'today' then 0 when 'week' then 1 when 'month' then 2 else 3 end), submitted_at, id
) where state = 'in_review';

create table review (
  id text primary key check (id like 'rev\_%'),
  assignment_id text not null unique references review_assignment (id),
  application_id text not null references application (id),
  round smallint not null,
  reviewer_id text not null references person (id),
  rubric_version integer not null references rubric (version),
  -- {criterion: 0..4 or null for "does not apply"}
  scores jsonb not null,
  -- Integer-weighted mean x 100, 0-400.
  score integer not null check (score between 0 and 400),
  recommendation text not null check (recommendation in ('approve', 'approve_reduced', 'decline', 'refer')),
  amount_minor bigint check (amount_minor > 0),
  reason_code text not null,
  note_sealed bytea,
  submitted_at timestamptz not null,
  unique (application_id, round, reviewer_id)
);
create trigger append_only before update or delete on review
  for each row execute function forbid_change();

-- A review comes from the person who holds the case and has said that they know nobody in it.
create function review_fits() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if not exists (
    select 1 from review_assignment
    where id = new.assignment_id and application_id = new.application_id and round = new.round
      and reviewer_id = new.reviewer_id and state = 'accepted' and conflict = 'none'
  ) then
    raise exception 'a review needs a case that its reviewer holds without a conflict' using errcode = '23514';
  end if;
  if exists (select 1 from review_assignment
             where application_id = new.application_id and reviewer_id = new.reviewer_id and state = 'recused') then
    raise exception 'who stepped back from a case cannot review it' using errcode = '23514';
  end if;
  return new;
end $$;
create trigger review_fits before insert on review
  for each row execute function review_fits();

-- An approver asks for another look, and says what for.
create table review_return (
  application_id text not null references application (id),
  number smallint not null check (number >= 1),
  round smallint not null,
  returned_by text not null references person (id),
  note_sealed bytea not null,
  returned_at timestamptz not null,
  primary key (application_id, number)
);
create trigger append_only before update or delete on review_return
  for each row execute function forbid_change();

create table hold (
  id text primary key check (id like 'hld\_%'),
  application_id text not null references application (id),
  kind text not null check (kind in ('duplicate', 'safety', 'sanctions', 'document', 'fraud', 'budget')),
  reason_code text not null,
  owner_id text references person (id),
  due_on date not null,
  opened_by text not null,
  opened_at timestamptz not null,
  cleared_by text,
  cleared_reason text,
  cleared_at timestamptz,
  check ((cleared_at is null) = (cleared_by is null)),
  check (cleared_by is null or cleared_by <> opened_by or opened_by = 'system')
);
create unique index hold_open on hold (application_id, kind) where cleared_at is null;

grant select on rubric to fund_service;
grant insert on rubric to fund_service;
grant select, insert, update on review_assignment, hold to fund_service;
grant select, insert on review, review_return to fund_service;

-- Rubric 1 (product.md): five things about the need, none about the person.
insert into rubric (version, criteria, currency, one_review_up_to_minor, large_difference, in_force_from) values (
  1,
  '[
    {"code": "safety", "title": "Safety", "weight": 3, "anchors": [
      "No risk to safety is named",
      "The money makes daily life a little safer",
      "Safety gets worse within weeks without the money",
      "Safety gets worse within days without the money",
      "Somebody is in danger now and the money helps at once"]},
    {"code": "immediacy", "title": "How soon something is lost", "weight": 3, "anchors": [
      "Nothing is lost by waiting",
      "Something is lost in more than a month",
      "Something is lost within a month",
      "Something is lost within a week",
      "Something is lost today or tomorrow"]},
    {"code": "essentiality", "title": "How basic the need is", "weight": 2, "anchors": [
      "Nice to have",
      "Useful for work or school",
      "Needed to keep work, school or papers",
      "Needed for health, children or staying in touch safely",
      "Food, a roof or urgent care"]},
    {"code": "no_other_source", "title": "No other source", "weight": 1, "anchors": [
      "Another source pays all of it now",
      "Another source pays most of it soon",
      "Another source may pay a part",
      "Other sources are unlikely or too slow",
      "No other source is known"]},
    {"code": "fit", "title": "The amount fits the need", "weight": 1, "anchors": [
      "The amount has nothing to do with the need",
      "The amount is far from what this usually costs",
      "The amount is somewhat off",
      "The amount is about right",
      "The amount is what this costs"]}
  ]',
  'USD', 50000, 150, '2026-01-01T00:00:00Z'
);
