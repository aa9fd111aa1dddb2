-- Who did what, when: acts, decisions and sensitive reads. No personal data, ever.

create table audit_event (
  seq bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  kind text not null check (kind in ('act', 'decision', 'access', 'export', 'sign_in')),
  act text not null check (act ~ '^[A-Z][A-Za-z]+$'),
  actor text not null,
  subject text not null,
  purpose text,
  details jsonb not null default '{}',
  -- Read by the sealer: rows below the oldest running transaction can no longer be joined by late ones.
  txid xid8 not null default pg_current_xact_id(),
  -- Stops guessing a row's content from its hash.
  salt uuid not null default gen_random_uuid(),
  check (kind <> 'access' or purpose is not null)
);
create index audit_event_subject on audit_event (subject, seq);
create index audit_event_actor on audit_event (actor, seq);

create trigger append_only before update or delete on audit_event
  for each row execute function forbid_change();
create trigger no_truncate before truncate on audit_event
  for each statement execute function forbid_change();

grant select, insert on audit_event to fund_service;
