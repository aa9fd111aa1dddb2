-- The books: one journal in two books, G (money) and B (budget), append-only, posted in sets through functions.
-- Every name is written with its schema: no function here can be led astray by a caller's search path.
-- The tables on the way of a posting carry no foreign keys: the posting function checks with joins instead, once
-- per batch, and nothing else can write.

create schema ledger;

create table ledger.currency (
  code text collate "C" primary key check (code ~ '^[A-Z]{3}$'),
  -- Decimals of one unit, ISO 4217.
  exponent smallint not null check (exponent between 0 and 4)
);
insert into ledger.currency values ('USD', 2), ('MXN', 2), ('JPY', 0);

-- Money with one purpose. `class` is what posting templates look at.
create table ledger.fund (
  code text collate "C" primary key check (code ~ '^[A-Z0-9-]{2,12}$'),
  name text not null check (length(name) between 2 and 80),
  restriction text not null check (restriction in ('none', 'purpose', 'time', 'purpose_time', 'conditional')),
  class text not null generated always as (
    case restriction when 'none' then 'unrestricted' when 'conditional' then 'conditional' else 'restricted' end
  ) stored,
  funder_award_no text,
  -- Number of the federal assistance listing, for the schedule of expenditures.
  assistance_listing text check (assistance_listing ~ '^[0-9]{2}\.[0-9]{3}$'),
  starts_on date,
  ends_on date,
  opened_by text not null,
  opened_at timestamptz not null default clock_timestamp(),
  check (ends_on >= starts_on)
);

-- `floor` says when the normal-side balance may not go below zero: `always` for budgets, `authorise` when somebody
-- decides to move money, `none` elsewhere. What a bank or provider tells us must always be recordable.
create table ledger.account (
  code text collate "C" primary key check (code ~ '^[0-9]{4}$'),
  name text not null unique,
  type text not null check (type in ('asset', 'liability', 'net_asset', 'revenue', 'expense', 'budget')),
  normal smallint not null check (normal in (1, -1)),
  book text not null generated always as (case type when 'budget' then 'B' else 'G' end) stored,
  -- Column of the statement of activities.
  donor_class text check (donor_class in ('without', 'with')),
  floor text not null check (floor in ('none', 'authorise', 'always')),
  needs_award boolean not null,
  -- Kept per award and never below zero there.
  per_award boolean not null generated always as (needs_award and type in ('asset', 'liability', 'budget')) stored,
  -- Owed to a person (2110, 2120) or on its way to her (1150, 1160): what is on its way never exceeds what is owed.
  counts_as_open boolean not null default false
);
insert into ledger.account (code, name, type, normal, donor_class, floor, needs_award, counts_as_open) values
  ('1010', 'bank-operating', 'asset', 1, null, 'authorise', false, false),
  ('1050', 'cash-in-transit-to-provider', 'asset', 1, null, 'authorise', false, false),
  ('1110', 'provider-balance-payouts', 'asset', 1, null, 'authorise', false, false),
  ('1120', 'provider-balance-cards', 'asset', 1, null, 'authorise', false, false),
  ('1150', 'payouts-in-transit', 'asset', 1, null, 'authorise', true, true),
  ('1160', 'card-loads-held-by-issuer', 'asset', 1, null, 'authorise', true, true),
  ('1199', 'reconciliation-suspense', 'asset', 1, null, 'none', false, false),
  ('1210', 'contributions-receivable', 'asset', 1, null, 'authorise', false, false),
  ('1220', 'grants-receivable-reimbursable', 'asset', 1, null, 'authorise', false, false),
  ('1310', 'recoverable-from-payees', 'asset', 1, null, 'authorise', true, false),
  ('1410', 'due-from-other-funds', 'asset', 1, null, 'authorise', false, false),
  ('1990', 'fx-clearing', 'asset', 1, null, 'none', false, false),
  ('2110', 'grants-payable', 'liability', -1, null, 'authorise', true, true),
  ('2120', 'card-balances-outstanding', 'liability', -1, null, 'authorise', true, true),
  ('2210', 'refundable-advances', 'liability', -1, null, 'authorise', false, false),
  ('2310', 'unclaimed-property-payable', 'liability', -1, null, 'authorise', true, false),
  ('2410', 'due-to-other-funds', 'liability', -1, null, 'authorise', false, false),
  ('2510', 'accrued-expenses', 'liability', -1, null, 'authorise', false, false),
  ('3100', 'net-assets-without-donor-restrictions', 'net_asset', -1, 'without', 'none', false, false),
  ('3200', 'net-assets-with-donor-restrictions', 'net_asset', -1, 'with', 'none', false, false),
  ('3900', 'interfund-transfers', 'net_asset', -1, 'without', 'none', false, false),
  ('4110', 'contributions-without-donor-restrictions', 'revenue', -1, 'without', 'none', false, false),
  ('4120', 'contributions-with-donor-restrictions', 'revenue', -1, 'with', 'none', false, false),
  ('4210', 'government-grants-earned', 'revenue', -1, 'without', 'none', false, false),
  ('4910', 'released-from-restriction-out', 'revenue', -1, 'with', 'none', false, false),
  ('4920', 'released-from-restriction-in', 'revenue', -1, 'without', 'none', false, false),
  ('5110', 'emergency-grants-to-individuals', 'expense', 1, 'without', 'none', true, false),
  ('5190', 'grants-lapsed-or-recovered', 'expense', 1, 'without', 'none', true, false),
  ('6110', 'provider-fees', 'expense', 1, 'without', 'none', false, false),
  ('6310', 'loss-on-misdirected-payouts', 'expense', 1, 'without', 'none', true, false),
  ('6410', 'fx-gain-or-loss', 'expense', 1, 'without', 'none', false, false),
  ('6420', 'rounding', 'expense', 1, 'without', 'none', false, false),
  ('9010', 'budget-authority', 'budget', 1, null, 'always', false, false),
  ('9110', 'budget-available', 'budget', -1, null, 'always', false, false),
  ('9120', 'budget-reserved', 'budget', -1, null, 'always', true, false),
  ('9130', 'budget-committed', 'budget', -1, null, 'always', true, false),
  ('9140', 'budget-used', 'budget', -1, null, 'always', false, false);

-- What can happen. A `template` kind is expanded by entry_rule from fund and amount; a `lines` kind brings its own
-- lines, each of which entry_rule must allow; `reversal` mirrors an entry.
create table ledger.entry_kind (
  kind text collate "C" primary key check (kind ~ '^[a-z]+(_[a-z]+)*(\.[a-z]+(_[a-z]+)*)*$'),
  shape text not null check (shape in ('template', 'lines', 'reversal')),
  -- Decides to move money or budget, and so stands under the floors; otherwise it records a fact.
  authorises boolean not null,
  two_person boolean not null,
  needs_reason boolean not null,
  -- The variant taken when the caller names none.
  variant text not null default 'standard',
  -- Largest amount of one entry, in minor units (rounding: 1).
  most_minor bigint check (most_minor > 0)
);

