-- Notices are worked off in turn; one that cannot be worked off now waits longer each time and keeps nobody else waiting.
alter table inbox add column tries integer not null default 0;
alter table inbox add column next_try_at timestamptz not null default clock_timestamp();
drop index inbox_unhandled;
create index inbox_unhandled on inbox (next_try_at) where handled_at is null;
