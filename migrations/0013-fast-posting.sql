-- Posting in sets, quicker. What the books promise, every code and every digest stay as they are; what changes is how
-- a batch is worked off: it is read once, templates are judged once per kind and not once per entry, balances are
-- summed per kind before they are spread over accounts, and a lock that another lock implies is not taken.

insert into ledger.refusal values
  ('BALANCE_FULL', 'This would take a balance beyond what the books can hold.');

drop function ledger.post_batch(jsonb);
drop function ledger.lock_batch(jsonb);
drop function ledger.refuse_overdrafts(ledger.movement[], bigint[]);
drop function ledger.lock_balances(ledger.movement[]);
drop function ledger.list_movements(boolean[], ledger.line[]);
drop function ledger.refuse_lines(ledger.item[], boolean[], ledger.line[]);
drop function ledger.is_mirror(ledger.item);
drop function ledger.expand_lines(ledger.item[], boolean[]);
drop function ledger.read_items(jsonb);
drop function ledger.read_date(text);
drop type ledger.movement;
drop type ledger.line;
drop type ledger.item;

-- What may be debited or credited to one balance in all. Four balances of this size still fit one bigint, and no
-- award stands on more than four accounts: so nothing the books add up can overflow.
create function ledger.most_of_a_balance() returns bigint
  language sql immutable as $$ select 2000000000000000000 $$;

-- An item of a batch as it was read: with the entry that has its key already, if any, and with the first thing that is
-- wrong with it by itself. Balances and periods are looked at later, under their locks.
create type ledger.item as (
  ord integer, key text collate "C", digest bytea, kind text collate "C", shape text, authorises boolean,
  variant text collate "C", class text, fund text collate "C", currency text collate "C", amount bigint,
  counter_fund text collate "C", counter_currency text collate "C", counter_amount bigint, award_ref uuid, lines jsonb,
  effective_on date, period text collate "C", relates_to date, reverses bigint, reason text, actor text, approver text,
  source_ref text, code text, prior_seq bigint, prior_same boolean
);
-- A line of an item that brings its own lines or mirrors those of an entry, and the first thing wrong with it.
create type ledger.line as (
  ord integer, line smallint, account text collate "C", fund text collate "C", currency text collate "C",
  amount bigint, award_ref uuid, authorises boolean, book text, code text
);
-- A balance, or with an award the award's part of it: what stands there on its normal side, what a batch adds to its
-- debits and credits, how much of that may take it down, and the code of the floor it stands under, if any.
create type ledger.gauge as (
  account text collate "C", award_ref uuid, fund text collate "C", currency text collate "C",
  debits bigint, credits bigint, down bigint, floor text, known bigint, known_debits bigint, known_credits bigint
);

-- Lines of the templates with what their accounts say.
create view ledger.template_line as
  select r.kind, r.variant, r.line, r.account, r.side, r.condition, r.leg, a.book, a.normal, a.floor, a.needs_award,
    a.per_award, a.counts_as_open
  from ledger.entry_rule r join ledger.account a on a.code = r.account;

-- Texts of a caller as values, or null for a text that is none: a bad item must not fail its neighbours. Short
-- patterns and lengths instead of counted repetitions, which cost several times as much.
create or replace function ledger.read_amount(p_text text) returns bigint
  language sql immutable as $$
  select case
    when p_text ~ '^-?[1-9][0-9]*$' and length(p_text) <= 13 + (left(p_text, 1) = '-')::integer then p_text::bigint
  end
$$;

create or replace function ledger.read_uuid(p_text text) returns uuid
  language sql immutable as $$
  select case
    when p_text like '________-____-____-____-____________' and p_text ~ '^[0-9a-fA-F]+(-[0-9a-fA-F]+)+$'
    then p_text::uuid
  end
$$;

create function ledger.read_date(p_text text) returns date
  language sql stable as $$
  select case
    when p_text like '____-__-__' and p_text ~ '^(19|20)[0-9]+-[0-9]+-[0-9]+$' and pg_input_is_valid(p_text, 'date')
    then p_text::date
  end
$$;

create function ledger.read_items(p_items jsonb) returns ledger.item[]
  language plpgsql stable as $$
declare
  objects jsonb := p_items;
