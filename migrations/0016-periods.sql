-- Closing months and years: statements by both dates, months that close only when they are over, the year end,
-- exchange rates, and the sign-off of accounts at providers.

-- Two dates of an entry: the one it was posted to, and the one it is about. What is learned after a month was closed
-- is posted into an open month and names the date it relates to; a reversal is about what its entry was about. No entry
-- is about a later date than its own. (Bitemporal: Snodgrass, Developing Time-Oriented Database Applications in SQL, 2000.)
create view ledger.known_posting as
  select e.seq, e.kind, e.posted_at, e.effective_on,
    least(e.effective_on, coalesce(e.relates_to, least(o.effective_on, o.relates_to))) as known_for,
    -- A year's closing entry, or the reversal of one: it moves results into net assets and is no activity itself.
    coalesce(o.kind, e.kind) = 'year.closed' as closes_year,
    p.line, p.account, a.name, a.type, a.book, p.fund, p.currency, p.amount, p.award_ref,
    -- A transfer between funds stands in the column of its fund: between two classes it is a reclassification.
    case when p.account = '3900' then case f.class when 'restricted' then 'with' else 'without' end else a.donor_class
      end as donor_class
  from ledger.posting p
  join ledger.entry e on e.seq = p.entry_seq
  join ledger.account a on a.code = p.account
  join ledger.fund f on f.code = p.fund
  left join ledger.entry o on o.seq = e.reverses;

-- Balances (debits less credits) at the end of a day. `posted` counts what is effective by then: for a closed month
-- that is what it was closed with. `known` counts besides what was posted later and is about that day or before.
create function ledger.statement_balances(p_as_of date, p_basis text)
  returns table (account text, name text, type text, fund text, currency text, donor_class text, amount bigint)
  language sql stable set search_path = pg_catalog, pg_temp as $$
  select p.account, p.name, p.type, p.fund, p.currency, p.donor_class, sum(p.amount)::bigint
  from ledger.known_posting p
  where case p_basis when 'known' then p.known_for else p.effective_on end <= p_as_of
  group by 1, 2, 3, 4, 5, 6 having sum(p.amount) <> 0
  order by 1, 4, 5
$$;

-- What changed net assets between two days, both included (increase above zero), without the closing of years.
create function ledger.statement_activities(p_from date, p_to date, p_basis text)
  returns table (account text, name text, type text, fund text, currency text, donor_class text, amount bigint)
  language sql stable set search_path = pg_catalog, pg_temp as $$
  select p.account, p.name, p.type, p.fund, p.currency, p.donor_class, -sum(p.amount)::bigint
  from ledger.known_posting p
  where p.type in ('revenue', 'expense', 'net_asset') and not p.closes_year
    and case p_basis when 'known' then p.known_for else p.effective_on end between p_from and p_to
  group by 1, 2, 3, 4, 5, 6 having sum(p.amount) <> 0
  order by 1, 4, 5
$$;

-- What is promised or owed to people at the end of a day, by step and by the days since the step began.
create function ledger.statement_commitments(p_as_of date)
  returns table (account text, name text, fund text, currency text, age text, awards integer, amount bigint)
  language sql stable set search_path = pg_catalog, pg_temp as $$
  select t.account, a.name, t.fund, t.currency,
    case when p_as_of - t.since <= 7 then '0-7' when p_as_of - t.since <= 30 then '8-30'
      when p_as_of - t.since <= 60 then '31-60' when p_as_of - t.since <= 90 then '61-90' else '>90' end,
    count(*)::integer, sum(t.amount)::bigint
  from (
    select p.account, p.fund, p.currency, p.award_ref, -sum(p.amount) as amount, min(e.effective_on) as since
    from ledger.posting p join ledger.entry e on e.seq = p.entry_seq
    where p.account in ('9120', '9130', '2110', '2120') and e.effective_on <= p_as_of
    group by 1, 2, 3, 4 having sum(p.amount) <> 0
  ) t join ledger.account a on a.code = t.account
  group by 1, 2, 3, 4, 5 order by 1, 3, 4, min(t.since)
$$;

-- Year end ---------------------------------------------------------------------------------------------------------

-- The books of this house follow the calendar year.
create function ledger.ends_fiscal_year(p_day date) returns boolean
  language sql immutable as $$ select extract(month from p_day) = 12 and extract(day from p_day) = 31 $$;

-- The lines that bring revenue, expense and transfers of a year to zero and their sum into net assets of the class they
-- belong to, per fund and currency (debit above zero). Empty when there is nothing left to close.
create function ledger.year_closing_lines(p_year integer)
  returns table (fund text, currency text, account text, name text, type text, amount bigint)
  language sql stable set search_path = pg_catalog, pg_temp as $$
  with result as (
    select p.fund, p.currency, p.account, p.donor_class, sum(p.amount) as amount
    from ledger.known_posting p
    where (p.type in ('revenue', 'expense') or p.account = '3900') and p.effective_on <= make_date(p_year, 12, 31)
    group by 1, 2, 3, 4 having sum(p.amount) <> 0
  ),
  line as (
    select r.fund, r.currency, r.account, -r.amount as amount from result r
    union all
    select r.fund, r.currency, case r.donor_class when 'with' then '3200' else '3100' end, sum(r.amount)
    from result r group by 1, 2, 3 having sum(r.amount) <> 0
  )
  select l.fund, l.currency, l.account, a.name, a.type, l.amount::bigint
  from line l join ledger.account a on a.code = l.account order by 1, 2, 3
