-- Whether the terms of a payout stay as they are is asked of the row itself, in one place; the function only refuses.
create or replace function payout_is_fixed() returns trigger
  language plpgsql set search_path = public, pg_temp as $$
begin
  raise exception 'payout % is fixed: make a new one', new.id using errcode = '55000';
end $$;
drop trigger is_fixed on payout;
create trigger is_fixed before update on payout for each row
  when ((new.instalment_id, new.award_id, new.application_id, new.applicant_id, new.ledger_ref, new.fund,
         new.amount_minor, new.currency, new.rail, new.method_id, new.method_version, new.approval_digest, new.reissue_of)
        is distinct from
        (old.instalment_id, old.award_id, old.application_id, old.applicant_id, old.ledger_ref, old.fund,
         old.amount_minor, old.currency, old.rail, old.method_id, old.method_version, old.approval_digest, old.reissue_of))
  execute function payout_is_fixed();
