-- An attempt is written three times on its way, and each version went into four indexes of random ids.
-- Its key is made of what its primary key is made of: that it is nobody else's needs no index of its own.
alter table payout_attempt add constraint payout_attempt_key_is_its_own check (key = 'po:' || payout_id || ':' || n);
alter table payout_attempt drop constraint payout_attempt_key_key;

-- What has no name at the provider yet, and what replaces no other payout, stands in no index of those that have.
create unique index payout_attempt_at_provider on payout_attempt (provider_ref) where provider_ref is not null;
alter table payout_attempt drop constraint payout_attempt_provider_ref_key;
create unique index payout_reissue on payout (reissue_of) where reissue_of is not null;
alter table payout drop constraint payout_reissue_of_key;

-- Whether it is open is a column, so that "about to send" changes nothing that is indexed; and its page has room for it.
alter table payout_attempt add column is_open boolean not null
  generated always as (state not in ('rejected', 'succeeded', 'failed', 'returned')) stored;
drop index payout_attempt_open;
create unique index payout_attempt_open on payout_attempt (payout_id) where is_open;
alter table payout_attempt set (fillfactor = 60);