$$;

-- What one person has worked out and another posts: the year's closing entries, the revaluation of a month. It is bound
-- to a digest of the lines; when they change meanwhile, it is proposed again. What came of it is the entry itself,
-- whose source is `closing:<number>`.
create table closing_proposal (
  number bigint generated always as identity primary key,
  kind text not null check (kind in ('year_closed', 'fx_revalued')),
  subject text not null check (subject ~ '^[0-9]{4}(-[0-9]{2})?$'),
  digest text not null check (digest ~ '^[0-9a-f]{64}$'),
  proposed_by text not null,
  proposed_at timestamptz not null
);
create index closing_proposal_subject on closing_proposal (kind, subject, number);

-- Rates ------------------------------------------------------------------------------------------------------------

-- How many units of the books' own currency one unit of another is worth, as the decimal text somebody read in a
-- source. It counts once a second person has looked there too; then it stands for that day.
create table exchange_rate (
  id text primary key check (id like 'fxr\_%'),
  currency text not null references ledger.currency (code) check (currency <> 'USD'),
  on_date date not null,
  rate text not null check (rate ~ '^[0-9]{1,9}(\.[0-9]{1,9})?$' and rate ~ '[1-9]'),
  source text not null check (length(source) between 3 and 100),
  entered_by text not null,
  entered_at timestamptz not null,
  unique (id, currency, on_date, entered_by)
);
create table exchange_rate_confirmation (
  rate_id text primary key,
  currency text not null,
  on_date date not null,
  entered_by text not null,
  confirmed_by text not null,
  confirmed_at timestamptz not null,
  foreign key (rate_id, currency, on_date, entered_by) references exchange_rate (id, currency, on_date, entered_by),
  unique (currency, on_date),
  check (confirmed_by <> entered_by)
);

-- Sign-off ---------------------------------------------------------------------------------------------------------

-- What an account at a provider held at the end of a month, by the books and by the provider, and what explains the
-- difference. `run`: the provider's balance comes from a comparison; `stated`: somebody read it on the provider's paper.
create table account_sign_off (
  id text primary key check (id like 'sgn\_%'),
  period text not null references ledger.period (id),
  account text not null references ledger.account (code),
  currency text not null references ledger.currency (code),
  cutoff date not null,
  basis text not null check (basis in ('run', 'stated')),
  ledger_minor bigint not null,
  provider_minor bigint not null,
  -- Movements only one side has at the cutoff: how many, what they sum to, and SHA-256 of their list.
  outstanding_count integer not null check (outstanding_count >= 0),
  outstanding_minor bigint not null,
  outstanding_digest text not null check (outstanding_digest ~ '^[0-9a-f]{64}$'),
  -- Open breaks, as {"code age": count}.
  breaks jsonb not null,
  prepared_by text not null,
  prepared_at timestamptz not null,
  unique (id, period, account, currency, prepared_by),
  -- Nobody signs for a difference that nothing explains.
  check (provider_minor - ledger_minor = outstanding_minor)
);
create table account_sign_off_review (
  sign_off_id text primary key,
  period text not null,
  account text not null,
  currency text not null,
  prepared_by text not null,
  reviewed_by text not null,
  reviewed_at timestamptz not null,
  foreign key (sign_off_id, period, account, currency, prepared_by)
    references account_sign_off (id, period, account, currency, prepared_by),
  unique (period, account, currency),
  check (reviewed_by <> prepared_by)
);

do $$
declare
  name text;
begin
  foreach name in array array['closing_proposal', 'exchange_rate', 'exchange_rate_confirmation', 'account_sign_off',
    'account_sign_off_review'] loop
    execute format('create trigger append_only before update or delete on %I for each row execute function forbid_change()', name);
    execute format('create trigger no_truncate before truncate on %I for each statement execute function forbid_change()', name);
    execute format('grant select, insert on %I to fund_service', name);
  end loop;
end $$;

-- Periods ----------------------------------------------------------------------------------------------------------

insert into ledger.refusal values
  ('PERIOD_NOT_OVER', 'This month is not over yet: it can be closed on the first day after it.'),
  ('YEAR_NOT_CLOSED', 'The last month of a year closes after its revenue, expense and transfers have been closed into net assets.');

-- Makes the months that are missing up to a day. There is no gap and no month before the first. Returns how many.
create function ledger.extend_periods(p_until date) returns integer
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  made integer;
begin
  insert into ledger.period (id, starts_on, ends_on)
    select to_char(month, 'YYYY-MM'), month::date, (month + interval '1 month' - interval '1 day')::date
    from generate_series((select max(ends_on) + 1 from ledger.period)::timestamp, p_until::timestamp, '1 month') month
    on conflict do nothing;
  get diagnostics made = row_count;
  return made;