create table ledger.entry_rule (
  kind text collate "C" not null references ledger.entry_kind (kind),
  variant text not null default 'standard',
  line smallint not null check (line between 1 and 200),
  account text collate "C" not null references ledger.account (code),
  side smallint not null check (side in (1, -1)),
  -- For which class of fund the line is written.
  condition text not null default 'any' check (condition in ('any', 'unrestricted', 'restricted', 'conditional')),
  -- 1: the order's fund and amount; 2: its counterpart (the other fund, the other currency).
  leg smallint not null default 1 check (leg in (1, 2)),
  primary key (kind, variant, line),
  unique (kind, variant, account, side, condition, leg)
);

-- Templates, one row each: kind, shape, authorises, two-person, needs a reason, variant, lines. A line reads
-- side and account, then the class of fund it is for, then @2 for the counterpart's leg: 'D4910 restricted'.
do $$
declare
  template record;
  piece text;
  words text[];
  n integer;
begin
  for template in
    select * from (values
      -- Money comes in.
      ('fund.received.unrestricted', 'template', false, false, false, 'standard', 'D1010 unrestricted, C4110 unrestricted'),
      ('fund.received.restricted', 'template', false, false, false, 'standard', 'D1010 restricted, C4120 restricted'),
      ('fund.received.conditional', 'template', false, false, false, 'standard', 'D1010 conditional, C2210 conditional'),
      ('pledge.recorded', 'template', false, false, false, 'standard',
        'D1210 unrestricted, C4110 unrestricted, D1210 restricted, C4120 restricted'),
      ('pledge.collected', 'template', false, false, false, 'standard', 'D1010, C1210'),
      ('revenue.condition_met', 'template', false, false, false, 'standard', 'D2210 conditional, C4210 conditional'),
      ('revenue.reimbursable', 'template', false, false, false, 'standard', 'D1220 conditional, C4210 conditional'),
      ('reimbursement.received', 'template', false, false, false, 'standard', 'D1010 conditional, C1220 conditional'),
      -- Budget.
      ('budget.authorised', 'template', true, true, false, 'standard', 'D9010, C9110'),
      ('budget.reduced', 'template', true, true, true, 'standard', 'D9110, C9010'),
      -- Money goes to the provider and back.
      ('provider.funding.sent', 'template', true, false, false, 'standard', 'D1050, C1010'),
      ('provider.funding.arrived', 'template', false, false, false, 'payouts', 'D1110, C1050'),
      ('provider.funding.arrived', 'template', false, false, false, 'cards', 'D1120, C1050'),
      ('provider.withdrawal', 'template', true, true, false, 'payouts', 'D1010, C1110'),
      ('provider.withdrawal', 'template', true, true, false, 'cards', 'D1010, C1120'),
      ('provider.fee', 'template', false, false, false, 'payouts', 'D6110, C1110'),
      ('provider.fee', 'template', false, false, false, 'cards', 'D6110, C1120'),
      -- An award: reserved, approved (an encumbrance), notified (an unconditional promise, so the expense).
      ('award.reserved', 'template', true, false, false, 'standard', 'D9110, C9120'),
      ('award.approved', 'template', true, true, false, 'standard', 'D9120, C9130'),
      ('award.notified', 'template', true, false, false, 'standard',
        'D9130, C9140, D5110, C2110, D4910 restricted, C4920 restricted'),
      ('award.withdrawn_before_notice', 'template', false, false, false, 'approved', 'D9130, C9110'),
      ('award.withdrawn_before_notice', 'template', false, false, false, 'reserved', 'D9120, C9110'),
      ('award.cancelled', 'template', true, true, true, 'standard',
        'D2110, C5190, D9140, C9110, D4920 restricted, C4910 restricted'),
      -- A payout. The liability stays until settlement, so that a failed one can never look paid.
      ('payout.initiated', 'template', true, true, false, 'standard', 'D1150, C1110'),
      ('payout.settled', 'template', false, false, false, 'standard', 'D2110, C1150'),
      ('payout.failed', 'template', false, false, false, 'standard', 'D1110, C1150'),
      ('payout.returned', 'template', false, false, false, 'standard', 'D1110, C2110'),
      ('payout.misdirected', 'template', false, true, true, 'standard', 'D1310, C2110'),
      -- A card. Daily totals only: what was bought where is nobody's business.
      ('card.loaded', 'template', true, true, false, 'standard', 'D1160, C1120'),
      ('card.activated', 'template', false, false, false, 'standard', 'D2110, C2120'),
      ('card.spent_total', 'template', false, false, false, 'standard', 'D2120, C1160'),
      ('card.expired_unspent', 'template', false, false, false, 'activated', 'D1120, C1160, D2120, C2110'),
      ('card.expired_unspent', 'template', false, false, false, 'unactivated', 'D1120, C1160'),
      -- Money that went astray, and what nobody claims.
      ('recovery.received', 'template', false, false, false, 'standard', 'D1110, C1310'),
      ('clawback.recorded', 'template', false, false, false, 'standard',
        'D1310, C5190, D4920 restricted, C4910 restricted'),
      ('recovery.written_off', 'template', false, true, true, 'standard', 'D6310, C1310'),
      ('unclaimed.reclassified', 'template', true, true, false, 'standard', 'D2110, C2310'),
      ('unclaimed.reinstated', 'template', true, true, true, 'standard', 'D2310, C2110'),
      ('unclaimed.remitted', 'template', true, true, false, 'standard', 'D2310, C1010'),
      -- Between funds: each fund stays at zero by itself.
      ('interfund.transfer', 'template', true, true, true, 'standard', 'D3900, C1110, D1110 @2, C3900 @2'),
      ('interfund.loan', 'template', true, true, false, 'standard', 'D1410, C1110, D1110 @2, C2410 @2'),
      ('interfund.loan_repaid', 'template', true, true, false, 'standard', 'D1110, C1410, D2410 @2, C1110 @2'),
      -- Month end, other currencies, suspense.
      ('accrual.fees', 'template', false, true, false, 'standard', 'D6110, C2510'),
      ('accrual.revenue', 'template', false, true, false, 'standard', 'D1220 conditional, C4210 conditional'),
      ('accrual.reversed', 'template', false, true, false, 'fees', 'D2510, C6110'),
      ('accrual.reversed', 'template', false, true, false, 'revenue', 'D4210 conditional, C1220 conditional'),
      ('fx.converted', 'template', false, false, false, 'standard', 'D1990, C1110, D1110 @2, C1990 @2'),
      ('fx.revalued', 'template', false, true, true, 'gain', 'D1990, C6410'),
      ('fx.revalued', 'template', false, true, true, 'loss', 'D6410, C1990'),
      ('rounding.recorded', 'template', false, false, false, 'up', 'D1990, C6420'),
      ('rounding.recorded', 'template', false, false, false, 'down', 'D6420, C1990'),
      ('suspense.received', 'template', false, false, false, 'bank', 'D1010, C1199'),
      ('suspense.received', 'template', false, false, false, 'provider', 'D1110, C1199'),
      ('suspense.paid', 'template', false, false, false, 'bank', 'D1199, C1010'),
      ('suspense.paid', 'template', false, false, false, 'provider', 'D1199, C1110'),
      ('reversal', 'reversal', false, true, true, 'standard', null)
    ) t (kind, shape, authorises, two_person, needs_reason, variant, lines)
  loop
    insert into ledger.entry_kind
      values (template.kind, template.shape, template.authorises, template.two_person, template.needs_reason, template.variant)
      on conflict do nothing;
    n := 0;
    foreach piece in array coalesce(string_to_array(template.lines, ', '), '{}') loop
      n := n + 1;
      words := string_to_array(piece, ' ');
      insert into ledger.entry_rule (kind, variant, line, account, side, condition, leg) values (
        template.kind, template.variant, n, substr(words[1], 2), case left(words[1], 1) when 'D' then 1 else -1 end,
        coalesce((select w from unnest(words[2:]) w where w <> '@2'), 'any'),
        case when '@2' = any(words) then 2 else 1 end);
    end loop;
  end loop;
