-- Where a batch stands is asked after every group of answers: by which states its payouts are in, not by all of them.
create index payout_batch_states on payout (batch_id, state);
drop index payout_batch_items;
