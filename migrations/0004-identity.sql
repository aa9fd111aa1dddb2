-- Staff, what they may do, and the ways back in for applicants.

create table person (
  id text primary key check (id like 'per\_%'),
  email text not null unique check (email = lower(email)),
  name text not null,
  created_at timestamptz not null default clock_timestamp(),
  suspended_at timestamptz
);

create table credential (
  person_id text primary key references person (id),
  password_hash text not null,
  totp_sealed bytea not null,
  -- Made by an administrator, who has seen it: it opens no role until the person has chosen their own.
  is_temporary boolean not null default false,
  -- The last 30-second step whose code was used: a code works once.
  totp_step bigint not null default 0,
  failed_attempts integer not null default 0,
  locked_until timestamptz,
  changed_at timestamptz not null default clock_timestamp()
);

create table role (
  name text primary key
);
insert into role values ('advocate'), ('reviewer'), ('approver'), ('finance_director'),
  ('finance_preparer'), ('finance_releaser'), ('auditor'), ('privacy_officer'), ('administrator');

-- Two roles that one person may not hold, as data.
create table role_conflict (
  role text not null references role (name),
  other text not null references role (name),
  primary key (role, other),
  check (role < other)
);
insert into role_conflict values
  ('finance_preparer', 'finance_releaser'),
  ('administrator', 'approver'), ('administrator', 'finance_director'),
  ('administrator', 'finance_preparer'), ('administrator', 'finance_releaser'),
  ('administrator', 'reviewer'), ('administrator', 'auditor'), ('administrator', 'privacy_officer'),
  ('approver', 'auditor'), ('auditor', 'finance_director'), ('auditor', 'finance_preparer'),
  ('auditor', 'finance_releaser'), ('auditor', 'reviewer'), ('advocate', 'reviewer'),
  ('advocate', 'approver'), ('approver', 'finance_releaser'), ('finance_releaser', 'reviewer');

create table role_grant (
  person_id text not null references person (id),
  role text not null references role (name),
  granted_by text not null,
  granted_at timestamptz not null default clock_timestamp(),
  revoked_by text,
  revoked_at timestamptz,
  primary key (person_id, role, granted_at),
  check (granted_by <> person_id),
  check ((revoked_by is null) = (revoked_at is null))
);
create unique index role_grant_live on role_grant (person_id, role) where revoked_at is null;

create function role_grant_without_conflict() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform 1 from person where id = new.person_id for update;
  if exists (
    select 1 from role_grant held
    join role_conflict c on (c.role, c.other) in ((held.role, new.role), (new.role, held.role))
    where held.person_id = new.person_id and held.revoked_at is null
  ) then
    raise exception 'this person holds a role that conflicts with %', new.role using errcode = '23514';
  end if;
  return new;
end $$;
create trigger without_conflict before insert on role_grant
  for each row execute function role_grant_without_conflict();

-- A grant is revoked once and stays revoked: giving the role again is a new grant, held against conflicts.
create function role_grant_only_revoked() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if old.revoked_at is not null or new.revoked_at is null
     or (new.person_id, new.role, new.granted_by, new.granted_at)
        is distinct from (old.person_id, old.role, old.granted_by, old.granted_at) then
    raise exception 'a role grant can only be revoked, and only once' using errcode = '55000';
  end if;
  return new;
end $$;
create trigger only_revoked before update on role_grant
  for each row execute function role_grant_only_revoked();

-- Who took which part in one case: nobody ever takes two. `subject` is the application, so that every
-- later step (award, batch) is held against the people of the earlier ones.
create table duty (
  subject text not null,
  person_id text not null references person (id),
  part text not null check (part in ('propose', 'approve', 'release')),
  taken_at timestamptz not null default clock_timestamp(),
  primary key (subject, person_id)
);
create trigger append_only before update or delete on duty
  for each row execute function forbid_change();
create trigger no_truncate before truncate on duty
  for each statement execute function forbid_change();

create table staff_session (
  token_hash bytea primary key,
  person_id text not null references person (id),
  form_token text not null,
  started_at timestamptz not null,
  seen_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz
);
create index staff_session_person on staff_session (person_id);

-- The way back in without an account: 16 digits and a PIN.
create table access_code (
  applicant_id text primary key,
  code_lookup bytea not null unique,
  pin_hash text not null,
  failed_attempts integer not null default 0,
  asleep_until timestamptz,
  made_at timestamptz not null default clock_timestamp()
);

create table applicant_session (
  token_hash bytea primary key,
  applicant_id text not null,
  purpose text not null check (purpose in ('draft', 'status')),
  form_token text not null,
  started_at timestamptz not null,
  seen_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz
);
create index applicant_session_applicant on applicant_session (applicant_id);

grant select on role, role_conflict to fund_service;
grant select, insert, update on credential, access_code to fund_service;
grant select, insert on person, role_grant to fund_service;
grant update (name, suspended_at) on person to fund_service;
grant update (revoked_by, revoked_at) on role_grant to fund_service;
grant select, insert on duty to fund_service;
grant select, insert, update, delete on staff_session, applicant_session to fund_service;