begin
  -- What is no object is an item without a key.
  if jsonb_path_exists(p_items, 'strict $[*] ? (@.type() != "object")') then
    objects := (
      select jsonb_agg(case jsonb_typeof(e.body) when 'object' then e.body else '{}' end order by e.ord)
      from jsonb_array_elements(p_items) with ordinality e (body, ord));
  end if;
  return (
    with item as materialized (
      select t.ord::integer as ord, t.key, sha256(convert_to((t.body - 'today')::text, 'UTF8')) as digest,
        k.kind, k.shape, k.authorises, coalesce(t.variant, k.variant) as variant, f.class, t.fund, t.currency,
        ledger.read_amount(t.amount) as amount, t.counter_fund, t.counter_currency,
        ledger.read_amount(t.counter_amount) as counter_amount,
        ledger.read_uuid(t.award_ref) as award_ref, t.lines,
        ledger.read_date(coalesce(t.effective_on, t.today)) as effective_on, p.id as period,
        ledger.read_date(t.relates_to) as relates_to, ledger.read_amount(t.reverses) as reverses, t.reason, t.actor,
        t.approver, t.source_ref, prior.seq as prior_seq, prior.body_digest as prior_digest,
        k.two_person, k.needs_reason, k.most_minor, t.award_ref as award_text, t.relates_to as relates_text,
        t.counter_amount as counter_text,
        f.code is null or (t.counter_fund is not null and cf.code is null) as unknown_fund,
        c.code is null or (t.counter_currency is not null and cc.code is null) as unknown_currency
      from rows from (
        jsonb_to_recordset(objects) as (
          key text, kind text, variant text, fund text, currency text, amount text, counter_fund text,
          counter_currency text, counter_amount text, award_ref text, lines jsonb, effective_on text, today text,
          relates_to text, reverses text, reason text, actor text, approver text, source_ref text),
        jsonb_array_elements(objects)
      ) with ordinality as t (key, kind, variant, fund, currency, amount, counter_fund, counter_currency,
        counter_amount, award_ref, lines, effective_on, today, relates_to, reverses, reason, actor, approver,
        source_ref, body, ord)
      left join ledger.entry_kind k on k.kind = t.kind
      left join ledger.fund f on f.code = t.fund
      left join ledger.fund cf on cf.code = t.counter_fund
      left join ledger.currency c on c.code = t.currency
      left join ledger.currency cc on cc.code = t.counter_currency
      left join ledger.period p on p.id = left(coalesce(t.effective_on, t.today), 7)
      left join lateral (
        select e.seq, e.body_digest from ledger.entry e where e.idempotency_key = t.key limit 1
      ) prior on true
    ),
    -- What there is to say of a template is said once for all items that are written from it.
    template as materialized (
      select g.kind, g.variant, g.class, w.*, exists (
          select from ledger.entry_rule r where r.kind = g.kind and r.variant = g.variant) as known
      from (select distinct kind, variant, class from item where shape = 'template') g
      cross join lateral (
        select count(*) > 0 as fits, coalesce(bool_or(b.needs_award), false) as needs_award,
          coalesce(bool_or(b.total <> 0), false) as unbalanced
        from (
          select bool_or(r.needs_award) as needs_award, sum(r.side) as total from ledger.template_line r
          where r.kind = g.kind and r.variant = g.variant and (r.condition = 'any' or r.condition = g.class)
          group by r.leg, r.book
        ) b
      ) w
    )
    select array_agg(row(
      i.ord, i.key, i.digest, i.kind, i.shape, i.authorises, i.variant, i.class, i.fund, i.currency, i.amount,
      coalesce(i.counter_fund, i.fund), coalesce(i.counter_currency, i.currency), coalesce(i.counter_amount, i.amount),
      i.award_ref, i.lines, i.effective_on, i.period,
      i.relates_to, i.reverses, i.reason, i.actor, i.approver, i.source_ref,
      case
        when i.key is null or length(i.key) not between 8 and 200 then 'KEY_INVALID'
        when i.kind is null then 'UNKNOWN_KIND'
        when i.actor is null or length(i.actor) not between 1 and 100 then 'ACTOR_MISSING'
        when i.approver = i.actor or (i.two_person and i.approver is null) or length(i.approver) not between 1 and 100
          then 'NEEDS_SECOND_PERSON'
        when (i.needs_reason and coalesce(btrim(i.reason), '') = '') or length(i.reason) > 500 then 'REASON_MISSING'
        when i.effective_on is null or (i.relates_text is not null and i.relates_to is null) then 'DATE_INVALID'
        when i.period is null then 'NO_PERIOD'
        when i.award_text is not null and i.award_ref is null then 'AWARD_INVALID'
        when i.shape = 'template' then case
          when i.lines is not null then 'LINES_NOT_ALLOWED'
          when not t.known then 'UNKNOWN_VARIANT'
          when i.unknown_fund then 'UNKNOWN_FUND'
          when i.unknown_currency then 'UNKNOWN_CURRENCY'
          when i.amount is null or i.amount < 0 or i.amount > i.most_minor
            or (i.counter_text is not null and i.counter_amount is null) or i.counter_amount < 0 then 'AMOUNT_INVALID'
          when not t.fits then 'FUND_MISMATCH'
          when t.needs_award and i.award_ref is null then 'AWARD_MISSING'
          when t.unbalanced then 'UNBALANCED'
        end
        when i.shape = 'lines' then case
          when i.lines is null or jsonb_typeof(i.lines) <> 'array' then 'LINES_MISSING'
          when jsonb_array_length(i.lines) not between 2 and 2000 then 'LINES_MISSING'
        end
        else (
          select case when e.seq is null then 'UNKNOWN_ENTRY' when e.reverses is not null then 'REVERSAL_FINAL' end
          from (select) one left join ledger.entry e on e.seq = i.reverses)
      end,
      i.prior_seq, i.prior_digest = i.digest)::ledger.item order by i.ord)
    from item i
    left join template t on t.kind = i.kind and t.variant = i.variant and t.class is not distinct from i.class
  );
