-- What the provider says it did, matched line by line with what the books say.

create table reconciliation_run (
  id text primary key check (id like 'rec\_%'),
  rail text not null,
  cutoff timestamptz not null,
  started_at timestamptz not null,
  finished_at timestamptz,
  lines integer not null default 0,
  matched integer not null default 0,
  opened_breaks integer not null default 0,
  ledger_minor bigint,
  provider_minor bigint,
  -- Differences that are listed one by one (lines and entries without a partner); the rest is unexplained.
  listed_minor bigint,
  currency char(3) not null,
  error_code text,
  asked_by text not null,
  check (error_code is null or finished_at is not null)
);
create index reconciliation_run_rail on reconciliation_run (rail, started_at);

create table statement_line (
  id text primary key check (id like 'stl\_%'),
  rail text not null,
  entry_id text not null,
  effective_at timestamptz not null,
  kind text not null check (kind in ('funding', 'payout', 'payout_reversal', 'fee', 'fee_tax', 'fx', 'adjustment', 'unknown')),
  amount_minor bigint not null,
  currency char(3) not null,
  provider_ref text,
  raw_digest bytea not null,
  imported_at timestamptz not null default clock_timestamp(),
  unique (rail, entry_id)
);
create index statement_line_ref on statement_line (provider_ref);

-- A line is explained once. Rule M1: same reference, amount and currency; M5: one line, several entries of equal
-- sum; M6: two lines of one reference that cancel out.
create table statement_match (
  line_id text primary key references statement_line (id),
  payout_id text references payout (id),
  rule text not null check (rule in ('M1', 'M5', 'M6')),
  matched_by text not null,
  matched_at timestamptz not null default clock_timestamp()
);

-- Which journal entries a line explains, by their keys; an entry is explained once too.
create table statement_match_entry (
  entry_key text primary key,
  line_id text not null references statement_match (line_id)
);
create index statement_match_entry_line on statement_match_entry (line_id);

create table reconciliation_break (
  id text primary key check (id like 'brk\_%'),
  rail text not null,
  code text not null check (code in ('ledger_only', 'provider_only', 'amount', 'currency', 'fee', 'state',
    'duplicate', 'timing', 'balance', 'unknown_kind')),
  -- What it is about: a payout, a statement line or the rail itself. One open break per code and subject.
  subject text not null,
  expected_minor bigint,
  observed_minor bigint,
  currency char(3) not null,
  state text not null check (state in ('open', 'assigned', 'resolved', 'written_off')),
  opened_at timestamptz not null,
  owner_id text references person (id),
  resolution text,
  resolved_by text,
  second_person text references person (id),
  closed_at timestamptz,
  check (state <> 'written_off' or (resolved_by is not null and second_person is not null and second_person <> resolved_by)),
  check (state not in ('resolved', 'written_off') or closed_at is not null)
);
create unique index reconciliation_break_open on reconciliation_break (rail, code, subject)
  where state in ('open', 'assigned');

grant select, insert, update on reconciliation_run, reconciliation_break to fund_service;

create trigger append_only before update or delete on statement_line
  for each row execute function forbid_change();
create trigger append_only before update or delete on statement_match
  for each row execute function forbid_change();
create trigger append_only before update or delete on statement_match_entry
  for each row execute function forbid_change();

grant select, insert on statement_line, statement_match, statement_match_entry to fund_service;

-- What the books say happened on the account at the provider (1110), one row per journal entry and currency, with
-- the payout it is about. Transfers between funds cancel out there and are left out.
create view provider_entry as
  select e.idempotency_key as entry_key, e.kind, e.source_ref, e.posted_at, e.effective_on,
         payout.id as payout_id, payout.rail, p.currency, sum(p.amount)::bigint as amount_minor
  from ledger.posting p
  join ledger.entry e on e.seq = p.entry_seq
  left join payout on payout.id = split_part(e.idempotency_key, ':', 1)
  where p.account = '1110'
  group by e.seq, payout.id, p.currency
  having sum(p.amount) <> 0;
grant select on provider_entry to fund_service;
