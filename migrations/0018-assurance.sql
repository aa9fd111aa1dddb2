-- What auditors keep of their own work: samples, working papers, conclusions. Nothing here touches the books.

-- A drawn sample, with everything needed to draw it again.
create table audit_sample (
  id text primary key check (id like 'smp\_%'),
  drawn_by text not null references person (id),
  drawn_at timestamptz not null,
  method text not null check (method in ('random', 'monetary_unit', 'stratified', 'over_limit', 'under_threshold',
    'round_amounts')),
  -- What the method asks for (size, seed, by, bands, limit, percent, thresholds, unit), each as text.
  plan jsonb not null,
  -- The population: entries of these kinds, fund, currency and days, as they stood at the draw.
  kinds text[] not null check (cardinality(kinds) > 0),
  fund text,
  currency char(3) not null,
  from_on date,
  to_on date,
  -- Entries up to this number whose transactions had all ended: no late commit can join the population.
  up_to_seq bigint not null check (up_to_seq >= 0),
  watermark xid8 not null,
  population_count bigint not null check (population_count > 0),
  population_total bigint not null check (population_total > 0),
  population_digest bytea not null check (length(population_digest) = 32),
  -- Monetary-unit: interval = interval_total / interval_size.
  interval_total bigint check (interval_total > 0),
  interval_size integer check (interval_size > 0),
  -- Parts of a stratified sample: [{stratum, count, total, size}].
  allocations jsonb not null default '[]',
  check ((interval_total is null) = (interval_size is null)),
  check (to_on >= from_on)
);

create table audit_sample_item (
  sample_id text not null references audit_sample (id),
  n integer not null check (n between 1 and 1000),
  entry_seq bigint not null,
  amount_minor bigint not null check (amount_minor > 0),
  stratum text,
  is_certain boolean not null,
  primary key (sample_id, n),
  unique (sample_id, entry_seq)
);

-- What an auditor found about one item. Signed and never edited: a correction is the next version.
create table working_paper (
  sample_id text not null,
  n integer not null,
  version integer not null check (version >= 1),
  -- {attribute: pass | fail | not_applicable}
  verdicts jsonb not null,
  -- What the system itself could say about each attribute when the paper was signed.
  facts jsonb not null,
  note text not null check (length(note) <= 500),
  -- What the amount should have been, minor units; the booked amount when nothing is wrong with it.
  audited_minor bigint not null check (audited_minor >= 0),
  signed_by text not null references person (id),
  signed_at timestamptz not null,
  primary key (sample_id, n, version),
  foreign key (sample_id, n) references audit_sample_item (sample_id, n)
);

create table sample_conclusion (
  sample_id text not null references audit_sample (id),
  version integer not null check (version >= 1),
  outcome text not null check (outcome in ('satisfied', 'exceptions', 'no_conclusion')),
  note text not null check (length(note) between 1 and 1000),
  -- Known errors, the best guess for the population, and the limit at 95 %; minor units. Null limit: too many errors.
  known_minor bigint not null,
  projected_minor bigint not null,
  upper_limit_minor bigint,
  signed_by text not null references person (id),
  signed_at timestamptz not null,
  primary key (sample_id, version)
);

-- Versions follow each other without a gap.
create function next_version_only() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  last integer;
begin
  if tg_table_name = 'working_paper' then
    select max(version) into last from working_paper where sample_id = new.sample_id and n = (to_jsonb(new) ->> 'n')::integer;
  else
    select max(version) into last from sample_conclusion where sample_id = new.sample_id;
  end if;
  if new.version <> coalesce(last, 0) + 1 then
    raise exception 'a signed paper is followed by its next version' using errcode = '23505';
  end if;
  return new;
end $$;
create trigger next_version before insert on working_paper for each row execute function next_version_only();
create trigger next_version before insert on sample_conclusion for each row execute function next_version_only();

do $$
declare
  name text;
begin
  foreach name in array array['audit_sample', 'audit_sample_item', 'working_paper', 'sample_conclusion'] loop
    execute format('create trigger append_only before update or delete on %I for each row execute function forbid_change()', name);
    execute format('create trigger no_truncate before truncate on %I for each statement execute function forbid_change()', name);
  end loop;
end $$;
grant select, insert on audit_sample, audit_sample_item, working_paper, sample_conclusion to fund_service;
