-- Money on its way from our bank to a provider, and what finance was told once.

-- What one person said left the bank. Its voucher says whether a second one agreed; an arrival, that it is there.
create table top_up (
  id text primary key check (id like 'top\_%'),
  voucher_id text not null unique references voucher (id),
  purse text not null,
  fund text not null,
  currency char(3) not null,
  amount_minor bigint not null check (amount_minor > 0),
  bank_reference text not null check (length(bank_reference) between 3 and 60),
  expected_on date not null,
  written_by text not null references person (id),
  written_at timestamptz not null
);

-- Found in the provider's books (its line there), or said by a person who read the provider's paper. Once.
create table top_up_arrival (
  top_up_id text primary key references top_up (id),
  purse text not null,
  line text,
  arrived_at timestamptz not null,
  booked_by text not null,
  booked_at timestamptz not null,
  check ((line is null) = (booked_by <> 'system')),
  unique (purse, line)
);

-- Finance was told that it is late.
create table top_up_reminder (
  top_up_id text primary key references top_up (id),
  told_at timestamptz not null
);

-- Only what really left the bank can arrive.
create function top_up_left_the_bank() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if not exists (
    select 1 from top_up t join voucher v on v.id = t.voucher_id
    where t.id = new.top_up_id and t.purse = new.purse and v.state = 'posted'
  ) then
    raise exception 'top-up % has not left the bank', new.top_up_id using errcode = '23514';
  end if;
  return new;
end $$;
create trigger left_the_bank before insert on top_up_arrival for each row execute function top_up_left_the_bank();

do $$
declare
  name text;
begin
  foreach name in array array['top_up', 'top_up_arrival', 'top_up_reminder', 'fee_schedule'] loop
    execute format('create trigger append_only before update or delete on %I for each row execute function forbid_change()', name);
    execute format('create trigger no_truncate before truncate on %I for each statement execute function forbid_change()', name);
  end loop;
end $$;
grant select, insert on top_up, top_up_arrival, top_up_reminder to fund_service;

-- One proposal at a time to give up the same payout or award, or to say that the same payment went astray.
update voucher v set state = 'withdrawn', decided_by = proposed_by, decided_at = clock_timestamp()
  where state = 'proposed' and kind in ('award.cancelled', 'payout.misdirected') and exists (
    select 1 from voucher e
    where e.state = 'proposed' and e.kind = v.kind and e.body ->> 'sourceRef' = v.body ->> 'sourceRef'
      and (e.proposed_at, e.id) < (v.proposed_at, v.id));
create unique index voucher_proposed_once on voucher (kind, (body ->> 'sourceRef'))
  where state = 'proposed' and kind in ('award.cancelled', 'payout.misdirected');