end $$;

-- The lines of items that bring their own or mirror an entry's. Lines of templates are never written down before they
-- are posted: see written_lines.
create function ledger.read_lines(p_items ledger.item[], p_alive boolean[]) returns ledger.line[]
  language plpgsql stable as $$
begin
  return (
    select array_agg(row(
      l.ord, l.line, l.account, l.fund, l.currency, l.amount, case when a.needs_award then l.award_ref end,
      l.authorises, a.book, case
        when a.code is null then 'UNKNOWN_ACCOUNT'
        when f.code is null then 'UNKNOWN_FUND'
        when c.code is null then 'UNKNOWN_CURRENCY'
        when l.amount is null then 'AMOUNT_INVALID'
        when l.shape = 'lines' and not exists (
          select from ledger.entry_rule r where r.kind = l.kind and r.account = l.account and r.side = sign(l.amount))
          then 'SIDE_WRONG'
        when a.needs_award and l.award_ref is null then 'AWARD_MISSING'
      end)::ledger.line)
    from (
      select i.ord, i.kind, i.shape, i.authorises, t.line, x.account, x.fund, x.currency,
        ledger.read_amount(x.amount) as amount, ledger.read_uuid(x.award_ref) as award_ref
      from unnest(p_items) i
      cross join lateral jsonb_array_elements(i.lines) with ordinality t (body, line)
      cross join lateral jsonb_to_record(case jsonb_typeof(t.body) when 'object' then t.body else '{}' end)
        as x (account text, fund text, currency text, amount text, award_ref text)
      where p_alive[i.ord] and i.shape = 'lines'
      union all
      select i.ord, i.kind, i.shape, i.authorises, p.line, p.account, p.fund, p.currency, -p.amount, p.award_ref
      from unnest(p_items) i
      cross join lateral (select * from ledger.posting where entry_seq = i.reverses offset 0) p
      where p_alive[i.ord] and i.shape = 'reversal'
    ) l
    left join ledger.account a on a.code = l.account
    left join ledger.fund f on f.code = l.fund
    left join ledger.currency c on c.code = l.currency
  );
end $$;

-- Whether the lines a caller gave for a reversal are the mirror of the entry it reverses.
create function ledger.is_mirror(p_item ledger.item) returns boolean
  language plpgsql stable as $$