end $$;
update ledger.entry_kind set most_minor = 1 where kind = 'rounding.recorded';

-- Entries with lines of their own: always by two people, and never on what is owed to a person or on its way to her.
insert into ledger.entry_kind (kind, shape, authorises, two_person, needs_reason) values
  ('opening.recorded', 'lines', false, true, false),
  ('year.closed', 'lines', false, true, false),
  ('adjustment.posted', 'lines', true, true, true);
insert into ledger.entry_rule (kind, line, account, side)
  select k.kind, row_number() over (partition by k.kind order by a.code, s.side), a.code, s.side
  from ledger.account a
  cross join (values (1), (-1)) s (side)
  join (values
    ('opening.recorded', array['asset', 'liability', 'net_asset']),
    ('year.closed', array['revenue', 'expense', 'net_asset']),
    ('adjustment.posted', array['asset', 'liability', 'net_asset', 'revenue', 'expense'])
  ) k (kind, types) on a.type = any(k.types)
  where k.kind <> 'adjustment.posted' or not a.needs_award;

-- What a refusal says. Codes are public and stable.
create table ledger.refusal (
  code text primary key check (code ~ '^[A-Z_]+$'),
  message text not null
);
insert into ledger.refusal values
  ('KEY_INVALID', 'An entry needs a key of 8 to 200 characters.'),
  ('KEY_REUSED', 'This key was used for another entry.'),
  ('UNKNOWN_KIND', 'There is no such kind of entry.'),
  ('UNKNOWN_VARIANT', 'This kind of entry has no such variant.'),
  ('UNKNOWN_FUND', 'There is no such fund.'),
  ('UNKNOWN_ACCOUNT', 'There is no such account.'),
  ('UNKNOWN_CURRENCY', 'This currency is not in use.'),
  ('UNKNOWN_ENTRY', 'The entry to reverse does not exist.'),
  ('FUND_MISMATCH', 'This kind of entry is not for this class of fund.'),
  ('AMOUNT_INVALID', 'An amount is a whole number of minor units within the limit of its kind, and not zero.'),
  ('SIDE_WRONG', 'This kind of entry does not touch this account on this side.'),
  ('LINES_MISSING', 'This kind of entry needs between 2 and 2,000 lines.'),
  ('LINES_NOT_ALLOWED', 'This kind of entry is written from its template: give a fund and an amount, no lines.'),
  ('UNBALANCED', 'Debits and credits differ within a book, fund and currency.'),
  ('AWARD_MISSING', 'This account is kept per award: name the award.'),
  ('AWARD_INVALID', 'The award is named by its random reference, a UUID.'),
  ('ACTOR_MISSING', 'Every entry names who made it.'),
  ('NEEDS_SECOND_PERSON', 'This needs a second, different person.'),
  ('REASON_MISSING', 'This kind of entry needs a reason of at most 500 characters.'),
  ('DATE_INVALID', 'This is not a calendar date.'),
  ('NO_PERIOD', 'There is no accounting period for this date.'),
  ('PERIOD_CLOSED', 'This period is closed: post into the open one and name the date it relates to.'),
  ('ALREADY_REVERSED', 'This entry was reversed before.'),
  ('REVERSAL_FINAL', 'A reversal is not reversed: post the entry again.'),
  ('NOT_MIRROR', 'A reversal is the exact mirror of the entry it reverses.'),
  ('INSUFFICIENT_FUNDS', 'There is not enough money in this fund and account.'),
  ('BUDGET_EXCEEDED', 'There is not enough budget in this fund.'),
  ('AWARD_OVERPAID', 'This is more than the award has left at this step.');

create table ledger.period (
  id text collate "C" primary key check (id ~ '^[0-9]{4}-[0-9]{2}$'),
  starts_on date not null unique,
  ends_on date not null unique,
  state text not null default 'open' check (state in ('open', 'soft_closed', 'closed')),
  -- Who soft-closed it, and who, being somebody else, closed it.
  prepared_by text,
  prepared_at timestamptz,
  closed_by text,
  closed_at timestamptz,
  -- SHA-256 of the closing trial balance, and the size of the audit log at that moment when there is one.
  trial_balance_digest bytea check (length(trial_balance_digest) = 32),
  checkpoint_size bigint check (checkpoint_size >= 0),
  check (ends_on >= starts_on),
  check ((state = 'open') = (prepared_by is null)),
  check ((state = 'closed') = (closed_by is not null and closed_at is not null and trial_balance_digest is not null)),
  check (closed_by <> prepared_by)
);
insert into ledger.period (id, starts_on, ends_on)
  select to_char(month, 'YYYY-MM'), month::date, (month + interval '1 month' - interval '1 day')::date
  from generate_series('2025-10-01'::timestamp, '2031-12-01', '1 month') month;

create table ledger.entry (
  seq bigint generated always as identity primary key,
  kind text collate "C" not null,
  -- The accounting date, from the caller; `posted_at` is when we knew, never from the caller.
  effective_on date not null,
  posted_at timestamptz not null default clock_timestamp(),
  period text collate "C" not null,
  -- The date a late entry is about, when its own period was closed by then.
  relates_to date,
  idempotency_key text collate "C" not null unique,
  body_digest bytea not null,
  reverses bigint,
  reason text,
  actor text not null,
  approver text,
  -- What outside caused it: a provider's object, a line of a bank statement.
  source_ref text,
  -- Read by the sealer: entries below the oldest running transaction can no longer be joined by late ones.
  txid xid8 not null default pg_current_xact_id(),
  -- Stops guessing an entry's content from its hash.
  salt uuid not null default gen_random_uuid(),
  check (reverses is null or reason is not null),
  check (approver <> actor)
);
create unique index entry_reverses on ledger.entry (reverses) where reverses is not null;
create index entry_effective on ledger.entry (effective_on);
create index entry_source on ledger.entry (source_ref) where source_ref is not null;

