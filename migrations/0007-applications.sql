-- What people ask for. Answers are stored sealed only; what staff must sort by is kept apart and says nothing about anyone.

create table programme (
  id text primary key check (id like 'prg\_%'),
  code text not null unique check (code ~ '^[A-Z0-9-]{2,20}$'),
  name text not null,
  fund text not null,
  currency char(3) not null,
  least_minor bigint not null check (least_minor > 0),
  most_minor bigint not null,
  instalments integer not null default 1 check (instalments between 1 and 24),
  rails text[] not null check (cardinality(rails) > 0),
  answer_within_days integer not null default 3 check (answer_within_days between 1 and 90),
  opened_at timestamptz not null,
  closed_at timestamptz,
  check (most_minor >= least_minor)
);

create table applicant (
  id text primary key check (id like 'apl\_%'),
  language text not null,
  created_at timestamptz not null,
  erased_at timestamptz
);

create table application (
  id text primary key check (id like 'app\_%'),
  applicant_id text not null references applicant (id),
  programme_id text not null references programme (id),
  -- Short reference for staff to say aloud; carries no meaning.
  reference text not null unique check (reference ~ '^R-[0-9A-Z]{6}$'),
  state text not null check (state in ('draft', 'submitted', 'screening', 'more_info_requested', 'in_review',
    'ready_for_determination', 'approved', 'declined', 'waitlisted', 'ineligible', 'appealed',
    'withdrawn', 'expired', 'duplicate_closed')),
  asked_minor bigint check (asked_minor > 0),
  currency char(3) not null,
  urgency text check (urgency in ('today', 'week', 'month')),
  filled_by text not null default 'self' check (filled_by in ('self', 'with_advocate', 'advocate')),
  preferred_rail text,
  -- 0 for the first look, 1 after an appeal: different people.
  round smallint not null default 0 check (round in (0, 1)),
  -- The form's own key: pressing the button twice sends once.
  submission_key text unique,
  created_at timestamptz not null,
  submitted_at timestamptz,
  answer_due_on date,
  decided_at timestamptz,
  version integer not null default 1,
  check (state in ('draft', 'expired') or (submitted_at is not null and asked_minor is not null))
);
create index application_state on application (state, submitted_at);
create index application_applicant on application (applicant_id);

-- One sealed envelope per application and field group (request, person), bound to this row by its associated data.
create table application_answers (
  application_id text not null references application (id),
  field_group text not null check (field_group in ('request', 'person', 'draft')),
  sealed bytea not null,
  -- When the person last had it open; a draft left alone is purged.
  seen_at timestamptz not null,
  primary key (application_id, field_group)
);
create index application_answers_draft on application_answers (seen_at) where field_group = 'draft';

-- What the person reads as our answer, exactly as she reads it.
create table answer_given (
  application_id text not null references application (id),
  round smallint not null,
  -- A place on the waiting list is an answer, and another follows it in the same round.
  number smallint not null default 1 check (number >= 1),
  outcome text not null check (outcome in ('approved', 'declined', 'waitlisted', 'ineligible')),
  amount_minor bigint,
  reason_code text,
  words_sealed bytea,
  given_at timestamptz not null,
  primary key (application_id, round, number),
  check (outcome = 'approved' or reason_code is not null),
  check (outcome <> 'approved' or amount_minor > 0)
);

create table appeal (
  id text primary key check (id like 'apc\_%'),
  application_id text not null unique references application (id),
  words_sealed bytea,
  late boolean not null default false,
  made_at timestamptz not null
);

grant select on programme to fund_service;
grant insert, update on programme to fund_service;
grant select, insert, update on applicant, application to fund_service;
grant select, insert, update, delete on application_answers to fund_service;
grant select, insert on answer_given, appeal to fund_service;