begin
  if jsonb_typeof(p_item.lines) <> 'array' then return false; end if;
  return not exists (
    (select x.account, x.fund, x.currency, ledger.read_amount(x.amount), ledger.read_uuid(x.award_ref)
     from jsonb_array_elements(p_item.lines) t (body)
     cross join lateral jsonb_to_record(case jsonb_typeof(t.body) when 'object' then t.body else '{}' end)
       as x (account text, fund text, currency text, amount text, award_ref text)
     except all
     select account, fund, currency, -amount, award_ref from ledger.posting where entry_seq = p_item.reverses)
    union all
    (select account, fund, currency, -amount, award_ref from ledger.posting where entry_seq = p_item.reverses
     except all
     select x.account, x.fund, x.currency, ledger.read_amount(x.amount), ledger.read_uuid(x.award_ref)
     from jsonb_array_elements(p_item.lines) t (body)
     cross join lateral jsonb_to_record(case jsonb_typeof(t.body) when 'object' then t.body else '{}' end)
       as x (account text, fund text, currency text, amount text, award_ref text)));
end $$;

-- What is wrong with an item for its own lines.
create function ledger.refuse_lines(p_items ledger.item[], p_alive boolean[], p_lines ledger.line[])
  returns table (ord integer, code text)
  language plpgsql stable rows 10 as $$
begin
  return query
    select i.ord, coalesce(g.code, case when g.unbalanced then 'UNBALANCED' else 'NOT_MIRROR' end)
    from unnest(p_items) i
    join (
      select s.ord, bool_or(s.total <> 0) as unbalanced, min(s.code) as code
      from (
        select l.ord, sum(l.amount) as total,
          (array_agg(l.code order by l.line) filter (where l.code is not null))[1] as code
        from unnest(p_lines) l group by l.ord, l.book, l.fund, l.currency
      ) s
      group by s.ord
    ) g on g.ord = i.ord
    where p_alive[i.ord] and (g.code is not null or g.unbalanced
      or (i.shape = 'reversal' and i.lines is not null and not ledger.is_mirror(i)));
end $$;

-- Every line that the living items write: from templates, and those of read_lines.
create function ledger.written_lines(p_items ledger.item[], p_alive boolean[], p_lines ledger.line[])
  returns table (ord integer, line smallint, account text, fund text, currency text, amount bigint, award_ref uuid,
    normal smallint, floor text, per_award boolean, counts_as_open boolean)
  language sql stable rows 1000 as $$
  select i.ord, r.line, r.account, case r.leg when 1 then i.fund else i.counter_fund end,
    case r.leg when 1 then i.currency else i.counter_currency end,
    r.side * case r.leg when 1 then i.amount else i.counter_amount end, case when r.needs_award then i.award_ref end,
    r.normal, case
      when r.floor = 'always' then 'BUDGET_EXCEEDED'
      when r.floor = 'authorise' and i.authorises then 'INSUFFICIENT_FUNDS'
    end, r.per_award, r.counts_as_open
  from unnest(p_items) i
  join ledger.template_line r on r.kind = i.kind and r.variant = i.variant
    and (r.condition = 'any' or r.condition = i.class)
  where p_alive[i.ord] and i.shape = 'template'
  union all
  select l.ord, l.line, l.account, l.fund, l.currency, l.amount, l.award_ref, a.normal, case
      when a.floor = 'always' then 'BUDGET_EXCEEDED'
      when a.floor = 'authorise' and l.authorises then 'INSUFFICIENT_FUNDS'
    end, a.per_award, a.counts_as_open
  from unnest(p_lines) l join ledger.account a on a.code = l.account
  where p_alive[l.ord]
$$;

-- What a batch does to each balance, in the order in which balances are locked. Items of one template are added up
-- before they are spread over its lines. What is more than any balance may hold is cut there: it is refused in any case.
create function ledger.list_balances(p_items ledger.item[], p_alive boolean[], p_lines ledger.line[])
  returns ledger.gauge[]
  language plpgsql stable as $$
