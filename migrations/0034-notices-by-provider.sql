-- Notices come in by provider: its rails share one door and one list, and what a notice is about decides who looks.
update inbox set provider = 'stripe' where provider in ('stripe-outbound', 'stripe-connect', 'prepaid-card');

-- When the list of a rail's events was last read, and how many of them no notice had brought: then, and in all.
alter table provider_events_read add column read_at timestamptz not null default clock_timestamp();
alter table provider_events_read add column found_last integer not null default 0 check (found_last >= 0);
alter table provider_events_read add column found bigint not null default 0 check (found >= 0);
