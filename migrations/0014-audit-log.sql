-- One tamper-evident log (RFC 6962) over the journal and the audit events: leaf format v1, leaf numbers, subtree roots,
-- signed checkpoints, witnesses, runs of the verification. docs/log.md says what is promised.

alter table audit_event drop constraint audit_event_kind_check;
alter table audit_event add constraint audit_event_kind_check check (kind in (
  'act', 'decision', 'access', 'export', 'sign_in', 'sign_off', 'period_close', 'erasure', 'key_rotation', 'restore'));

-- The order of the log within the set that a seal closes: transactions below the watermark are over for good.
create index audit_event_sealing on audit_event (txid, seq);
create index entry_sealing on ledger.entry (txid, seq);

-- Leaf bodies --------------------------------------------------------------------------------------------------------
-- These two views are the only author of leaf bodies: canonical JSON (RFC 8785) of strings, arrays and objects of
-- strings, keys in order, absent keys missing. A body never changes its form: a new form is a new version.

-- How leaves name people, awards, keys and sources. Ids are random, so a mark tells nothing.
create function log_mark(name text) returns text language sql stable parallel safe
  return substr(encode(sha256(convert_to('rf:' || name, 'UTF8')), 'hex'), 1, 32);

-- Says nothing about a text without its salt, and no other text once both are shown.
create function log_commitment(salt uuid, body text) returns text language sql stable parallel safe
  return substr(encode(sha256(convert_to(encode(uuid_send(salt), 'hex') || ':' || body, 'UTF8')), 'hex'), 1, 32);

create function log_instant(at timestamptz) returns text language sql stable parallel safe
  return to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');

create view ledger.entry_leaf (seq, txid, body) as
  select e.seq, e.txid,
    '{"actor":"' || public.log_mark(e.actor)
    || coalesce('","approver":"' || public.log_mark(e.approver), '')
    || '","effective":"' || to_char(e.effective_on, 'YYYY-MM-DD')
    || '","key":"' || public.log_mark(e.idempotency_key)
    || '","kind":' || to_json(e.kind)::text
    || ',"lines":[' || coalesce((
      select string_agg('["' || p.account || '","' || p.fund || '","' || p.currency || '","' || p.amount::text || '","'
        || coalesce(public.log_mark(p.award_ref::text), '') || '"]', ',' order by p.line)
      from ledger.posting p where p.entry_seq = e.seq), '')
    || '],"period":' || to_json(e.period)::text
    || ',"posted":"' || public.log_instant(e.posted_at)
    || coalesce('","reason":"' || public.log_commitment(e.salt, e.reason), '')
    || coalesce('","relates":"' || to_char(e.relates_to, 'YYYY-MM-DD'), '')
    || coalesce('","reverses":"' || e.reverses::text, '')
    || '","salt":"' || encode(uuid_send(e.salt), 'hex')
    || '","seq":"' || e.seq::text
    || coalesce('","source":"' || public.log_mark(e.source_ref), '')
    || '","t":"journal","v":"1"}'
  from ledger.entry e;

-- Exports, closings, rotations, restores and sign-offs show their facts; of other events the details are committed to.
create view event_leaf (seq, txid, body) as
  select e.seq, e.txid,
    '{"act":' || to_json(e.act)::text
    || ',"actor":"' || log_mark(e.actor)
    || '","at":"' || log_instant(e.at)
    || case when e.kind in ('export', 'period_close', 'key_rotation', 'restore', 'sign_off')
         then coalesce('","facts":' || d.body, '"')
         else coalesce('","details":"' || log_commitment(e.salt, d.body) || '"', '"') end
    || coalesce(',"purpose":"' || log_commitment(e.salt, e.purpose) || '"', '')
    || ',"salt":"' || encode(uuid_send(e.salt), 'hex')
    || '","seq":"' || e.seq::text
    || '","subject":"' || log_mark(e.subject)
    || '","t":"' || e.kind
    || '","v":"1"}'
  from audit_event e
  left join lateral (
    -- An object of strings in canonical form; null when nothing is left of it.
    select '{' || string_agg(to_json(t.key)::text || ':' || to_json(t.value)::text, ',' order by t.key collate "C") || '}' as body
    from jsonb_each_text(e.details) t where t.value is not null
  ) d on true;