create table ledger.posting (
  entry_seq bigint not null,
  line smallint not null,
  account text collate "C" not null,
  fund text collate "C" not null,
  currency text collate "C" not null,
  -- Minor units; debit above zero, credit below.
  amount bigint not null check (amount <> 0),
  -- The only name the books know for a person's award: random, and meaningless once its row elsewhere is gone.
  award_ref uuid,
  primary key (entry_seq, line)
);
create index posting_account on ledger.posting (account, fund, entry_seq);
create index posting_award on ledger.posting (award_ref) where award_ref is not null;

create table ledger.balance (
  account text collate "C" not null,
  fund text collate "C" not null,
  currency text collate "C" not null,
  debits bigint not null default 0 check (debits >= 0),
  credits bigint not null default 0 check (credits >= 0),
  version bigint not null default 0,
  primary key (account, fund, currency)
) with (fillfactor = 60);

-- What stands on an account for one award, on the account's normal side. The account `open` is what the award is
-- owed and is not on its way: paying twice would take it below zero.
create table ledger.award_balance (
  account text collate "C" not null check (account ~ '^([0-9]{4}|open)$'),
  award_ref uuid not null,
  fund text collate "C" not null,
  currency text collate "C" not null,
  amount bigint not null default 0,
  primary key (account, award_ref, fund, currency),
  constraint award_overpaid check (amount >= 0)
) with (fillfactor = 60);

create table ledger.period_balance (
  period text collate "C" not null references ledger.period (id),
  account text collate "C" not null references ledger.account (code),
  fund text collate "C" not null references ledger.fund (code),
  currency text collate "C" not null references ledger.currency (code),
  -- Everything up to the end of the period, as it was known when it was closed.
  debits bigint not null,
  credits bigint not null,
  primary key (period, account, fund, currency)
);

-- Posting ----------------------------------------------------------------------------------------------------------

-- An item of a batch as it was read, with the first thing wrong with it by itself.
create type ledger.item as (
  ord integer, key text collate "C", digest bytea, kind text collate "C", shape text, authorises boolean, variant text,
  fund text collate "C", currency text collate "C", amount bigint, counter_fund text collate "C",
  counter_currency text collate "C", counter_amount bigint, award_ref uuid, lines jsonb, effective_on date,
  period text collate "C", relates_to date, reverses bigint, reason text, actor text, approver text, source_ref text,
  code text
);
-- A line of an item, with what its account says and the first thing wrong with it.
create type ledger.line as (
  ord integer, line smallint, account text collate "C", fund text collate "C", currency text collate "C",
  amount bigint, award_ref uuid, book text, normal smallint, floor text, per_award boolean, counts_as_open boolean,
  code text
);
-- How much a line moves one balance, on the account's normal side, and the code of the floor it stands under.
create type ledger.movement as (
  ord integer, gauge integer, account text collate "C", fund text collate "C", currency text collate "C",
  award_ref uuid, amount bigint, floor text
);

-- A date, or null for a text that is none: a bad item must not fail its neighbours.
create function ledger.read_date(p_text text) returns date
  language plpgsql immutable as $$
declare
  month_starts date;
begin
  if p_text !~ '^(19|20)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$' then return null; end if;
  month_starts := make_date(left(p_text, 4)::integer, substr(p_text, 6, 2)::integer, 1);
  return case
    when substr(p_text, 9)::integer <= extract(day from month_starts + interval '1 month' - interval '1 day')
    then month_starts + (substr(p_text, 9)::integer - 1)
  end;
end $$;

create function ledger.read_amount(p_text text) returns bigint
  language sql immutable as $$
  select case when p_text ~ '^-?[1-9][0-9]{0,12}$' then p_text::bigint end
$$;

create function ledger.read_uuid(p_text text) returns uuid
  language sql immutable as $$
  select case when p_text ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then p_text::uuid end
$$;

create function ledger.read_items(p_items jsonb) returns ledger.item[]
  language plpgsql stable as $$
begin
  return (
    select array_agg(row(
      t.ord, x.key, sha256(convert_to((t.body - 'today')::text, 'UTF8')), x.kind, k.shape, k.authorises,
      coalesce(x.variant, k.variant), x.fund, x.currency, d.amount, coalesce(x.counter_fund, x.fund),
      coalesce(x.counter_currency, x.currency), coalesce(d.counter_amount, d.amount), d.award_ref, x.lines,
      d.effective_on, p.id, d.relates_to, d.reverses, x.reason, x.actor, x.approver, x.source_ref,
      case
        when x.key is null or length(x.key) not between 8 and 200 then 'KEY_INVALID'
        when k.kind is null then 'UNKNOWN_KIND'
        when x.actor is null or length(x.actor) not between 1 and 100 then 'ACTOR_MISSING'
        when x.approver = x.actor or (k.two_person and x.approver is null) or length(x.approver) not between 1 and 100
          then 'NEEDS_SECOND_PERSON'
        when (k.needs_reason and coalesce(btrim(x.reason), '') = '') or length(x.reason) > 500 then 'REASON_MISSING'
        when d.effective_on is null or (x.relates_to is not null and d.relates_to is null) then 'DATE_INVALID'
        when p.id is null then 'NO_PERIOD'
        when x.award_ref is not null and d.award_ref is null then 'AWARD_INVALID'
        when k.shape = 'template' then case
          when x.lines is not null then 'LINES_NOT_ALLOWED'
          when not exists (
            select from ledger.entry_rule r where r.kind = k.kind and r.variant = coalesce(x.variant, k.variant))
            then 'UNKNOWN_VARIANT'
          when f.code is null or (x.counter_fund is not null and cf.code is null) then 'UNKNOWN_FUND'
          when c.code is null or (x.counter_currency is not null and cc.code is null) then 'UNKNOWN_CURRENCY'
          when d.amount is null or d.amount < 0 or d.amount > k.most_minor
            or (x.counter_amount is not null and (d.counter_amount is null or d.counter_amount < 0))
            then 'AMOUNT_INVALID'
        end
        when k.shape = 'lines' then case
          when x.lines is null or jsonb_typeof(x.lines) <> 'array' then 'LINES_MISSING'
          when jsonb_array_length(x.lines) not between 2 and 2000 then 'LINES_MISSING'
        end
        when target.seq is null then 'UNKNOWN_ENTRY'
        when target.reverses is not null then 'REVERSAL_FINAL'
      end
    )::ledger.item order by t.ord)
    from (
      -- What is no object is an item without a key.
      select case jsonb_typeof(e.body) when 'object' then e.body else '{}' end as body, e.ord
      from jsonb_array_elements(p_items) with ordinality e (body, ord)
    ) t
    cross join lateral jsonb_to_record(t.body) as x (
      key text, kind text, variant text, fund text, currency text, amount text, counter_fund text,
      counter_currency text, counter_amount text, award_ref text, lines jsonb, effective_on text, today text,
      relates_to text, reverses text, reason text, actor text, approver text, source_ref text)
    cross join lateral (select
      ledger.read_amount(x.amount) as amount, ledger.read_amount(x.counter_amount) as counter_amount,
      ledger.read_uuid(x.award_ref) as award_ref, ledger.read_amount(x.reverses) as reverses,
      ledger.read_date(coalesce(x.effective_on, x.today)) as effective_on,
      ledger.read_date(x.relates_to) as relates_to
      -- Keeps each of these computed once.
      offset 0) d
    left join ledger.entry_kind k on k.kind = x.kind
    left join ledger.fund f on f.code = x.fund
    left join ledger.fund cf on cf.code = x.counter_fund
    left join ledger.currency c on c.code = x.currency
    left join ledger.currency cc on cc.code = x.counter_currency
    left join ledger.period p on d.effective_on is not null and p.id = left(coalesce(x.effective_on, x.today), 7)
    left join ledger.entry target on k.shape = 'reversal' and target.seq = d.reverses
  );
