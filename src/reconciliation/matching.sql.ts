/**
 * The matching rules as SQL: each statement looks at all lines of a rail at once, explains a line at most
 * once and uses a journal entry at most once. `$1` is the rail. Lines and entries carry signed minor
 * units as the account at the provider sees them: negative left it.
 */

/** Lines nothing explains yet, with the payout whose attempt carries their reference. */
const OPEN_LINE = `
  open_line as (
    select l.*, a.payout_id, p.state as payout_state
    from statement_line l
    left join payout_attempt a on a.provider_ref = l.provider_ref
    left join payout p on p.id = a.payout_id
    where l.rail = $1 and l.amount_minor <> 0
      and not exists (select 1 from statement_match m where m.line_id = l.id))`;

/** Journal entries on the account at the provider that no line explains yet. */
const OPEN_ENTRY = `
  open_entry as (
    select e.* from provider_entry e
    where e.rail = $1
      and not exists (select 1 from statement_match_entry x where x.entry_key = e.entry_key))`;

const KEEP = (rule: string): string => `
  kept as (
    insert into statement_match (line_id, payout_id, rule, matched_by)
    select distinct on (line_id) line_id, payout_id, '${rule}', 'system' from pair
    on conflict do nothing returning line_id),
  used as (
    insert into statement_match_entry (entry_key, line_id)
    select entry_key, line_id from pair where line_id in (select line_id from kept)
    on conflict do nothing)
  select count(*)::integer as count from kept`;

/**
 * M1: the same payment reference (or the entry's own source), amount and currency; the oldest pair first. What shops took
 * from a card too much is booked by people, under the payout's name. Four joins instead of one with `or`, because only an equality can be hashed.
 */
export const MATCH_ONE_TO_ONE = `
  with ${OPEN_LINE}, ${OPEN_ENTRY},
  fitting as (
    select l.id as line_id, e.entry_key from open_line l join open_entry e
      on e.payout_id = l.payout_id and e.amount_minor = l.amount_minor and e.currency = l.currency::text
    union
    select l.id, e.entry_key from open_line l join open_entry e
      on e.source_ref = l.entry_id and e.amount_minor = l.amount_minor and e.currency = l.currency::text
    union
    select l.id, e.entry_key from open_line l join open_entry e
      on e.source_ref = l.provider_ref and e.amount_minor = l.amount_minor and e.currency = l.currency::text
    union
    select l.id, e.entry_key from open_line l join open_entry e
      on l.kind = 'card_spending' and e.payout_id is null and e.source_ref = l.payout_id
      and e.amount_minor = l.amount_minor and e.currency = l.currency::text),
  candidate as (
    select l.id as line_id, coalesce(l.payout_id, e.payout_id) as payout_id, e.entry_key,
           row_number() over (partition by l.id order by e.posted_at, e.entry_key) as entry_rank,
           row_number() over (partition by e.entry_key order by l.effective_at, l.id) as line_rank
    from fitting f
    join open_line l on l.id = f.line_id
    join open_entry e on e.entry_key = f.entry_key),
  pair as (select * from candidate where entry_rank = 1 and line_rank = 1),
  ${KEEP('M1')}`;

/**
 * M5: one line, several entries of equal sum. They name the line as their source, or they were booked as arrived
 * within five days and no other line or group has that sum.
 */
export const MATCH_ONE_TO_SEVERAL = `
  with ${OPEN_LINE}, ${OPEN_ENTRY},
  entry_group as (
    select coalesce(source_ref, effective_on::text) as label, min(source_ref) as source_ref,
           min(effective_on) as effective_on, currency, sum(amount_minor) as amount_minor,
           array_agg(entry_key) as entry_keys
    from open_entry where kind like 'provider.funding.%'
    group by coalesce(source_ref, effective_on::text), currency),
  candidate as (
    select l.id as line_id, g.label, g.currency, g.entry_keys,
           g.source_ref is not null and g.source_ref in (l.entry_id, l.provider_ref) as is_named,
           count(*) over (partition by l.id) as groups,
           count(*) over (partition by g.label, g.currency) as lines
    from open_line l
    join entry_group g on g.amount_minor = l.amount_minor and g.currency = l.currency
    where l.kind = 'funding'
      and (g.source_ref in (l.entry_id, l.provider_ref)
           or abs(g.effective_on - l.effective_at::date) <= 5)),
  pair as (
    select line_id, null::text as payout_id, unnest(entry_keys) as entry_key from candidate
    where is_named or (groups = 1 and lines = 1)),
  ${KEEP('M5')}`;

