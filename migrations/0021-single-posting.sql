-- One entry at a time, as quick as one entry can be.

-- What lines move of an award, on the normal side of their accounts.
create function ledger.award_movements(p_accounts text[], p_funds text[], p_currencies text[], p_amounts bigint[])
  returns table (account text, fund text, currency text, amount bigint)
  language sql stable rows 4 as $$
  select v.account, l.fund, l.currency, sum(v.amount)::bigint
  from unnest(p_accounts, p_funds, p_currencies, p_amounts) as l (account, fund, currency, amount)
  join ledger.account a on a.code = l.account
  cross join lateral (values (l.account, a.normal * l.amount, a.per_award), ('open', -l.amount, a.counts_as_open))
    v (account, amount, moves)
  where v.moves group by 1, 2, 3
$$;

-- Posts one entry from a template with as few statements as it takes. It knows only how to say yes: whenever anything
-- is unusual, missing or refused, the way for sets answers instead, and so both always answer alike. Until the entry is
-- written nothing but locks and zero rows is there, so it needs no savepoint.
create function ledger.post_one(p_item jsonb)
  returns table (ordinal integer, key text, seq bigint, status text, code text, message text)
  language plpgsql security definer set search_path = pg_catalog, pg_temp
  set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_bitmapscan = off
  set enable_mergejoin = off set enable_hashjoin = off as $$
#variable_conflict use_column
declare
  item record;
  entry_line record;
  period_state text;
  fits boolean;
  number bigint;