begin
  return (
    select array_agg(row(
      m.account, null, m.fund, m.currency, m.debits, m.credits, case a.normal when 1 then m.credits else m.debits end,
      case
        when a.floor = 'always' then 'BUDGET_EXCEEDED'
        when a.floor = 'authorise' and m.authorises then 'INSUFFICIENT_FUNDS'
      end, null, null, null)::ledger.gauge order by m.account, m.fund, m.currency)
    from (
      select s.account, s.fund, s.currency,
        least(sum(greatest(s.amount, 0)), 2 * ledger.most_of_a_balance()) as debits,
        least(sum(greatest(-s.amount, 0)), 2 * ledger.most_of_a_balance()) as credits,
        bool_or(s.authorises) as authorises
      from (
        select r.account, case r.leg when 1 then g.fund else g.counter_fund end as fund,
          case r.leg when 1 then g.currency else g.counter_currency end as currency,
          r.side * case r.leg when 1 then g.amount else g.counter_amount end as amount, g.authorises
        from (
          select i.kind, i.variant, i.class, i.authorises, i.fund, i.currency, i.counter_fund, i.counter_currency,
            sum(i.amount) as amount, sum(i.counter_amount) as counter_amount
          from unnest(p_items) i where p_alive[i.ord] and i.shape = 'template' group by 1, 2, 3, 4, 5, 6, 7, 8
        ) g
        join ledger.template_line r on r.kind = g.kind and r.variant = g.variant
          and (r.condition = 'any' or r.condition = g.class)
        union all
        select l.account, l.fund, l.currency, l.amount, l.authorises from unnest(p_lines) l where p_alive[l.ord]
      ) s
      group by 1, 2, 3
    ) m
    join ledger.account a on a.code = m.account
  );
end $$;

-- Locks what is open of each award the batch touches, in one order for all callers and after the balances. Nothing else
-- of an award needs a lock: whoever moves its part of a balance holds that balance.
create function ledger.lock_open(p_items ledger.item[], p_alive boolean[], p_lines ledger.line[]) returns void
  language plpgsql as $$
begin
  perform from (
      select distinct l.award_ref, l.fund, l.currency from ledger.written_lines(p_items, p_alive, p_lines) l
      where l.counts_as_open order by 1, 2, 3 offset 0
    ) g
    cross join lateral (
      select from ledger.award_balance b where b.account = 'open' and b.award_ref = g.award_ref
        and b.fund = g.fund and b.currency = g.currency for no key update
    ) b;
end $$;

-- What a batch does to each award, likewise, and what stands there now. The account `open` is what an award is owed
-- and is not on its way.
create function ledger.list_awards(p_items ledger.item[], p_alive boolean[], p_lines ledger.line[])
  returns ledger.gauge[]
  language plpgsql stable as $$
begin
  return (
    select array_agg(row(
      m.account, m.award_ref, m.fund, m.currency, m.up, m.down, m.down, 'AWARD_OVERPAID', b.amount, null, null
      )::ledger.gauge)
    from (
      select s.account, s.award_ref, s.fund, s.currency,
        least(sum(greatest(s.amount, 0)), 2 * ledger.most_of_a_balance()) as up,
        least(sum(greatest(-s.amount, 0)), 2 * ledger.most_of_a_balance()) as down
      from (
        select case v.part when 1 then l.account else 'open' end as account, l.award_ref, l.fund, l.currency,
          case v.part when 1 then l.normal * l.amount else -l.amount end as amount
        from ledger.written_lines(p_items, p_alive, p_lines) l
        cross join lateral (values (1, l.per_award), (2, l.counts_as_open)) v (part, moves)
        where l.award_ref is not null and v.moves
      ) s
      group by 1, 2, 3, 4
    ) m
    left join lateral (
      select b.amount from ledger.award_balance b where b.account = m.account and b.award_ref = m.award_ref
        and b.fund = m.fund and b.currency = m.currency limit 1
    ) b on true
  );
end $$;

-- Locks balances in one order for all callers and reads them. Rows that do not exist yet are made before anything is
-- locked, also in one order: so nobody waits in a circle.
create function ledger.lock_balances(p_gauges ledger.gauge[]) returns ledger.gauge[]
  language plpgsql set enable_nestloop = on set enable_hashjoin = off as $$
