-- Paid by hand: a check, cash by a partner, a bill of a landlord. Here we are our own provider: the table below is what
-- the rail `manual` asks, and people bring it forward, two for every payment.

-- Whom to pay and how, sealed, because the person who pays must read it; erased when nothing is left to pay or to chase.
create table manual_payee (
  -- The payout method it belongs to.
  ref text primary key,
  -- Whose data key: the applicant's.
  subject text not null,
  way text not null check (way in ('check', 'cash', 'vendor')),
  details_sealed bytea,
  saved_at timestamptz not null
);

create table manual_payment (
  id text primary key check (id like 'mpy\_%'),
  -- The payout: one instruction for one, whatever is sent twice.
  reference text not null unique,
  payee_ref text not null references manual_payee (ref),
  body_digest bytea not null check (length(body_digest) = 32),
  amount_minor bigint not null check (amount_minor > 0),
  currency char(3) not null,
  state text not null check (state in ('open', 'carried_out', 'confirmed', 'failed', 'returned', 'cancelled')),
  instructed_at timestamptz not null,
  carried_out_by text references person (id),
  carried_out_at timestamptz,
  proof_type text check (proof_type in ('image/png', 'image/jpeg', 'application/pdf')),
  proof_sealed bytea,
  -- SHA-256 of the file as it was kept.
  proof_digest bytea check (length(proof_digest) = 32),
  confirmed_by text references person (id),
  confirmed_at timestamptz,
  closed_by text,
  closed_at timestamptz,
  reason text check (reason in ('bad_account', 'declined', 'refused', 'expired', 'cancelled_at_provider', 'unknown')),
  -- Who carried a payment out never says alone that it was.
  check (confirmed_by <> carried_out_by),
  check (state not in ('carried_out', 'confirmed', 'returned')
    or (carried_out_by is not null and carried_out_at is not null and proof_digest is not null)),
  check (state not in ('confirmed', 'returned') or (confirmed_by is not null and confirmed_at is not null)),
  check (state not in ('failed', 'returned', 'cancelled') or (closed_at is not null and reason is not null))
);
create index manual_payment_state on manual_payment (state, instructed_at);
create index manual_payment_payee on manual_payment (payee_ref);

create function manual_payment_is_fixed() returns trigger
  language plpgsql set search_path = public, pg_temp as $$
begin
  if (new.id, new.reference, new.payee_ref, new.body_digest, new.amount_minor, new.currency, new.instructed_at)
     is distinct from
     (old.id, old.reference, old.payee_ref, old.body_digest, old.amount_minor, old.currency, old.instructed_at) then
    raise exception 'instruction % is fixed', new.id using errcode = '55000';
  end if;
  return new;
end $$;
create trigger is_fixed before update on manual_payment
  for each row execute function manual_payment_is_fixed();

grant select, insert, update on manual_payee, manual_payment to fund_service;