begin
  select x.key, x.kind, coalesce(x.variant, k.variant) as variant, f.class, x.fund, x.currency,
      ledger.read_amount(x.amount) as amount, coalesce(x.counter_fund, x.fund) as counter_fund,
      coalesce(x.counter_currency, x.currency) as counter_currency,
      ledger.read_amount(coalesce(x.counter_amount, x.amount)) as counter_amount,
      ledger.read_uuid(x.award_ref) as award_ref, ledger.read_date(coalesce(x.effective_on, x.today)) as effective_on,
      p.id as period, ledger.read_date(x.relates_to) as relates_to, x.reason, x.actor, x.approver, x.source_ref,
      k.authorises
    into item
    from jsonb_to_record(p_item) as x (
      key text, kind text, variant text, fund text, currency text, amount text, counter_fund text,
      counter_currency text, counter_amount text, award_ref text, lines text, effective_on text, today text,
      relates_to text, reason text, actor text, approver text, source_ref text)
    join ledger.entry_kind k on k.kind = x.kind
    join ledger.fund f on f.code = x.fund
    join ledger.fund cf on cf.code = coalesce(x.counter_fund, x.fund)
    join ledger.currency c on c.code = x.currency
    join ledger.currency cc on cc.code = coalesce(x.counter_currency, x.currency)
    join ledger.period p on p.id = left(coalesce(x.effective_on, x.today), 7)
    where k.shape = 'template' and x.lines is null
      and length(x.key) between 8 and 200 and length(x.actor) between 1 and 100
      and (x.approver is null and not k.two_person or x.approver <> x.actor and length(x.approver) between 1 and 100)
      and (x.reason is null and not k.needs_reason or btrim(x.reason) <> '' and length(x.reason) <= 500)
      and (x.award_ref is null or ledger.read_uuid(x.award_ref) is not null)
      and (x.relates_to is null or ledger.read_date(x.relates_to) is not null)
      and ledger.read_date(coalesce(x.effective_on, x.today)) is not null
      and ledger.read_amount(x.amount) between 1 and coalesce(k.most_minor, 9999999999999)
      and ledger.read_amount(coalesce(x.counter_amount, x.amount)) > 0;
  if item.key is not null then
    perform pg_advisory_xact_lock_shared(7305, replace(item.period, '-', '')::integer);
    select p.state into period_state from ledger.period p where p.id = item.period;
    -- Its lines, in the order in which balances are locked. Ready: zero-sum in each leg and book, an award where one is
    -- due, and every balance there already and moved once.
    select array_agg(l.line) as numbers, array_agg(l.account) as accounts, array_agg(l.fund) as funds,
        array_agg(l.currency) as currencies, array_agg(l.amount) as amounts, array_agg(l.award_ref) as awards,
        bool_and(l.is_zero_sum and l.has_balance and (l.award_ref is not null or not l.needs_award))
          and count(distinct (l.account, l.fund, l.currency)) = count(*) as ready,
        bool_or(l.per_award or l.counts_as_open) as moves_award
      into entry_line
      from (
        select r.*, m.*, case when r.needs_award then item.award_ref end as award_ref,
          sum(r.side) over (partition by r.leg, r.book) = 0 as is_zero_sum,
          exists (
            select from ledger.balance b where b.account = r.account and b.fund = m.fund and b.currency = m.currency
          ) as has_balance
        from ledger.template_line r
        cross join lateral (
          select case r.leg when 1 then item.fund else item.counter_fund end as fund,
            case r.leg when 1 then item.currency else item.counter_currency end as currency,
            r.side * case r.leg when 1 then item.amount else item.counter_amount end as amount
        ) m
        where r.kind = item.kind and r.variant = item.variant and (r.condition = 'any' or r.condition = item.class)
        order by r.account, m.fund, m.currency
      ) l;
    if entry_line.ready and (period_state = 'open' or (period_state = 'soft_closed' and item.approver is not null)) then
      select bool_and(
          (a.floor = 'none' or (a.floor = 'authorise' and not item.authorises) or a.normal * l.amount >= 0
            or a.normal * (b.debits - b.credits + l.amount) >= 0)
          and b.debits <= ledger.most_of_a_balance() - greatest(l.amount, 0)
          and b.credits <= ledger.most_of_a_balance() - greatest(-l.amount, 0))
        into fits
        from (
          select b.* from unnest(entry_line.accounts, entry_line.funds, entry_line.currencies) with ordinality
            as l (account, fund, currency, n)
          join ledger.balance b on b.account = l.account and b.fund = l.fund and b.currency = l.currency
          order by l.n for no key update of b
        ) b
        join unnest(entry_line.accounts, entry_line.funds, entry_line.currencies, entry_line.amounts)
          as l (account, fund, currency, amount)
          on l.account = b.account and l.fund = b.fund and l.currency = b.currency
        join ledger.account a on a.code = b.account;
      if fits and entry_line.moves_award then
        perform from (
            select distinct l.fund, l.currency
            from unnest(entry_line.accounts, entry_line.funds, entry_line.currencies) as l (account, fund, currency)
            join ledger.account a on a.code = l.account and a.counts_as_open order by 1, 2 offset 0
          ) g
          cross join lateral (
            select from ledger.award_balance b where b.account = 'open' and b.award_ref = item.award_ref
              and b.fund = g.fund and b.currency = g.currency for no key update
          ) b;
        -- Zero rows for what the award did not stand on before: whoever makes one holds it.
        insert into ledger.award_balance (account, award_ref, fund, currency)
          select m.account, item.award_ref, m.fund, m.currency
          from ledger.award_movements(entry_line.accounts, entry_line.funds, entry_line.currencies, entry_line.amounts) m
          where not exists (
            select from ledger.award_balance b where b.account = m.account and b.award_ref = item.award_ref
              and b.fund = m.fund and b.currency = m.currency)
          order by 1, 3, 4 on conflict do nothing;
        select bool_and(m.amount >= 0 or b.amount + m.amount >= 0) into fits
          from ledger.award_movements(entry_line.accounts, entry_line.funds, entry_line.currencies, entry_line.amounts) m
          join ledger.award_balance b on b.account = m.account and b.award_ref = item.award_ref
            and b.fund = m.fund and b.currency = m.currency;
      end if;
    end if;
  end if;
  if fits then
    insert into ledger.entry as e (kind, effective_on, period, relates_to, idempotency_key, body_digest, reason, actor,
        approver, source_ref)
      values (item.kind, item.effective_on, item.period, item.relates_to, item.key,
        sha256(convert_to((p_item - 'today')::text, 'UTF8')), item.reason, item.actor, item.approver, item.source_ref)
      on conflict (idempotency_key) do nothing returning e.seq into number;
  end if;
  if number is null then
    return query select * from ledger.post_entries(jsonb_build_array(p_item));
    return;
  end if;
  insert into ledger.posting (entry_seq, line, account, fund, currency, amount, award_ref)
    select number, l.line, l.account, l.fund, l.currency, l.amount, l.award_ref
    from unnest(entry_line.numbers, entry_line.accounts, entry_line.funds, entry_line.currencies, entry_line.amounts,
      entry_line.awards) as l (line, account, fund, currency, amount, award_ref)
    order by l.line;
  update ledger.balance b set debits = b.debits + greatest(l.amount, 0), credits = b.credits + greatest(-l.amount, 0),
      version = b.version + 1
    from unnest(entry_line.accounts, entry_line.funds, entry_line.currencies, entry_line.amounts)
      as l (account, fund, currency, amount)
    where b.account = l.account and b.fund = l.fund and b.currency = l.currency;
  if entry_line.moves_award then
    update ledger.award_balance b set amount = b.amount + m.amount
      from ledger.award_movements(entry_line.accounts, entry_line.funds, entry_line.currencies, entry_line.amounts) m
      where b.account = m.account and b.award_ref = item.award_ref and b.fund = m.fund and b.currency = m.currency;
  end if;
  return query select 1, item.key::text, number, 'posted', null::text, null::text;
end $$;

create or replace trigger only_from before insert on ledger.entry
  for each statement execute function ledger.only_from('post_batch|post_one');
create or replace trigger only_from before insert on ledger.posting
  for each statement execute function ledger.only_from('post_batch|post_one');
create or replace trigger only_from before insert or update on ledger.balance
  for each statement execute function ledger.only_from('post_batch|lock_batch|post_one');
create or replace trigger only_from before insert or update on ledger.award_balance
  for each statement execute function ledger.only_from('post_batch|lock_batch|post_one');

revoke all on all functions in schema ledger from public;
grant execute on function ledger.post_one(jsonb) to fund_service;