end $$;

-- The lines of every item that may still be posted.
create function ledger.expand_lines(p_items ledger.item[], p_alive boolean[]) returns ledger.line[]
  language plpgsql stable as $$
begin
  return (
    select array_agg(row(
      l.ord, l.line, l.account, l.fund, l.currency, l.amount, case when a.needs_award then l.award_ref end, a.book,
      a.normal, case
        when a.floor = 'always' then 'BUDGET_EXCEEDED'
        when a.floor = 'authorise' and l.authorises then 'INSUFFICIENT_FUNDS'
      end, a.per_award, a.counts_as_open, case
        when a.code is null then 'UNKNOWN_ACCOUNT'
        when f.code is null then 'UNKNOWN_FUND'
        when c.code is null then 'UNKNOWN_CURRENCY'
        when l.amount is null then 'AMOUNT_INVALID'
        when l.shape = 'lines' and not exists (
          select from ledger.entry_rule r where r.kind = l.kind and r.account = l.account and r.side = sign(l.amount))
          then 'SIDE_WRONG'
        when a.needs_award and l.award_ref is null then 'AWARD_MISSING'
      end)::ledger.line)
    from (
      select i.ord, i.kind, i.shape, i.authorises, r.line, r.account,
        case r.leg when 1 then i.fund else i.counter_fund end as fund,
        case r.leg when 1 then i.currency else i.counter_currency end as currency,
        r.side * case r.leg when 1 then i.amount else i.counter_amount end as amount, i.award_ref
      from unnest(p_items) i
      join ledger.fund f on f.code = i.fund
      join ledger.entry_rule r on r.kind = i.kind and r.variant = i.variant
        and (r.condition = 'any' or r.condition = f.class)
      where p_alive[i.ord] and i.shape = 'template'
      union all
      select i.ord, i.kind, i.shape, i.authorises, t.line, x.account, x.fund, x.currency,
        ledger.read_amount(x.amount), ledger.read_uuid(x.award_ref)
      from unnest(p_items) i
      cross join lateral jsonb_array_elements(i.lines) with ordinality t (body, line)
      cross join lateral jsonb_to_record(case jsonb_typeof(t.body) when 'object' then t.body else '{}' end)
        as x (account text, fund text, currency text, amount text, award_ref text)
      where p_alive[i.ord] and i.shape = 'lines'
      union all
      select i.ord, i.kind, i.shape, i.authorises, p.line, p.account, p.fund, p.currency, -p.amount, p.award_ref
      from unnest(p_items) i
      cross join lateral (select * from ledger.posting where entry_seq = i.reverses offset 0) p
      where p_alive[i.ord] and i.shape = 'reversal'
    ) l
    left join ledger.account a on a.code = l.account
    left join ledger.fund f on f.code = l.fund
    left join ledger.currency c on c.code = l.currency
  );
end $$;

-- What is wrong with an item for its lines.
create function ledger.refuse_lines(p_items ledger.item[], p_alive boolean[], p_lines ledger.line[])
  returns table (ord integer, code text)
  language plpgsql stable rows 10 as $$
begin
  return query
    select i.ord, case
        when g.ord is null then 'FUND_MISMATCH'
        else coalesce(g.code, case when g.unbalanced then 'UNBALANCED' else 'NOT_MIRROR' end)
      end
    from unnest(p_items) i
    left join (
      select s.ord, bool_or(s.total <> 0) as unbalanced, min(s.code) as code
      from (
        select l.ord, sum(l.amount) as total,
          (array_agg(l.code order by l.line) filter (where l.code is not null))[1] as code
        from unnest(p_lines) l group by l.ord, l.book, l.fund, l.currency
      ) s
      group by s.ord
    ) g on g.ord = i.ord
    where p_alive[i.ord] and (g.ord is null or g.code is not null or g.unbalanced
      or (i.shape = 'reversal' and i.lines is not null and not ledger.is_mirror(i)));
end $$;

-- Whether the lines a caller gave for a reversal are the mirror of the entry it reverses.
create function ledger.is_mirror(p_item ledger.item) returns boolean
  language plpgsql stable as $$
begin
  if jsonb_typeof(p_item.lines) <> 'array' then return false; end if;
  return not exists (
    (select x.account, x.fund, x.currency, ledger.read_amount(x.amount), ledger.read_uuid(x.award_ref)
     from jsonb_array_elements(p_item.lines) t (body)
     cross join lateral jsonb_to_record(case jsonb_typeof(t.body) when 'object' then t.body else '{}' end)
       as x (account text, fund text, currency text, amount text, award_ref text)
     except all
     select account, fund, currency, -amount, award_ref from ledger.posting where entry_seq = p_item.reverses)
    union all
    (select account, fund, currency, -amount, award_ref from ledger.posting where entry_seq = p_item.reverses
     except all
     select x.account, x.fund, x.currency, ledger.read_amount(x.amount), ledger.read_uuid(x.award_ref)
     from jsonb_array_elements(p_item.lines) t (body)
     cross join lateral jsonb_to_record(case jsonb_typeof(t.body) when 'object' then t.body else '{}' end)
       as x (account text, fund text, currency text, amount text, award_ref text)));
end $$;

-- Every balance the batch touches, numbered in the order in which they are locked: balances first, then awards.
create function ledger.list_movements(p_alive boolean[], p_lines ledger.line[]) returns ledger.movement[]
  language plpgsql stable as $$
begin
  return (
    select array_agg(row(
      m.ord, m.gauge, m.account, m.fund, m.currency, m.award_ref, m.amount, m.floor)::ledger.movement)
    from (
      select t.*, dense_rank() over (order by t.award_ref nulls first, t.account, t.fund, t.currency)::integer as gauge
      from (
        select ord, account, fund, currency, null::uuid as award_ref, normal * amount as amount, floor
        from unnest(p_lines) where p_alive[ord]
        union all
        select ord, account, fund, currency, award_ref, normal * amount, 'AWARD_OVERPAID'
        from unnest(p_lines) where p_alive[ord] and per_award
        union all
        select ord, 'open', fund, currency, award_ref, -amount, 'AWARD_OVERPAID'
        from unnest(p_lines) where p_alive[ord] and counts_as_open
      ) t
    ) m
  );
