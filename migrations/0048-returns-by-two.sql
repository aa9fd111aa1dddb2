-- That a payment by hand came back takes two people and a proof, like that it was paid: it makes the person owed again.

alter table manual_payment drop constraint manual_payment_state_check;
alter table manual_payment add constraint manual_payment_state_check check (state in
  ('open', 'carried_out', 'confirmed', 'came_back', 'failed', 'returned', 'cancelled'));

alter table manual_payment add column back_said_by text references person (id);
alter table manual_payment add column back_said_at timestamptz;
alter table manual_payment add column back_reason text
  check (back_reason in ('bad_account', 'declined', 'refused', 'expired', 'unknown'));
-- Of its own: the proof that it was paid stays.
alter table manual_payment add column back_proof_type text
  check (back_proof_type in ('image/png', 'image/jpeg', 'application/pdf'));
alter table manual_payment add column back_proof_sealed bytea;
alter table manual_payment add column back_proof_digest bytea check (length(back_proof_digest) = 32);

-- What is said is said whole; while it waits, the payment stays confirmed in everything else.
alter table manual_payment add constraint manual_payment_back_is_whole
  check (num_nulls(back_said_by, back_said_at, back_reason, back_proof_type, back_proof_digest) in (0, 5));
alter table manual_payment add constraint manual_payment_back_waits
  check (state <> 'came_back' or (back_said_by is not null and confirmed_by is not null and confirmed_at is not null));
-- Who said that it came back never says alone that it did.
alter table manual_payment add constraint manual_payment_back_by_two check (closed_by <> back_said_by);

-- Those that one person wrote down before today stay as they are.
create function manual_payment_returns_by_two() returns trigger
  language plpgsql set search_path = public, pg_temp as $$
begin
  if old.state <> 'came_back' or new.closed_by is null
     or (new.back_said_by, new.back_proof_digest) is distinct from (old.back_said_by, old.back_proof_digest) then
    raise exception 'instruction % comes back by the word of two people', new.id using errcode = '23514';
  end if;
  return new;
end $$;
create trigger returns_by_two before update of state on manual_payment
  for each row when (new.state = 'returned' and old.state <> 'returned')
  execute function manual_payment_returns_by_two();
