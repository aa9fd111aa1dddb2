import pg from 'pg';
import { FundingService, LedgerService } from '#ledger';
import { Money } from '#kernel';
import { RailRegistry, Sending } from '#payouts';
import { UnitOfWork } from '#platform';
import type { House } from './house.js';

const PEOPLE = ['preparer', 'releaser', 'approver', 'reviewer'] as const;
const FEWEST_RECIPIENTS = 40;
const PAYOUTS_PER_RECIPIENT = 25;
/** Cents that are sent to the provider before anything is paid. */
const SENT_AT_FIRST = 20_000_000_00n;
const LARGEST_BATCH = 1_000;
/** The sandbox's account that simply works, and the one whose payments come back. */
const ACCOUNTS = ['000123456789', '000123456789', '000123456789', '000111111113'];

const personId = (who: string): string => `per_${who.padStart(20, '0')}`;

/** What finance sends to the provider later: in the books once, however often it is said. */
export const TOP_UP = {
  kind: 'provider.funding.sent',
  key: 'drill:provider.funding.sent',
  fund: 'GEN',
  minor: 5_000_00n,
  sourceRef: 'drill',
  actor: personId('preparer'),
  approver: personId('releaser'),
} as const;

/** A whole fund with so many released payouts, laid out with few statements: what the drill sends when they fall due. */
export async function layOut(ownerUrl: string, house: House, count: number): Promise<void> {
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  try {
    await furnish(owner, house);
    // The first epoch begins and its rails are compared before anything is laid out: in life a fund has long been sending.
    await house.get(Sending).sweep();
    const recipients = await recipientsFor(
      house,
      Math.max(FEWEST_RECIPIENTS, Math.ceil(count / PAYOUTS_PER_RECIPIENT)),
    );
    await owner.query('begin');
    for (const statement of CASES) await owner.query(statement, [count]);
    await owner.query(METHODS, [
      count,
      recipients.map(([ref]) => ref),
      recipients.map(([, method]) => method),
    ]);
    await owner.query(PAYOUTS, [count]);
    for (const statement of BATCH) await owner.query(statement);
    await owner.query('commit');
    await book(owner, house);
    await owner.query(RELEASE);
    await owner.query('analyze');
  } finally {
    await owner.end();
  }
}

async function furnish(owner: pg.Client, house: House): Promise<void> {
  for (const who of PEOPLE) {
    await owner.query('insert into person (id, email, name) values ($1, $2, $3)', [
      personId(who),
      `${who}@example.org`,
      who,
    ]);
  }
  await owner.query(
    `insert into programme (id, code, name, fund, currency, least_minor, most_minor, rails, opened_at)
     values ('prg_00000000000000000001', 'TEST', 'Test', 'GEN', 'USD', 100, 500000, '{stripe-outbound}', now())`,
  );
  const funding = house.get(FundingService);
  const [preparer, releaser] = [personId('preparer'), personId('releaser')] as never[];
  await funding.openFund({ code: 'GEN', name: 'General', restriction: 'none' }, preparer as never);
  const act = { fund: 'GEN', amount: Money.of(SENT_AT_FIRST, 'USD'), actor: preparer as never };
  const second = { ...act, approver: releaser as never };
  await funding.receiveGift({ ...act, key: 'first:gift.received' });
  await funding.receiveGift({ ...act, key: 'second:gift.received' });
  await funding.authoriseBudget({ ...second, key: 'first:budget.authorised' });
  await funding.sendToProvider({ ...second, key: 'first:provider.funding.sent' });
  await funding.arriveAtProvider({ ...act, key: 'first:provider.funding.arrived' });
}

/** A few people whom the provider knows; many payouts share them. */
async function recipientsFor(house: House, count: number): Promise<[string, string][]> {
  const [rail] = house.get(RailRegistry).all();
  if (!rail) throw new Error('There is a rail.');
  const made: [string, string][] = [];
  for (let number = 0; number < count; number += 1) {
    const details = {
      kind: 'bank_account',
      givenName: 'Given',
      surname: 'Surname',
      routingNumber: '110000000',
      accountNumber: ACCOUNTS[number % ACCOUNTS.length] ?? '',
      accountType: 'checking',
    } as const;
    const key = `drill-${String(number)}`;
    const { ref } = await rail.ensureRecipient(details, key);
    const saved = await rail.saveMethod(ref, details, key);
    if (saved.kind === 'saved') made.push([ref, saved.ref]);
  }
  return made;
}

/** What the books say of an award before it is paid. */
async function book(owner: pg.Client, house: House): Promise<void> {
  const { rows } = await owner.query<{ id: string; ref: string; minor: string }>(
    'select id, ledger_ref as ref, amount_minor as minor from award order by id',
  );
  for (const kind of ['award.reserved', 'award.approved', 'award.notified'] as const) {
    for (let at = 0; at < rows.length; at += LARGEST_BATCH) {
      const orders = rows.slice(at, at + LARGEST_BATCH).map(({ id, ref, minor }) => ({
        kind,
        key: `${id}:${kind}`,
        fund: 'GEN',
        amount: Money.of(BigInt(minor), 'USD'),
        awardRef: ref,
        sourceRef: id,
        actor: personId('approver'),
        ...(kind === 'award.approved' ? { approver: personId('reviewer') } : {}),
      }));
      await house.get(UnitOfWork).run(() => house.get(LedgerService).post(orders as never));
    }
  }
}