end $$;

-- Locks every balance in one order for all callers and reads them on their normal side. Rows that do not exist yet are
-- made before anything is locked, also in one order: so nobody waits in a circle.
create function ledger.lock_balances(p_movements ledger.movement[]) returns bigint[]
  language plpgsql as $$
begin
  -- A zero row first, then UPDATE: INSERT .. ON CONFLICT DO UPDATE checks constraints on the proposed row, before the sum.
  insert into ledger.balance (account, fund, currency)
    select distinct m.account, m.fund, m.currency from unnest(p_movements) m
    where m.award_ref is null and not exists (
      select from ledger.balance b where b.account = m.account and b.fund = m.fund and b.currency = m.currency)
    order by 1, 2, 3 on conflict do nothing;
  insert into ledger.award_balance (account, award_ref, fund, currency)
    select distinct m.account, m.award_ref, m.fund, m.currency from unnest(p_movements) m
    where m.award_ref is not null and not exists (
      select from ledger.award_balance b where b.account = m.account and b.award_ref = m.award_ref
        and b.fund = m.fund and b.currency = m.currency)
    order by 1, 2, 3, 4 on conflict do nothing;
  return (
    select array_agg(s.amount order by s.gauge) from (
      select m.gauge, a.normal * (m.debits - m.credits) as amount from (
        select t.gauge, b.account, b.debits, b.credits
        from (select distinct gauge, account, fund, currency from unnest(p_movements) where award_ref is null) t
        join ledger.balance b on b.account = t.account and b.fund = t.fund and b.currency = t.currency
        order by t.gauge for no key update of b
      ) m join ledger.account a on a.code = m.account
      union all
      select m.gauge, m.amount from (
        select t.gauge, b.amount
        from (select distinct gauge, account, award_ref, fund, currency
              from unnest(p_movements) where award_ref is not null) t
        join ledger.award_balance b on b.account = t.account and b.award_ref = t.award_ref
          and b.fund = t.fund and b.currency = t.currency
        order by t.gauge for no key update of b
      ) m
    ) s
  );
end $$;

-- Which items would take a balance below its floor, judged in the order they were handed in: what is refused moves nothing.
create function ledger.refuse_overdrafts(p_movements ledger.movement[], p_known bigint[])
  returns table (ord integer, code text)
  language plpgsql stable rows 10 as $$
#variable_conflict use_column
declare
  item record;
  n integer;
begin
  -- Nothing can breach when even all withdrawals together fit.
  if not exists (
    select from unnest(p_movements) m group by m.gauge
    having count(m.floor) > 0 and p_known[m.gauge] + sum(least(m.amount, 0)) < 0
  ) then return; end if;
  for item in
    select m.ord, array_agg(m.gauge order by m.gauge) as gauges, array_agg(m.amount order by m.gauge) as amounts,
      array_agg(m.floor order by m.gauge) as floors
    from (
      select ord, gauge, sum(amount)::bigint as amount, min(floor) as floor from unnest(p_movements) group by 1, 2
    ) m
    group by m.ord order by m.ord
  loop
    code := null;
    for n in 1 .. cardinality(item.gauges) loop
      if item.amounts[n] < 0 and item.floors[n] is not null and p_known[item.gauges[n]] + item.amounts[n] < 0 then
        code := coalesce(code, item.floors[n]);
      end if;
    end loop;
    if code is null then
      for n in 1 .. cardinality(item.gauges) loop
        p_known[item.gauges[n]] := p_known[item.gauges[n]] + item.amounts[n];
      end loop;
    else
      ord := item.ord;
      return next;
    end if;
  end loop;
end $$;

-- Posts a batch whose keys differ from one another. See post_entries.
create function ledger.post_batch(p_items jsonb)
  returns table (ordinal integer, key text, seq bigint, status text, code text)
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  items ledger.item[] := ledger.read_items(p_items);
  many integer := cardinality(items);
  alive boolean[] := array_fill(true, array[many]);
  codes text[] := array_fill(null::text, array[many]);
  seqs bigint[] := array_fill(null::bigint, array[many]);
  replayed boolean[] := array_fill(false, array[many]);
  lines ledger.line[];
  movements ledger.movement[];
  known bigint[];
  posted integer;
  found record;
begin
  -- What was posted before is answered before anything can refuse it.
  for found in
    select i.ord, e.seq, e.body_digest = i.digest as same
    from unnest(items) i join ledger.entry e on e.idempotency_key = i.key
  loop
    alive[found.ord] := false;
    if found.same then replayed[found.ord] := true; seqs[found.ord] := found.seq;
    else codes[found.ord] := 'KEY_REUSED'; end if;
  end loop;
  for found in select i.ord, i.code from unnest(items) i where i.code is not null and alive[i.ord] loop
    alive[found.ord] := false;
    codes[found.ord] := found.code;
  end loop;

  lines := ledger.expand_lines(items, alive);
  for found in select * from ledger.refuse_lines(items, alive, lines) loop
    alive[found.ord] := false;
    codes[found.ord] := found.code;
  end loop;

  -- Closing a period takes this lock alone; it waits for us, and we read its state after it.
  perform pg_advisory_xact_lock_shared(7305, replace(p.id, '-', '')::integer)
    from (select distinct i.period as id from unnest(items) i where alive[i.ord] order by 1) p;
  for found in
    select i.ord, case p.state when 'closed' then 'PERIOD_CLOSED' else 'NEEDS_SECOND_PERSON' end as code
    from unnest(items) i join ledger.period p on p.id = i.period
    where alive[i.ord] and (p.state = 'closed' or (p.state = 'soft_closed' and i.approver is null))
  loop
    alive[found.ord] := false;
    codes[found.ord] := found.code;
  end loop;

  movements := ledger.list_movements(alive, lines);
  if movements is not null then
    known := ledger.lock_balances(movements);
    -- Whoever posted the same key or reversed the same entry meanwhile held the same balances: now it shows.
    for found in
      select i.ord, e.seq, case
          when e.idempotency_key is distinct from i.key then 'ALREADY_REVERSED'
          when e.body_digest <> i.digest then 'KEY_REUSED'
        end as code
      from unnest(items) i
      join lateral (
        select * from ledger.entry e where e.idempotency_key = i.key
        union all
        select * from ledger.entry e where i.reverses is not null and e.reverses = i.reverses and e.idempotency_key <> i.key
        limit 1
      ) e on true
      where alive[i.ord]
    loop
      alive[found.ord] := false;
      codes[found.ord] := found.code;
      if found.code is null then replayed[found.ord] := true; seqs[found.ord] := found.seq; end if;
    end loop;
    for found in
      select * from ledger.refuse_overdrafts(
        array(select m::ledger.movement from unnest(movements) m where alive[m.ord]), known)
    loop
      alive[found.ord] := false;
      codes[found.ord] := found.code;
    end loop;

    -- Numbers follow the order of submission; rows are written in the order of their keys, so that callers whose
    -- keys collide wait for one another and never in a circle.
    select array_agg(case when alive[n] then nextval('ledger.entry_seq_seq') else seqs[n] end order by n)
      into seqs from generate_series(1, many) n;
    insert into ledger.entry as e (seq, kind, effective_on, period, relates_to, idempotency_key, body_digest, reverses,
        reason, actor, approver, source_ref) overriding system value
      select seqs[i.ord], i.kind, i.effective_on, i.period, i.relates_to, i.key, i.digest, i.reverses, i.reason,
        i.actor, i.approver, i.source_ref
      from unnest(items) i where alive[i.ord] order by i.key
      on conflict (idempotency_key) do nothing;
    get diagnostics posted = row_count;
    if posted <> (select count(*) from unnest(alive) a where a) then
      -- Somebody posted one of our keys with another body while we decided: decide again, now knowing it.
      raise exception 'an entry with the same key was posted meanwhile' using errcode = 'RF001';
    end if;
    insert into ledger.posting (entry_seq, line, account, fund, currency, amount, award_ref)
      select seqs[l.ord], l.line, l.account, l.fund, l.currency, l.amount, l.award_ref
      from unnest(lines) l where alive[l.ord] order by l.ord, l.line;
    update ledger.balance b
      set debits = b.debits + t.debits, credits = b.credits + t.credits, version = b.version + 1
      from (
        select l.account, l.fund, l.currency, sum(greatest(l.amount, 0)) as debits, sum(greatest(-l.amount, 0)) as credits
        from unnest(lines) l where alive[l.ord] group by 1, 2, 3
      ) t
      where b.account = t.account and b.fund = t.fund and b.currency = t.currency;
    update ledger.award_balance b set amount = b.amount + t.amount
      from (
        select m.account, m.award_ref, m.fund, m.currency, sum(m.amount) as amount
        from unnest(movements) m where alive[m.ord] and m.award_ref is not null group by 1, 2, 3, 4
      ) t
      where b.account = t.account and b.award_ref = t.award_ref and b.fund = t.fund and b.currency = t.currency;
  end if;

  return query
    select i.ord, i.key, seqs[i.ord],
      case when codes[i.ord] is not null then 'refused' when replayed[i.ord] then 'replayed' else 'posted' end,
      codes[i.ord]
    from unnest(items) i order by i.ord;
