-- Neutral messages. A row is queued with the act it tells of; the sender decides at sending time whether it is safe.

create table message (
  id text primary key check (id like 'msg\_%'),
  applicant_id text not null,
  template text not null,
  language text not null,
  state text not null check (state in ('queued', 'sent', 'refused', 'failed')),
  channel text,
  -- Why nothing was sent: no_channel, expired, outside_window, level_too_low, gateway.
  reason text,
  dedupe text not null unique,
  not_before timestamptz not null default clock_timestamp(),
  created_at timestamptz not null default clock_timestamp(),
  finished_at timestamptz
);
create index message_queued on message (not_before) where state = 'queued';

grant select, insert on message to fund_service;
grant update (state, channel, reason, not_before, finished_at) on message to fund_service;