begin
  insert into ledger.balance (account, fund, currency)
    select g.account, g.fund, g.currency from unnest(p_gauges) g
    where not exists (
      select from ledger.balance b where b.account = g.account and b.fund = g.fund and b.currency = g.currency)
    order by 1, 2, 3 on conflict do nothing;
  return (
    select array_agg(row(
      m.account, null, m.fund, m.currency, m.add_debits, m.add_credits, m.down, m.floor,
      a.normal * (m.debits - m.credits), m.debits, m.credits)::ledger.gauge order by m.account, m.fund, m.currency)
    from (
      select b.account, b.fund, b.currency, b.debits, b.credits, g.debits as add_debits, g.credits as add_credits,
        g.down, g.floor
      from unnest(p_gauges) g
      join ledger.balance b on b.account = g.account and b.fund = g.fund and b.currency = g.currency
      order by b.account, b.fund, b.currency for no key update of b
    ) m
    join ledger.account a on a.code = m.account
  );
end $$;

-- Adds what a batch does to awards; false when somebody else began to move one of them meanwhile.
create function ledger.move_awards(p_gauges ledger.gauge[]) returns boolean
  language plpgsql set enable_nestloop = on set enable_hashjoin = off as $$
declare
  moved integer;
  begun integer;
begin
  update ledger.award_balance b set amount = b.amount + g.debits - g.credits
    from unnest(p_gauges) g
    where g.known is not null
      and b.account = g.account and b.award_ref = g.award_ref and b.fund = g.fund and b.currency = g.currency;
  get diagnostics moved = row_count;
  insert into ledger.award_balance (account, award_ref, fund, currency, amount)
    select g.account, g.award_ref, g.fund, g.currency, g.debits - g.credits
    from unnest(p_gauges) g where g.known is null order by 1, 2, 3, 4 on conflict do nothing;
  get diagnostics begun = row_count;
  return moved + begun = cardinality(p_gauges);
end $$;

-- Whether everything fits at once: no withdrawal can breach a floor, and no balance grows beyond its size.
create function ledger.fits(p_gauges ledger.gauge[]) returns boolean
  language plpgsql stable as $$
begin
  return not exists (
    select from unnest(p_gauges) g
    where (g.floor is not null and coalesce(g.known, 0) < g.down)
      or g.known_debits > ledger.most_of_a_balance() - g.debits
      or g.known_credits > ledger.most_of_a_balance() - g.credits);
end $$;

-- Which items would take a balance below its floor or beyond its size, judged in the order they were handed in: what is
-- refused moves nothing.
create function ledger.refuse_overdrafts(p_items ledger.item[], p_alive boolean[], p_lines ledger.line[],
    p_gauges ledger.gauge[])
  returns table (ord integer, code text)
  language plpgsql stable rows 10 as $$
#variable_conflict use_column
declare
  most constant bigint := ledger.most_of_a_balance();
  known bigint[] := array(select coalesce(g.known, 0) from unnest(p_gauges) g);
  debits bigint[] := array(select g.known_debits from unnest(p_gauges) g);
  credits bigint[] := array(select g.known_credits from unnest(p_gauges) g);
  item record;
  n integer;
  g integer;
begin
  for item in
    with line as materialized (
      select * from ledger.written_lines(p_items, p_alive, p_lines)
    ), movement as (
      select l.ord, l.account, null::uuid as award_ref, l.fund, l.currency, l.normal * l.amount as amount,
        greatest(l.amount, 0) as debit, greatest(-l.amount, 0) as credit, l.floor
      from line l
      union all
      select l.ord, l.account, l.award_ref, l.fund, l.currency, l.normal * l.amount, 0, 0, 'AWARD_OVERPAID'
      from line l where l.per_award
      union all
      select l.ord, 'open', l.award_ref, l.fund, l.currency, -l.amount, 0, 0, 'AWARD_OVERPAID'
      from line l where l.counts_as_open
    )
    select s.ord, array_agg(s.gauge order by s.gauge) as gauges, array_agg(s.amount order by s.gauge) as amounts,
      array_agg(s.debit order by s.gauge) as debits, array_agg(s.credit order by s.gauge) as credits,
      array_agg(s.floor order by s.gauge) as floors
    from (
      select m.ord, g.gauge::integer as gauge, sum(m.amount)::bigint as amount, sum(m.debit)::bigint as debit,
        sum(m.credit)::bigint as credit, min(m.floor) as floor
      from movement m
      join unnest(p_gauges) with ordinality
        g (account, award_ref, fund, currency, debits, credits, down, floor, known, known_debits, known_credits, gauge)
        on g.account = m.account and g.fund = m.fund and g.currency = m.currency
          and g.award_ref is not distinct from m.award_ref
      group by 1, 2
    ) s
    group by s.ord order by s.ord
  loop
    code := null;
    for n in 1 .. cardinality(item.gauges) loop
      g := item.gauges[n];
      if item.amounts[n] < 0 and item.floors[n] is not null and known[g] + item.amounts[n] < 0 then
        code := coalesce(code, item.floors[n]);
      end if;
    end loop;
    for n in 1 .. cardinality(item.gauges) loop
      g := item.gauges[n];
      if debits[g] > most - item.debits[n] or credits[g] > most - item.credits[n] then
        code := coalesce(code, 'BALANCE_FULL');
      end if;
    end loop;
    if code is null then
      for n in 1 .. cardinality(item.gauges) loop
        g := item.gauges[n];
        known[g] := known[g] + item.amounts[n];
        debits[g] := debits[g] + item.debits[n];
        credits[g] := credits[g] + item.credits[n];
      end loop;
    else
      ord := item.ord;
      return next;
    end if;
  end loop;
