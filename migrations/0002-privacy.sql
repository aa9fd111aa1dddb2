-- Keys, safe contact, consent to disclose. Nothing here can be read without the key ring.

-- One data key per applicant, wrapped by the key ring. Destroying it makes everything sealed under it unreadable.
create table data_key (
  id text primary key check (id like 'key\_%'),
  subject text not null unique,
  wrapped bytea,
  ring_key text not null,
  created_at timestamptz not null default clock_timestamp(),
  destroyed_at timestamptz,
  check ((wrapped is null) = (destroyed_at is not null))
);

-- How a person may be reached. No row, no contact.
create table contact_point (
  id text primary key check (id like 'cnt\_%'),
  applicant_id text not null,
  channel text not null check (channel in ('sms', 'call', 'email', 'advocate', 'letter')),
  value_sealed bytea,
  -- Keyed digest of a telephone number: whose texts end when this number answers STOP.
  value_lookup bytea,
  content_level smallint not null default 1 check (content_level between 0 and 2),
  windows text[] not null default '{}',
  voicemail boolean not null default false,
  shared_device boolean not null default true,
  expires_at timestamptz not null,
  stopped_at timestamptz,
  -- What was stopped or replaced is forgotten, so that nothing can fall back on it.
  check (stopped_at is null or value_sealed is null),
  -- Only what can answer is looked up, and only while it is kept.
  check (value_lookup is null or (value_sealed is not null and channel in ('sms', 'call'))),
  created_at timestamptz not null default clock_timestamp()
);
create index contact_point_applicant on contact_point (applicant_id);
create unique index contact_point_live on contact_point (applicant_id, channel) where stopped_at is null;
create index contact_point_lookup on contact_point (value_lookup) where value_lookup is not null;

-- Consent to disclose: who gets which fields, for what, until when (34 USC 12291(b)(2)).
create table release (
  id text primary key check (id like 'rel\_%'),
  applicant_id text not null,
  recipient text not null,
  fields text[] not null check (cardinality(fields) > 0),
  purpose text not null,
  granted_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null check (expires_at > granted_at),
  revoked_at timestamptz
);
create index release_applicant on release (applicant_id);

-- A consent taken back stays so, and nothing else about it ever changes.
create function release_only_revoked() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if old.revoked_at is not null or new.revoked_at is null then
    raise exception 'a consent can only be taken back, and only once' using errcode = '55000';
  end if;
  return new;
end $$;
create trigger only_revoked before update on release
  for each row execute function release_only_revoked();

grant select, insert on data_key, contact_point, release to fund_service;
grant update (wrapped, ring_key, destroyed_at) on data_key to fund_service;
grant update (value_sealed, value_lookup, stopped_at) on contact_point to fund_service;
grant update (revoked_at) on release to fund_service;
