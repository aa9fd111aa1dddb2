-- Payments and questions have shares of their own of what a provider takes.
-- The moment up to which the allowance of questions is used.
alter table rail_state add column asked_until timestamptz not null default '-infinity';
