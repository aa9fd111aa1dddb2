-- Files for auditors: each one asked for, made apart from the page that asked, kept for a week.

create table export_job (
  id text primary key check (id like 'exp\_%'),
  format text not null check (format ~ '^[a-z]+$'),
  from_on date not null,
  to_on date not null check (to_on >= from_on),
  fund text references ledger.fund (code),
  asked_by text not null,
  asked_at timestamptz not null,
  state text not null check (state in ('asked', 'running', 'ready', 'failed', 'expired')),
  -- Raised by every claim: a worker that slept through its lease says nothing more.
  attempts smallint not null default 0 check (attempts >= 0),
  lease_until timestamptz,
  rows_done bigint not null default 0 check (rows_done >= 0),
  rows_total bigint not null default 0 check (rows_total >= 0),
  bytes bigint check (bytes >= 0),
  sha256 text check (sha256 ~ '^[0-9a-f]{64}$'),
  expires_at timestamptz,
  error_code text,
  check ((state = 'running') = (lease_until is not null)),
  check (state not in ('ready', 'expired') or (bytes is not null and sha256 is not null and expires_at is not null)),
  check ((state = 'failed') = (error_code is not null))
);
create index export_job_asked on export_job (asked_at);

grant select, insert, update on export_job to fund_service;

-- A cell of a spreadsheet that starts with a hyphen is a formula: codes of funds never do.
alter table ledger.fund add check (code !~ '^-');
