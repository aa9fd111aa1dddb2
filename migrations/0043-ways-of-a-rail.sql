-- One rail may reach more than one kind of account. Null: the kind that it reaches first, which carries the rail's own name.
alter table payout_method add column way text;
