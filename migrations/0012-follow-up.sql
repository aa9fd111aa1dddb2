-- Did the money arrive, did it help. Answers never change a grant.

create table follow_up (
  id text primary key check (id like 'fol\_%'),
  applicant_id text not null references applicant (id),
  award_id text not null references award (id),
  payout_id text references payout (id),
  kind text not null check (kind in ('receipt', 'check_in')),
  state text not null check (state in ('scheduled', 'suppressed_unsafe', 'sent', 'responded', 'no_response',
    'opted_out', 'expired')),
  due_on date not null,
  reminders smallint not null default 0 check (reminders between 0 and 2),
  answer text check (answer in ('received', 'not_received', 'received_with_issues')),
  answer_sealed bytea,
  created_at timestamptz not null,
  answered_at timestamptz,
  check ((state = 'responded') = (answered_at is not null)),
  check (state <> 'responded' or answer is not null)
);
create unique index follow_up_receipt on follow_up (payout_id) where kind = 'receipt';
create index follow_up_due on follow_up (due_on) where state in ('scheduled', 'suppressed_unsafe', 'sent', 'no_response');
create index follow_up_applicant on follow_up (applicant_id);

create table grievance (
  id text primary key check (id like 'gri\_%'),
  applicant_id text not null references applicant (id),
  payout_id text references payout (id),
  category text not null check (category in ('payment_not_received', 'amount_wrong', 'appeal_decision',
    'data_correction', 'card_problem', 'staff_conduct', 'safety_incident', 'feedback')),
  state text not null check (state in ('new', 'assigned', 'in_progress', 'on_hold', 'closed')),
  owner_id text references person (id),
  words_sealed bytea,
  outcome text check (outcome in ('arrived_later', 'sent_back', 'paid_again', 'other')),
  opened_at timestamptz not null,
  closed_at timestamptz,
  check ((state = 'closed') = (closed_at is not null)),
  check (state in ('new', 'closed') or owner_id is not null)
);
create unique index grievance_payment_trace on grievance (payout_id)
  where category = 'payment_not_received' and state <> 'closed';

grant select, insert, update on follow_up, grievance to fund_service;
