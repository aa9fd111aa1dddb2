-- A reversal is an entry like every other and comes in by post_entries: one way in is enough.
drop function ledger.reverse_entry(jsonb);