end $$;

-- Locks everything a batch may touch, at once and in order, before its items are posted one after the other.
create function ledger.lock_batch(p_items jsonb) returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  items ledger.item[] := ledger.read_items(p_items);
  alive boolean[] := array(select i.code is null from unnest(items) i order by i.ord);
  lines ledger.line[] := ledger.expand_lines(items, alive);
  movements ledger.movement[];
begin
  movements := ledger.list_movements(alive, array(select l::ledger.line from unnest(lines) l where l.code is null));
  if movements is not null then perform ledger.lock_balances(movements); end if;
end $$;

-- The way in. Takes an array of items and answers each by itself, in order: `posted`, `replayed` (the same key and body
-- was posted before; its number is returned) or `refused` with a code and a sentence. A refused item changes nothing
-- and never fails its neighbours. Amounts are minor units as text. At most 1,000 items.
create function ledger.post_entries(p_items jsonb)
  returns table (ordinal integer, key text, seq bigint, status text, code text, message text)
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  n integer;
begin
  if jsonb_typeof(p_items) <> 'array' or jsonb_array_length(p_items) > 1000 then
    raise exception 'a batch is an array of at most 1,000 entries' using errcode = '54000';
  end if;
  if jsonb_array_length(p_items) = 0 then return; end if;
  if exists (
    select from jsonb_array_elements(p_items) t (body) group by t.body ->> 'key' having count(*) > 1
    union all
    select from jsonb_array_elements(p_items) t (body) where t.body ->> 'reverses' is not null
      group by t.body ->> 'reverses' having count(*) > 1
  ) then
    -- Items that contradict one another are judged one after the other.
    perform ledger.lock_batch(p_items);
    for n in 0 .. jsonb_array_length(p_items) - 1 loop
      return query
        select n + 1, b.key, b.seq, b.status, b.code, b.message
        from ledger.post_entries(jsonb_build_array(p_items -> n)) b;
    end loop;
    return;
  end if;
  loop
    begin
      return query
        select b.ordinal, b.key, b.seq, b.status, b.code, r.message
        from ledger.post_batch(p_items) b left join ledger.refusal r on r.code = b.code;
      return;
    exception when sqlstate 'RF001' then
      -- Everything of this attempt is undone; the next one sees what came between.
      null;
    end;
  end loop;
end $$;

-- The exact mirror of an entry, once: {key, reverses, reason, actor, approver, effective_on or today}.
create function ledger.reverse_entry(p_item jsonb)
  returns table (ordinal integer, key text, seq bigint, status text, code text, message text)
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  return query select * from ledger.post_entries(jsonb_build_array(p_item || '{"kind": "reversal"}'));
end $$;

-- Opens a fund; false when its code is taken.
create function ledger.open_fund(p_fund jsonb) returns boolean
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into ledger.fund (code, name, restriction, funder_award_no, assistance_listing, starts_on, ends_on, opened_by)
    values (p_fund ->> 'code', p_fund ->> 'name', p_fund ->> 'restriction', p_fund ->> 'funder_award_no',
      p_fund ->> 'assistance_listing', (p_fund ->> 'starts_on')::date, (p_fund ->> 'ends_on')::date, p_fund ->> 'opened_by')
    on conflict do nothing;
  return found;
end $$;

-- Periods ----------------------------------------------------------------------------------------------------------

insert into ledger.refusal values
  ('UNKNOWN_PERIOD', 'There is no such accounting period.'),
  ('PERIOD_NOT_OPEN', 'This period is not open any more.'),
  ('PERIOD_NOT_PREPARED', 'A period is soft-closed by one person before another closes it.'),
  ('EARLIER_PERIOD_OPEN', 'Periods close in order: an earlier one is still open.'),
  ('SUSPENSE_NOT_CLEARED', 'The suspense account is not zero at the end of this period.');

-- From now on entries into the period need a second person. Returns null, or the code of a refusal.
create function ledger.soft_close_period(p_period text, p_actor text) returns text
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  p ledger.period;
begin
  perform pg_advisory_xact_lock(7305, replace(id, '-', '')::integer) from ledger.period where id = p_period;
  select * into p from ledger.period where id = p_period;
  if p.id is null then return 'UNKNOWN_PERIOD'; end if;
  if p.state <> 'open' then return 'PERIOD_NOT_OPEN'; end if;
  if coalesce(p_actor, '') = '' then return 'ACTOR_MISSING'; end if;
  update ledger.period set state = 'soft_closed', prepared_by = p_actor, prepared_at = clock_timestamp()
    where id = p_period;
  return null;
end $$;