/**
 * M6: out and back under one reference, with nothing left to book for the payout. A payout that is still on its way
 * or unknown is left alone: its entries are yet to come.
 */
export const CANCELLED_PAIRS = `
  with ${OPEN_LINE}, ${OPEN_ENTRY},
  side as (
    select *, row_number() over (partition by provider_ref, currency, amount_minor order by effective_at, id) as n
    from open_line
    where payout_id is not null and payout_state not in ('released', 'sending', 'outcome_unknown', 'in_transit')),
  pair as (
    select unnest(array[out.id, back.id]) as line_id, out.payout_id, null::text as entry_key
    from side out
    join side back on back.provider_ref = out.provider_ref and back.currency = out.currency
     and back.amount_minor = -out.amount_minor and back.n = out.n
    where out.amount_minor < 0
      and not exists (select 1 from open_entry e where e.payout_id = out.payout_id)),
  kept as (
    insert into statement_match (line_id, payout_id, rule, matched_by)
    select line_id, payout_id, 'M6', 'system' from pair on conflict do nothing returning line_id)
  select count(*)::integer as count from kept`;

/** Payouts with money back on the statement and no entry for it. */
export const CAME_BACK = `
  with ${OPEN_LINE}, ${OPEN_ENTRY}
  select distinct l.payout_id as "payoutId" from open_line l
  where l.payout_id is not null and l.amount_minor > 0
    and not exists (
      select 1 from open_entry e where e.payout_id = l.payout_id and e.amount_minor > 0)`;

export const UNBOOKED_FEES = `
  with ${OPEN_LINE}
  select id as "lineId", entry_id as "entryId", r.purse, amount_minor as "amountMinor", currency::text as currency,
         to_char(effective_at at time zone 'UTC', 'YYYY-MM-DD') as "effectiveOn"
  from open_line join rail_purse r using (rail)
  where kind in ('fee', 'fee_tax') and amount_minor < 0 order by effective_at, id`;

/** Money that came in and that nothing explains. */
export const UNBOOKED_FUNDING = `
  with ${OPEN_LINE}
  select entry_id as "entryId", effective_at as "effectiveAt", amount_minor as "amountMinor",
         currency::text as currency
  from open_line where kind = 'funding' and amount_minor > 0 order by effective_at, id`;

/**
 * Top-ups that had arrived and left again under the same reference at the provider, to the cent, and were not noticed
 * yet: a line was booked as the arrival, or was matched with the entry of one that a person had read on paper.
 */
export const RETURNED_TOP_UPS = `
  with back as (
    select l.entry_id, l.effective_at, l.amount_minor, l.currency, came.id as came_id, came.entry_id as came_entry,
           r.purse
    from statement_line l
    join rail_purse r on r.rail = l.rail
    join statement_line came on came.rail = l.rail and came.provider_ref = l.provider_ref
      and came.kind = 'funding' and came.currency = l.currency and came.amount_minor = -l.amount_minor
    where l.rail = $1 and l.kind = 'funding' and l.amount_minor < 0)
  select t.id as "topUpId", b.purse, b.entry_id as line, b.effective_at as "returnedAt"
  from back b
  join top_up_arrival a on a.purse = b.purse and (
    a.line = b.came_entry
    or exists (
      select from statement_match_entry x
      where x.line_id = b.came_id and x.entry_key = a.top_up_id || ':provider.funding.arrived'))
  join top_up t on t.id = a.top_up_id and t.amount_minor = -b.amount_minor and t.currency = b.currency
  where not exists (select from top_up_return r where r.top_up_id = t.id)
  order by b.effective_at, t.id`;

/** The books' balance at the provider, and lines without an entry less entries without a line. `$2` is the currency. */
export const LISTED = `
  with ${OPEN_ENTRY}
  select (select coalesce(sum(amount_minor), 0) from provider_entry
          where rail = $1 and currency = $2)::text as ledger,
         ((select coalesce(sum(amount_minor), 0) from statement_line l where rail = $1 and currency = $2
             and not exists (select 1 from statement_match_entry x where x.line_id = l.id))
          - (select coalesce(sum(amount_minor), 0) from open_entry where currency = $2))::text as listed`;

