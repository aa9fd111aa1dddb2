-- Rules that change are kept in every version, so that an auditor can see what was in force and what changed.

-- Each version of a programme, written by the table itself: no way of saving can leave it out. Who saved it is the
-- event of the same transaction in the log.
create table programme_version (
  programme_id text not null references programme (id),
  number integer not null check (number >= 1),
  body jsonb not null,
  recorded_at timestamptz not null default clock_timestamp(),
  txid xid8 not null default pg_current_xact_id(),
  primary key (programme_id, number)
);

create function programme_is_kept() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if tg_op = 'INSERT' or to_jsonb(new) <> to_jsonb(old) then
    insert into programme_version (programme_id, number, body)
      select new.id, 1 + coalesce(max(number), 0), to_jsonb(new) from programme_version where programme_id = new.id;
  end if;
  return null;
end $$;
create trigger is_kept after insert or update on programme for each row execute function programme_is_kept();

insert into programme_version (programme_id, number, body) select id, 1, to_jsonb(p) from programme p;

-- Rules that live in the program itself, as they were when a release with other ones first started.
create table rule_version (
  rule text not null check (rule ~ '^[a-z_]+$'),
  number integer not null check (number >= 1),
  lines jsonb not null,
  recorded_at timestamptz not null default clock_timestamp(),
  primary key (rule, number)
);

do $$
declare
  name text;
begin
  foreach name in array array['programme_version', 'rule_version'] loop
    execute format('create trigger append_only before update or delete on %I for each row execute function forbid_change()', name);
    execute format('create trigger no_truncate before truncate on %I for each statement execute function forbid_change()', name);
  end loop;
end $$;
grant select on programme_version to fund_service;
grant select, insert on rule_version to fund_service;
