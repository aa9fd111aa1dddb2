-- A rail that reaches another kind of account may be charged another price for it. Null: the rail's own kind; and where a
-- way has no price of its own, the rail's counts, so that what stands in the list means what it meant.
alter table fee_schedule drop constraint fee_schedule_pkey;
alter table fee_schedule add column way text;
-- The least that one payment costs.
alter table fee_schedule add column min_minor bigint not null default 0 check (min_minor >= 0);
alter table fee_schedule add constraint fee_schedule_once unique nulls not distinct (rail, way, currency, valid_from);

-- It was missing in the first list, so it counts from the day of that list.
insert into fee_schedule (rail, way, currency, valid_from, fixed_minor, basis_points, min_minor) values
  ('stripe-outbound', 'debit-card', 'USD', '2026-01-01', 150, 75, 200);