end $$;

-- Posts a batch whose keys differ from one another. See post_entries.
create function ledger.post_batch(p_items jsonb)
  returns table (ordinal integer, key text, seq bigint, status text, code text)
  language plpgsql security definer set search_path = pg_catalog, pg_temp
  -- Plans stay good whatever the tables' sizes were when they were made: what grows is reached by its keys, in
  -- lateral look-ups; what is small is read once into a hash.
  set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_bitmapscan = off
  set enable_mergejoin = off set enable_nestloop = off as $$
declare
  items ledger.item[] := ledger.read_items(p_items);
  many integer := cardinality(items);
  alive boolean[];
  codes text[] := array_fill(null::text, array[many]);
  seqs bigint[] := array_fill(null::bigint, array[many]);
  lines ledger.line[];
  balances ledger.gauge[];
  awards ledger.gauge[];
  posted integer;
  found record;
begin
  alive := array(select i.prior_seq is null and i.code is null from unnest(items) i order by i.ord);
  -- What was posted before is answered before anything can refuse it.
  for found in
    select i.ord, i.prior_seq as seq, case
        when i.prior_seq is null then i.code
        when not i.prior_same then 'KEY_REUSED'
      end as code
    from unnest(items) i where not alive[i.ord]
  loop
    codes[found.ord] := found.code;
    if found.code is null then seqs[found.ord] := found.seq; end if;
  end loop;

  if exists (select from unnest(items) i where alive[i.ord] and i.shape <> 'template') then
    lines := ledger.read_lines(items, alive);
    for found in select * from ledger.refuse_lines(items, alive, lines) loop
      alive[found.ord] := false;
      codes[found.ord] := found.code;
    end loop;
  end if;

  -- Closing a period takes this lock alone; it waits for us, and we read its state after it.
  perform pg_advisory_xact_lock_shared(7305, replace(p.id, '-', '')::integer)
    from (select distinct i.period as id from unnest(items) i where alive[i.ord] order by 1) p;
  for found in
    select i.ord, case p.state when 'closed' then 'PERIOD_CLOSED' else 'NEEDS_SECOND_PERSON' end as code
    from unnest(items) i join ledger.period p on p.id = i.period
    where alive[i.ord] and (p.state = 'closed' or (p.state = 'soft_closed' and i.approver is null))
  loop
    alive[found.ord] := false;
    codes[found.ord] := found.code;
  end loop;

  balances := ledger.list_balances(items, alive, lines);
  if balances is not null then
    balances := ledger.lock_balances(balances);
    perform ledger.lock_open(items, alive, lines);
    awards := ledger.list_awards(items, alive, lines);
    -- Whoever posted the same key or reversed the same entry meanwhile held the same balances: before anything is
    -- refused for want of money it shows here; a key alone shows when its entry is written.
    if lines is not null or not ledger.fits(balances || awards) then
      for found in
        select i.ord, e.seq, case when e.body_digest <> i.digest then 'KEY_REUSED' end as code
        from unnest(items) i
        cross join lateral (
          select e.seq, e.body_digest from ledger.entry e where e.idempotency_key = i.key limit 1
        ) e
        where alive[i.ord]
        union all
        select i.ord, null, 'ALREADY_REVERSED'
        from unnest(items) i
        cross join lateral (
          select from ledger.entry e where e.reverses = i.reverses and e.idempotency_key <> i.key limit 1
        ) e
        where alive[i.ord] and i.shape = 'reversal'
      loop
        alive[found.ord] := false;
        codes[found.ord] := found.code;
        if found.code is null then seqs[found.ord] := found.seq; end if;
      end loop;
      for found in select * from ledger.refuse_overdrafts(items, alive, lines, balances || awards) loop
        alive[found.ord] := false;
        codes[found.ord] := found.code;
      end loop;
      balances := ledger.list_balances(items, alive, lines);
      awards := ledger.list_awards(items, alive, lines);
    end if;
  end if;

  if balances is not null then
    -- Numbers follow the order of submission; rows are written in the order of their keys, so that callers whose
    -- keys collide wait for one another and never in a circle.
    select array_agg(case when alive[n] then nextval('ledger.entry_seq_seq') else seqs[n] end order by n)
      into seqs from generate_series(1, many) n;
    insert into ledger.entry as e (seq, kind, effective_on, period, relates_to, idempotency_key, body_digest, reverses,
        reason, actor, approver, source_ref) overriding system value
      select seqs[i.ord], i.kind, i.effective_on, i.period, i.relates_to, i.key, i.digest, i.reverses, i.reason,
        i.actor, i.approver, i.source_ref
      from unnest(items) i where alive[i.ord] order by i.key
      on conflict (idempotency_key) do nothing;
    get diagnostics posted = row_count;
    if posted <> cardinality(array_positions(alive, true)) then
      -- Somebody posted one of our keys with another body while we decided: decide again, now knowing it.
      raise exception 'an entry with the same key was posted meanwhile' using errcode = 'RF001';
    end if;
    insert into ledger.posting (entry_seq, line, account, fund, currency, amount, award_ref)
      select seqs[l.ord], l.line, l.account, l.fund, l.currency, l.amount, l.award_ref
      from ledger.written_lines(items, alive, lines) l order by l.ord, l.line;
    update ledger.balance b
      set debits = b.debits + g.debits, credits = b.credits + g.credits, version = b.version + 1
      from unnest(balances) g
      where b.account = g.account and b.fund = g.fund and b.currency = g.currency;
    if awards is not null then
      if not ledger.move_awards(awards) then
        raise exception 'an award began to be moved meanwhile' using errcode = 'RF001';
      end if;
    end if;
  end if;

  return query
    select i.ord, i.key::text, seqs[i.ord],
      case when codes[i.ord] is not null then 'refused' when alive[i.ord] then 'posted' else 'replayed' end,
      codes[i.ord]
    from unnest(items) i;