const CASES = [
  `insert into applicant (id, language, created_at)
   select 'apl_' || lpad(n::text, 20, '0'), 'en', now() from generate_series(1, $1::integer) n`,
  `insert into application (id, applicant_id, programme_id, reference, state, asked_minor, currency, created_at, submitted_at)
   select 'app_' || lpad(n::text, 20, '0'), 'apl_' || lpad(n::text, 20, '0'), 'prg_00000000000000000001',
     'R-' || lpad(n::text, 6, '0'), 'approved', 10000 + n, 'USD', now(), now() from generate_series(1, $1::integer) n`,
  `insert into determination (id, application_id, round, state, outcome, amount_minor, currency, fund, reason_code,
     policy_id, approvals_needed, director_needed, digest, opened_by, opened_at, decided_at)
   select 'det_' || lpad(n::text, 20, '0'), 'app_' || lpad(n::text, 20, '0'), 0, 'decided', 'approved', 10000 + n, 'USD',
     'GEN', 'fits', (select id from policy_version limit 1), 1, false, decode(repeat('01', 32), 'hex'),
     'per_000000000000approver', now(), now() from generate_series(1, $1::integer) n`,
  `insert into approval (id, determination_id, person_id, digest, given_at, expires_at)
   select 'apv_' || lpad(n::text, 20, '0'), 'det_' || lpad(n::text, 20, '0'), 'per_000000000000approver',
     decode(repeat('01', 32), 'hex'), now(), now() + interval '7 days' from generate_series(1, $1::integer) n`,
  `insert into duty (subject, person_id, part)
   select 'app_' || lpad(n::text, 20, '0'), person, part
   from generate_series(1, $1::integer) n,
     (values ('per_000000000000reviewer', 'propose'), ('per_000000000000approver', 'approve'),
             ('per_000000000000releaser', 'release')) d(person, part)`,
  `insert into award (id, application_id, applicant_id, determination_id, state, fund, amount_minor, currency,
     offered_at, notified_at, accepted_at)
   select 'awd_' || lpad(n::text, 20, '0'), 'app_' || lpad(n::text, 20, '0'), 'apl_' || lpad(n::text, 20, '0'),
     'det_' || lpad(n::text, 20, '0'), 'active', 'GEN', 10000 + n, 'USD', now(), now(), now()
   from generate_series(1, $1::integer) n`,
  `insert into instalment (id, award_id, number, amount_minor, due_on, state)
   select 'ins_' || lpad(n::text, 20, '0'), 'awd_' || lpad(n::text, 20, '0'), 1, 10000 + n, current_date, 'released'
   from generate_series(1, $1::integer) n`,
] as const;

const METHODS = `insert into payout_method (id, applicant_id, award_id, language, rail, version, state,
    provider_recipient, provider_method, usable_from, created_at)
  select 'mth_' || lpad(n::text, 20, '0'), 'apl_' || lpad(n::text, 20, '0'), 'awd_' || lpad(n::text, 20, '0'), 'en',
    'stripe-outbound', 1, 'active', ($2::text[])[1 + n % cardinality($2::text[])],
    ($3::text[])[1 + n % cardinality($3::text[])], now(), now()
  from generate_series(1, $1::integer) n`;

const PAYOUTS = `insert into payout (id, instalment_id, award_id, application_id, applicant_id, ledger_ref, fund,
    amount_minor, currency, rail, method_id, method_version, state, approval_digest, created_at)
  select 'pay_' || lpad(n::text, 20, '0'), 'ins_' || lpad(n::text, 20, '0'), a.id, a.application_id, a.applicant_id,
    a.ledger_ref, 'GEN', a.amount_minor, 'USD', 'stripe-outbound', 'mth_' || lpad(n::text, 20, '0'), 1, 'approved',
    decode(repeat('02', 32), 'hex'), now()
  from generate_series(1, $1::integer) n join award a on a.id = 'awd_' || lpad(n::text, 20, '0')`;

/** Prepared by one, released by two others, as its size asks for. */
const BATCH = [
  `insert into payout_batch (id, rail, currency, state, item_count, total_minor, digest, prepared_by, prepared_at)
   select 'bat_00000000000000000001', 'stripe-outbound', 'USD', 'open', count(*), sum(amount_minor),
     decode(repeat('03', 32), 'hex'), 'per_000000000000preparer', now() from payout`,
  `update payout_batch set state = 'in_approval'`,
  `insert into batch_release (batch_id, person_id, digest, given_at)
   select b.id, person, b.digest, now() from payout_batch b,
     (values ('per_000000000000releaser'), ('per_000000000000approver')) r(person)`,
  `update payout_batch set state = 'released', released_by = 'per_000000000000releaser', released_at = now()`,
] as const;

const RELEASE = `update payout set state = 'released', batch_id = 'bat_00000000000000000001', released_at = now(),
    not_before = 'infinity'`;
