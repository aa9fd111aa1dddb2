-- What the provider last said of the person behind a method, and since when. Only 'ready' can be paid.
alter table payout_method
  add column standing text not null default 'pending'
    check (standing in ('ready', 'pending', 'needs_action', 'rejected')),
  add column standing_since timestamptz,
  -- When upkeep last asked about it: whoever was asked about longest ago comes first.
  add column looked_at timestamptz;
update payout_method set standing = 'ready' where state in ('active', 'suspended', 'finishing', 'replaced', 'disputed');
update payout_method set standing_since = created_at;
alter table payout_method alter column standing drop default, alter column standing_since set not null;
create index payout_method_looks on payout_method (looked_at nulls first)
  where state in ('pending', 'verified') or standing <> 'ready';
