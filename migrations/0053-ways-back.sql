-- Money of a payment that came to nothing rests with the company, which clearly refused to give it back: since when, and the
-- company's word for why. Empty as soon as it is back.
alter table payout
  add column way_back_refused_at timestamptz,
  add column way_back_refusal text check (length(way_back_refusal) <= 100),
  add constraint payout_way_back_is_whole check ((way_back_refused_at is null) = (way_back_refusal is null));
