-- Claims take what has waited longest. Without an index in that order each claim sorts everything that waits.
create index payout_waiting on payout (not_before, id) where state in ('released', 'sending', 'outcome_unknown');
