-- What every module stands on: append-only tables, scheduled runs, the webhook inbox.

create function forbid_change() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  raise exception '% on % is forbidden: it is append-only', tg_op, tg_table_name
    using errcode = '55000';
end $$;

-- Every scheduled run is one row, unique per job and period, so that two processes never run one period twice.
create table job_run (
  job text not null,
  period text not null,
  state text not null check (state in ('running', 'succeeded', 'failed')),
  attempts integer not null default 1 check (attempts >= 1),
  started_at timestamptz not null default clock_timestamp(),
  finished_at timestamptz,
  lease_until timestamptz not null,
  error_code text,
  primary key (job, period)
);
create index job_run_started on job_run (started_at);

-- Notices from providers: written once before they are acted on. The body itself is not kept, only what it points to.
create table inbox (
  provider text not null,
  event_id text not null,
  event_type text not null,
  related_object text,
  body_digest bytea not null,
  received_at timestamptz not null default clock_timestamp(),
  handled_at timestamptz,
  primary key (provider, event_id)
);
create index inbox_unhandled on inbox (received_at) where handled_at is null;

grant select, insert, update, delete on job_run to fund_service;
grant select, insert, update on inbox to fund_service;