-- The log ------------------------------------------------------------------------------------------------------------

-- Which row is which leaf. `hash` is SHA-256 of a zero byte and the body.
create table leaf (
  idx bigint primary key check (idx >= 0),
  source text collate "C" not null check (source in ('entry', 'event')),
  seq bigint not null,
  hash bytea not null check (length(hash) = 32),
  unique (source, seq)
);

-- Roots of whole subtrees of 2^level leaves, for levels 8, 16, 24 ...: what lies between is hashed when it is asked for.
create table log_node (
  level smallint not null check (level > 0 and level % 8 = 0),
  idx bigint not null check (idx >= 0),
  hash bytea not null check (length(hash) = 32),
  primary key (level, idx)
);

-- Every key the log ever signed with, in order. Private keys are in a file outside. The event is the rotation that
-- named the key: it signs from the checkpoint on that covers it.
create table log_key (
  number integer primary key check (number >= 1),
  key_id text not null unique check (key_id ~ '^[0-9a-f]{8}$'),
  vkey text not null unique,
  event_seq bigint unique,
  added_at timestamptz not null default clock_timestamp(),
  check ((number = 1) = (event_seq is null))
);

-- Signed heads. Every row of a transaction below `watermark` has its leaf, as long as the cluster is the one of
-- `system_identifier`: transaction numbers mean nothing in another.
create table checkpoint (
  size bigint primary key check (size > 0),
  root bytea not null check (length(root) = 32),
  note text not null,
  key_id text not null references log_key (key_id),
  watermark xid8 not null,
  system_identifier text not null,
  sealed_at timestamptz not null default clock_timestamp()
);

-- People outside who hold a key of their own and vouch that the log they saw only grew. A name is used once.
create table witness (
  name text collate "C" primary key,
  vkey text not null unique,
  added_by text not null,
  added_at timestamptz not null default clock_timestamp(),
  removed_at timestamptz
);

create table cosignature (
  size bigint not null references checkpoint (size),
  witness text collate "C" not null references witness (name),
  -- Seconds since 1970, as the witness signed them.
  timestamp bigint not null check (timestamp > 0),
  line text not null,
  recorded_at timestamptz not null default clock_timestamp(),
  primary key (size, witness)
);

-- Each time somebody, or the night, checked everything.
create table verification_run (
  id bigint generated always as identity primary key,
  asked_by text not null,
  asked_at timestamptz not null default clock_timestamp(),
  started_at timestamptz,
  finished_at timestamptz,
  leaves_total bigint,
  leaves_checked bigint not null default 0,
  promises_checked integer not null default 0,
  findings jsonb not null default '[]',
  outcome text check (outcome in ('ok', 'tampered', 'failed')),
  check ((finished_at is null) = (outcome is null))
);
create unique index verification_run_waiting on verification_run ((true)) where finished_at is null;

do $$
declare
  kept text;
begin
  foreach kept in array array['leaf', 'log_node', 'log_key', 'checkpoint', 'cosignature'] loop
    execute format('create trigger append_only before update or delete on %I for each row execute function forbid_change()', kept);
    execute format('create trigger no_truncate before truncate on %I for each statement execute function forbid_change()', kept);
  end loop;
  foreach kept in array array['witness', 'verification_run'] loop
    execute format('create trigger append_only before delete on %I for each row execute function forbid_change()', kept);
    execute format('create trigger no_truncate before truncate on %I for each statement execute function forbid_change()', kept);
  end loop;
end $$;

grant select on ledger.entry_leaf, event_leaf to fund_service;
grant select, insert on leaf, log_node, log_key, checkpoint, cosignature, witness, verification_run to fund_service;
grant update (removed_at) on witness to fund_service;
grant update (started_at, finished_at, leaves_total, leaves_checked, promises_checked, findings, outcome)
  on verification_run to fund_service;
