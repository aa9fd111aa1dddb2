-- What one account has in common wherever it is given, even where only its provider knows the whole number: the bank and the
-- last four digits. Keyed as the fingerprint is. Two people at one large bank may have the same, so it is a reason to look and
-- never to hold, and it goes when the fingerprint goes.
alter table payout_method
  add column likeness bytea check (length(likeness) = 32),
  add constraint payout_method_likeness_goes_too check (likeness is null or fingerprint is not null);
create index payout_method_likeness on payout_method (likeness) where likeness is not null;
