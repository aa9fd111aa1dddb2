-- A batch moves its awards as quickly on the first day as later. The plan of a statement in a function is kept for as long
-- as the connection lives, and one that was made while the books were almost empty walked the whole batch once for each
-- award. The tables are looked at each time now: that costs a millisecond for a batch.
alter function ledger.move_awards(ledger.gauge[]) set plan_cache_mode = force_custom_plan;