end $$;

-- Locks everything a batch may touch, at once and in order, before its items are posted one after the other.
create function ledger.lock_batch(p_items jsonb) returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp
  -- Plans stay good whatever the tables' sizes were when they were made: what grows is reached by its keys, in
  -- lateral look-ups; what is small is read once into a hash.
  set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_bitmapscan = off
  set enable_mergejoin = off set enable_nestloop = off as $$
declare
  items ledger.item[] := ledger.read_items(p_items);
  alive boolean[] := array(select i.code is null from unnest(items) i order by i.ord);
  lines ledger.line[] := ledger.read_lines(items, alive);
  balances ledger.gauge[];
begin
  lines := array(select l::ledger.line from unnest(lines) l where l.code is null);
  balances := ledger.list_balances(items, alive, lines);
  if balances is null then return; end if;
  perform ledger.lock_balances(balances);
  perform ledger.lock_open(items, alive, lines);
  insert into ledger.award_balance (account, award_ref, fund, currency)
    select g.account, g.award_ref, g.fund, g.currency from unnest(ledger.list_awards(items, alive, lines)) g
    where g.known is null order by 1, 2, 3, 4 on conflict do nothing;
end $$;

revoke all on all functions in schema ledger from public;
grant select on ledger.template_line to fund_service;
