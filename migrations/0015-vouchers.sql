-- Vouchers: what finance writes into the books by hand, one entry each, and who stood behind it. And the states that
-- acts of other modules need so that every event of the books has a door.

-- Asks for one entry. What was asked for never changes; a voucher is posted, declined or withdrawn once.
create table voucher (
  id text primary key check (id like 'vch\_%'),
  -- The key of its entry: sent twice, it is one voucher.
  key text not null unique check (length(key) between 8 and 200),
  kind text collate "C" not null references ledger.entry_kind (kind),
  -- The order without key and people: fund, amount, award, lines, reason, dates. Amounts are minor units as text.
  body jsonb not null,
  state text not null check (state in ('proposed', 'posted', 'declined', 'withdrawn')),
  proposed_by text not null,
  proposed_at timestamptz not null,
  -- The second person; nobody where one is enough.
  decided_by text,
  decided_at timestamptz,
  decline_reason text,
  entry_seq bigint unique,
  check ((state = 'posted') = (entry_seq is not null)),
  check ((state = 'proposed') = (decided_at is null)),
  check ((state = 'declined') = (decline_reason is not null)),
  check (state <> 'declined' or decided_by is not null),
  check (state = 'withdrawn' or decided_by <> proposed_by)
);
create index voucher_state on voucher (state, proposed_at);

create function voucher_keeps() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if old.state <> 'proposed' or (new.id, new.key, new.kind, new.body, new.proposed_by, new.proposed_at)
     is distinct from (old.id, old.key, old.kind, old.body, old.proposed_by, old.proposed_at) then
    raise exception 'voucher % is fixed: write a new one', new.id using errcode = '55000';
  end if;
  return new;
end $$;
create trigger keeps_what_was_asked before update on voucher
  for each row execute function voucher_keeps();

grant select, insert on voucher to fund_service;
grant update (state, decided_by, decided_at, decline_reason, entry_seq) on voucher to fund_service;

-- What an item would do, by doing it and taking it back: the same rules, floors and balances, at this moment. Returns
-- {status, code, message, lines, balances}; amounts are minor units as text, balances on their account's normal side.
create function ledger.rehearse_entry(p_item jsonb) returns jsonb
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  answer record;
  told jsonb;
begin
  begin
    select * into answer from ledger.post_entries(jsonb_build_array(p_item));
    told := jsonb_build_object('status', answer.status, 'code', answer.code, 'message', answer.message,
      'lines', coalesce((
        select jsonb_agg(jsonb_build_object('line', p.line, 'account', p.account, 'name', a.name, 'fund', p.fund,
          'currency', p.currency, 'amount', p.amount::text, 'award', p.award_ref) order by p.line)
        from ledger.posting p join ledger.account a on a.code = p.account where p.entry_seq = answer.seq), '[]'),
      'balances', coalesce((
        select jsonb_agg(jsonb_build_object('account', s.account, 'name', s.name, 'fund', s.fund,
          'currency', s.currency, 'award', s.award_ref, 'before', (s.after - s.moved)::text, 'after', s.after::text)
          order by s.account, s.fund, s.currency, s.award_ref nulls first)
        from (
          select m.account, a.name, m.fund, m.currency, null::uuid as award_ref, a.normal * b.net as after,
            a.normal * m.amount as moved
          from (select account, fund, currency, sum(amount) as amount from ledger.posting
                where entry_seq = answer.seq group by 1, 2, 3) m
          join ledger.account a on a.code = m.account
          join ledger.trial_balance b on b.account = m.account and b.fund = m.fund and b.currency = m.currency
          union all
          select m.account, a.name, m.fund, m.currency, m.award_ref, b.amount, a.normal * m.amount
          from (select account, fund, currency, award_ref, sum(amount) as amount from ledger.posting
                where entry_seq = answer.seq and award_ref is not null group by 1, 2, 3, 4) m
          join ledger.account a on a.code = m.account and a.per_award
          join ledger.award_balance b on b.account = m.account and b.award_ref = m.award_ref and b.fund = m.fund
            and b.currency = m.currency
        ) s), '[]'));
    raise exception 'rehearsed' using errcode = 'RF002';
  exception when sqlstate 'RF002' then null;
  end;
  return told;
end $$;
revoke all on function ledger.rehearse_entry(jsonb) from public;
grant execute on function ledger.rehearse_entry(jsonb) to fund_service;

-- A payout that reached somebody else: over without money in her hand, like one that came back.
alter table payout drop constraint payout_state_check;
alter table payout add constraint payout_state_check check (state in ('awaiting_approval', 'approved', 'released',
  'sending', 'outcome_unknown', 'in_transit', 'paid', 'settled', 'returned', 'failed', 'cancelled', 'expired',
  'undeliverable', 'misdirected'));
drop index payout_instalment_live;
create unique index payout_instalment_live on payout (instalment_id)
  where state not in ('returned', 'failed', 'cancelled', 'expired', 'undeliverable', 'misdirected');