end $$;

create trigger only_from_extend before insert on ledger.period
  for each statement execute function ledger.only_from('extend_periods');

-- The old two close a month whatever the day.
drop function ledger.soft_close_period(text, text);
drop function ledger.close_period(text, text);

-- From now on entries into the period need a second person. `p_today` is the day in the time zone where the month ends
-- last. Returns null, or the code of a refusal.
create function ledger.soft_close_period(p_period text, p_actor text, p_today date) returns text
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  p ledger.period;
begin
  perform pg_advisory_xact_lock(7305, replace(id, '-', '')::integer) from ledger.period where id = p_period;
  select * into p from ledger.period where id = p_period;
  if p.id is null then return 'UNKNOWN_PERIOD'; end if;
  if p.state <> 'open' then return 'PERIOD_NOT_OPEN'; end if;
  if coalesce(p_actor, '') = '' then return 'ACTOR_MISSING'; end if;
  if p_today is null or p_today <= p.ends_on then return 'PERIOD_NOT_OVER'; end if;
  update ledger.period set state = 'soft_closed', prepared_by = p_actor, prepared_at = clock_timestamp()
    where id = p_period;
  return null;
end $$;

-- Closes a soft-closed period for ever and keeps its balances. Months before the first entry of the books close with
-- it, by the same two people: there is nothing in them to look at. Returns null, or the code of a refusal.
create function ledger.close_period(p_period text, p_actor text, p_today date) returns text
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  p ledger.period;
  first_entry date;
  closed timestamptz;
begin
  perform pg_advisory_xact_lock(7305, replace(id, '-', '')::integer)
    from (select id from ledger.period where id <= p_period order by id) o;
  select * into p from ledger.period where id = p_period;
  if p.id is null then return 'UNKNOWN_PERIOD'; end if;
  if p.state = 'closed' then return 'PERIOD_NOT_OPEN'; end if;
  if p.state = 'open' then return 'PERIOD_NOT_PREPARED'; end if;
  if coalesce(p_actor, '') = '' then return 'ACTOR_MISSING'; end if;
  if p_actor = p.prepared_by then return 'NEEDS_SECOND_PERSON'; end if;
  if p_today is null or p_today <= p.ends_on then return 'PERIOD_NOT_OVER'; end if;
  -- Whoever posted into these months held their locks before us: what comes later is refused.
  closed := clock_timestamp();
  first_entry := (select min(effective_on) from ledger.entry);
  if exists (select from ledger.period e where e.id < p_period and e.state <> 'closed' and e.ends_on >= first_entry) then
    return 'EARLIER_PERIOD_OPEN';
  end if;
  if exists (
    select from ledger.posting l join ledger.entry e on e.seq = l.entry_seq
    where l.account = '1199' and e.effective_on <= p.ends_on
    group by l.fund, l.currency having sum(l.amount) <> 0
  ) then return 'SUSPENSE_NOT_CLEARED'; end if;
  if ledger.ends_fiscal_year(p.ends_on)
    and exists (select from ledger.year_closing_lines(extract(year from p.ends_on)::integer)) then
    return 'YEAR_NOT_CLOSED';
  end if;
  insert into ledger.period_balance (period, account, fund, currency, debits, credits)
    select p_period, l.account, l.fund, l.currency, sum(greatest(l.amount, 0)), sum(greatest(-l.amount, 0))
    from ledger.posting l join ledger.entry e on e.seq = l.entry_seq
    where e.effective_on <= p.ends_on group by 2, 3, 4;
  update ledger.period q set state = 'closed', prepared_by = p.prepared_by,
      prepared_at = coalesce(q.prepared_at, p.prepared_at), closed_by = p_actor, closed_at = closed,
      trial_balance_digest = ledger.trial_balance_digest(q.id)
    where q.id <= p_period and q.state <> 'closed';
  return null;
end $$;

-- SHA-256 of the balances a period was closed with, one line `account|fund|currency|debits|credits` each.
create function ledger.trial_balance_digest(p_period text) returns bytea
  language sql stable set search_path = pg_catalog, pg_temp as $$
  select sha256(convert_to(coalesce(string_agg(
    concat_ws('|', b.account, b.fund, b.currency, b.debits, b.credits), e'\n' order by b.account, b.fund, b.currency),
    ''), 'UTF8'))
  from ledger.period_balance b where b.period = p_period
$$;

revoke all on function ledger.statement_balances(date, text), ledger.statement_activities(date, date, text),
  ledger.statement_commitments(date), ledger.ends_fiscal_year(date), ledger.year_closing_lines(integer),
  ledger.extend_periods(date), ledger.soft_close_period(text, text, date), ledger.close_period(text, text, date),
  ledger.trial_balance_digest(text) from public;
grant select on ledger.known_posting to fund_service;
grant execute on function ledger.statement_balances(date, text), ledger.statement_activities(date, date, text),
  ledger.statement_commitments(date), ledger.year_closing_lines(integer), ledger.extend_periods(date),
  ledger.soft_close_period(text, text, date), ledger.close_period(text, text, date),
  ledger.trial_balance_digest(text) to fund_service;