/**
 * What does not agree. `$2` is now. Inside its time a movement is only late, not wrong: an hour for payouts,
 * three days for money on its way between accounts.
 */
export const DIFFERENCES = `
  with ${OPEN_LINE}, ${OPEN_ENTRY},
  line_difference as (
    select case
             when l.kind in ('unknown', 'fx', 'adjustment') then 'unknown_kind'
             when l.kind in ('fee', 'fee_tax') then 'fee'
             when l.kind = 'card_spending' then 'card_spending'
             when l.kind = 'funding' then 'timing'
             when l.payout_id is null then 'provider_only'
             when twin.id is not null then 'duplicate'
             when e.entry_key is not null and e.currency <> l.currency then 'currency'
             when e.entry_key is not null then 'amount'
             else 'state'
           end as code,
           case when l.kind in ('payout', 'payout_reversal') then coalesce(l.payout_id, l.id) else l.id end as subject,
           e.amount_minor as expected_minor, l.amount_minor as observed_minor, l.currency::text as currency,
           l.effective_at,
           l.kind in ('payout', 'payout_reversal') and l.payout_id is null as is_orphan,
           coalesce(l.payout_state in ('released', 'sending', 'outcome_unknown'), false) as is_in_hand
    from open_line l
    left join lateral (
      select entry_key, currency, amount_minor from open_entry e
      where e.payout_id = l.payout_id and sign(e.amount_minor) = sign(l.amount_minor)
      order by e.posted_at limit 1) e on true
    left join lateral (
      select other.id from statement_line other
      join payout_attempt a on a.provider_ref = other.provider_ref
      where a.payout_id = l.payout_id and other.id <> l.id and l.amount_minor < 0 and other.amount_minor < 0
        and e.entry_key is null
      limit 1) twin on true),
  found as (
    select code, subject, expected_minor, observed_minor, currency from line_difference d
    where case code
            -- The answer to a call in hand may still be on its way to us.
            when 'provider_only' then not exists (
              select 1 from payout_attempt a join payout p on p.id = a.payout_id
              where d.is_orphan and a.state in ('sent', 'unknown') and a.provider_ref is null
                and p.rail = $1 and -p.amount_minor = d.observed_minor and p.currency::text = d.currency)
            when 'state' then not is_in_hand and effective_at < $2::timestamptz - interval '1 hour'
            else true
          end
    union all
    select case when e.kind in ('payout.failed', 'payout.returned') then 'state' else 'ledger_only' end,
           coalesce(e.payout_id, e.entry_key), e.amount_minor, null, e.currency
    from open_entry e
    where e.posted_at < $2::timestamptz
            - case when e.payout_id is null then interval '3 days' else interval '1 hour' end
      and not exists (
        select 1 from open_line l
        where l.payout_id = e.payout_id and sign(l.amount_minor) = sign(e.amount_minor)))
  select distinct on (code, subject) code, subject, expected_minor as "expectedMinor",
         observed_minor as "observedMinor", currency
  from found f
  where not exists (
    select 1 from reconciliation_break b
    where b.rail = $1 and b.code = f.code and b.subject = f.subject
      and b.state in ('resolved', 'written_off') and b.resolved_by <> 'system'
      and coalesce(b.observed_minor, 0) - coalesce(b.expected_minor, 0)
        = coalesce(f.observed_minor, 0) - coalesce(f.expected_minor, 0))
  order by code, subject`;

/**
 * Open breaks about which nothing is left unmatched on either side: a later match has proved that there was
 * nothing. `$2` is now.
 */
export const CLOSE_PROVED = `
  with ${OPEN_LINE}, ${OPEN_ENTRY},
  unproved as (
    select id as subject from open_line
    union select payout_id from open_line where payout_id is not null
    union select entry_key from open_entry
    union select payout_id from open_entry where payout_id is not null)
  update reconciliation_break b
  set state = 'resolved', resolution = 'A later run matched it.', resolved_by = 'system', closed_at = $2
  where b.rail = $1 and b.state in ('open', 'assigned') and b.code <> 'balance'
    and not exists (select 1 from unproved u where u.subject = b.subject)
  returning b.id`;