-- Closes a soft-closed period for ever and keeps its balances. Returns null, or the code of a refusal.
create function ledger.close_period(p_period text, p_actor text) returns text
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  p ledger.period;
begin
  perform pg_advisory_xact_lock(7305, replace(id, '-', '')::integer) from ledger.period where id <= p_period order by id;
  select * into p from ledger.period where id = p_period;
  if p.id is null then return 'UNKNOWN_PERIOD'; end if;
  if p.state = 'closed' then return 'PERIOD_NOT_OPEN'; end if;
  if p.state = 'open' then return 'PERIOD_NOT_PREPARED'; end if;
  if coalesce(p_actor, '') = '' then return 'ACTOR_MISSING'; end if;
  if p_actor = p.prepared_by then return 'NEEDS_SECOND_PERSON'; end if;
  if exists (select from ledger.period e where e.id < p_period and e.state <> 'closed') then
    return 'EARLIER_PERIOD_OPEN';
  end if;
  if exists (
    select from ledger.posting l join ledger.entry e on e.seq = l.entry_seq
    where l.account = '1199' and e.effective_on <= p.ends_on
    group by l.fund, l.currency having sum(l.amount) <> 0
  ) then return 'SUSPENSE_NOT_CLEARED'; end if;
  insert into ledger.period_balance (period, account, fund, currency, debits, credits)
    select p_period, l.account, l.fund, l.currency, sum(greatest(l.amount, 0)), sum(greatest(-l.amount, 0))
    from ledger.posting l join ledger.entry e on e.seq = l.entry_seq
    where e.effective_on <= p.ends_on group by 2, 3, 4;
  update ledger.period set state = 'closed', closed_by = p_actor, closed_at = clock_timestamp(),
      trial_balance_digest = sha256(convert_to(coalesce((
        select string_agg(concat_ws('|', b.account, b.fund, b.currency, b.debits, b.credits), e'\n'
          order by b.account, b.fund, b.currency)
        from ledger.period_balance b where b.period = p_period), ''), 'UTF8'))
    where id = p_period;
  return null;
end $$;

-- Questions --------------------------------------------------------------------------------------------------------

create view ledger.trial_balance as
  select b.account, a.name, a.type, a.book, b.fund, b.currency, b.debits, b.credits, b.debits - b.credits as net
  from ledger.balance b join ledger.account a on a.code = b.account;

-- Balances are a cache of the postings: this must be empty.
create view ledger.balance_drift as
  select account, fund, currency, coalesce(b.debits - b.credits, 0) as kept, coalesce(p.debits - p.credits, 0) as posted
  from ledger.balance b
  full join (
    select account, fund, currency, sum(greatest(amount, 0)) as debits, sum(greatest(-amount, 0)) as credits
    from ledger.posting group by 1, 2, 3
  ) p using (account, fund, currency)
  where coalesce(b.debits, 0) <> coalesce(p.debits, 0) or coalesce(b.credits, 0) <> coalesce(p.credits, 0);

-- The same for balances per award, and for what an award is owed and is not on its way.
create view ledger.award_balance_drift as
  select account, award_ref, fund, currency, coalesce(b.amount, 0) as kept, coalesce(p.amount, 0) as posted
  from ledger.award_balance b
  full join (
    select l.account, l.award_ref, l.fund, l.currency, sum(a.normal * l.amount) as amount
    from ledger.posting l join ledger.account a on a.code = l.account and a.per_award group by 1, 2, 3, 4
    union all
    select 'open', l.award_ref, l.fund, l.currency, -sum(l.amount)
    from ledger.posting l join ledger.account a on a.code = l.account and a.counts_as_open group by 2, 3, 4
  ) p using (account, award_ref, fund, currency)
  where coalesce(b.amount, 0) <> coalesce(p.amount, 0);

-- Facts may take money below zero; that must show, not be refused.
create view ledger.overdrawn as
  select b.account, b.fund, b.currency, a.normal * (b.debits - b.credits) as amount
  from ledger.balance b join ledger.account a on a.code = b.account
  where a.floor = 'authorise' and a.normal * (b.debits - b.credits) < 0;

-- Walls ------------------------------------------------------------------------------------------------------------

create function ledger.forbid_change() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  raise exception '% on ledger.% is forbidden: the books are corrected by a reversal', tg_op, tg_table_name
    using errcode = '55000';
end $$;

-- Lets a statement pass only when it comes from one of the functions named, whoever runs it.
create function ledger.only_from() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  stack text;
begin
  get diagnostics stack = pg_context;
  if stack !~ ('(^|\n)PL/pgSQL function ledger\.(' || tg_argv[0] || ')\(') then
    raise exception '% on ledger.% is forbidden: the books are written by their functions alone', tg_op, tg_table_name
      using errcode = '55000';
  end if;
  return null;
end $$;

do $$
declare
  wall record;
begin
  for wall in
    select * from (values
      ('entry', 'insert', 'post_batch'), ('posting', 'insert', 'post_batch'),
      ('balance', 'insert or update', 'post_batch|lock_batch'), ('award_balance', 'insert or update', 'post_batch|lock_batch'),
      ('period_balance', 'insert', 'close_period'), ('period', 'update', 'soft_close_period|close_period')
    ) t (name, events, functions)
  loop
    execute format('create trigger only_from before %s on ledger.%I for each statement execute function ledger.only_from(%L)',
      wall.events, wall.name, wall.functions);
  end loop;
  for wall in
    select * from (values
      ('entry', 'update or delete'), ('posting', 'update or delete'), ('period_balance', 'update or delete'),
      ('balance', 'delete'), ('award_balance', 'delete'), ('period', 'delete'), ('fund', 'update or delete'),
      ('currency', 'update or delete'), ('account', 'update or delete'), ('entry_kind', 'update or delete'),
      ('entry_rule', 'update or delete'), ('refusal', 'delete')
    ) t (name, events)
  loop
    execute format('create trigger append_only before %s on ledger.%I for each statement execute function ledger.forbid_change()',
      wall.events, wall.name);
    execute format('create trigger no_truncate before truncate on ledger.%I for each statement execute function ledger.forbid_change()',
      wall.name);
  end loop;
end $$;

-- A closed period stays closed, also for the functions.
create function ledger.keep_closed() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if old.state = 'closed' or (old.state = 'soft_closed' and new.state = 'open') then
    raise exception 'a closed period never reopens' using errcode = '55000';
  end if;
  return new;
end $$;
create trigger keep_closed before update on ledger.period for each row execute function ledger.keep_closed();

revoke all on all functions in schema ledger from public;
analyze ledger.account, ledger.entry_kind, ledger.entry_rule, ledger.period, ledger.currency, ledger.refusal;
grant usage on schema ledger to fund_service;
grant select on all tables in schema ledger to fund_service;
grant execute on function ledger.post_entries(jsonb), ledger.reverse_entry(jsonb), ledger.open_fund(jsonb),
  ledger.soft_close_period(text, text), ledger.close_period(text, text) to fund_service;
