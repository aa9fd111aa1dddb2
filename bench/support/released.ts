import type pg from 'pg';

/** What the provider calls a recipient that some of these payouts go to, and her account. */
export interface PayeeAtProvider {
  readonly recipient: string;
  readonly method: string;
}

/** Each payout's amount, in cents, where nobody wishes for others. */
export const CENTS = 5_000n;

/** Who did what with the cases. */
export const PEOPLE = {
  preparer: 'per_11111111111111111111',
  releaser: 'per_22222222222222222222',
  reviewer: 'per_33333333333333333333',
  approver: 'per_44444444444444444444',
} as const;

/** An award as the books know it. */
export interface Promised {
  readonly awardRef: string;
  readonly minor: bigint;
}

export interface Wish {
  readonly count: number;
  /** Keeps ids apart where rows are added again. */
  readonly round?: number;
  readonly payees: readonly PayeeAtProvider[];
  /** Bank transfers unless told. */
  readonly rail?: string;
  /** By how many cents each amount is more than the one before. */
  readonly risingBy?: number;
  /** From when on they may be sent: at once, or when somebody lets them fall due. */
  readonly due?: 'now' | 'infinity';
}

/** Each batch is one transaction, and each of its rows holds a lock until the end. */
const LARGEST_BATCH = 4_096;

/**
 * Cases that were decided by the people they need, accepted, set up, put into batches and released, as rows: what
 * the sender finds in the morning; the books know nothing of them yet. Returns what they are to know. Every trigger and
 * check of the tables looks at them.
 */
export async function addReleased(owner: pg.Pool, wish: Wish): Promise<Promised[]> {
  const added: Promised[] = [];
  for (let before = 0; before < wish.count; before += LARGEST_BATCH) {
    added.push(...(await addBatch(owner, wish, before)));
  }
  await owner.query('vacuum analyze');
  return added;
}

async function addBatch(
  owner: pg.Pool,
  { count, round = 1, payees, rail = 'stripe-outbound', risingBy = 0, due = 'now' }: Wish,
  before: number,
): Promise<Promised[]> {
  const client = await owner.connect();
  try {
    await client.query('begin');
    await addPeople(client);
    await client.query(PROGRAMME);
    await client.query(
      `create temporary table ready on commit drop as
       select n, left(md5($1::text || '/' || n), 20) as id, $3::bigint + n * $4::integer as minor,
         'R-' || lpad(upper(to_hex($1::integer * 1000000 + n)), 6, '0') as reference
       from generate_series($5::integer + 1, $2::integer) n`,
      [round, Math.min(before + LARGEST_BATCH, count), CENTS, risingBy, before],
    );
    for (const text of CASES) await client.query(text);
    await client.query(METHODS, [
      payees.map(({ recipient }) => recipient),
      payees.map(({ method }) => method),
      rail,
    ]);
    for (const text of payoutsOf(`${String(round)}/${String(before)}`, due, rail))
      await client.query(text);
    const { rows } = await client.query<{ awardRef: string; minor: string }>(
      `select a.ledger_ref as "awardRef", r.minor from award a join ready r on a.id = 'awd_' || r.id order by r.n`,
    );
    await client.query('commit');
    return rows.map(({ awardRef, minor }) => ({ awardRef, minor: BigInt(minor) }));
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}

/** Puts them into their table, once. */
async function addPeople(client: pg.PoolClient): Promise<void> {
  for (const [name, id] of Object.entries(PEOPLE)) {
    await client.query(
      'insert into person (id, email, name) values ($1, $2, $3) on conflict do nothing',
      [id, `${name}@example.org`, name],
    );
  }
}

const PROGRAMME = `insert into programme
    (id, code, name, fund, currency, least_minor, most_minor, rails, opened_at)
  values ('prg_11111111111111111111', 'BENCH', 'Bench', 'GEN', 'USD', 100, 500000, '{stripe-outbound}', now())
  on conflict do nothing`;

const CASES = [
  `insert into applicant (id, language, created_at) select 'apl_' || id, 'en', now() from ready`,
  `insert into application
     (id, applicant_id, programme_id, reference, state, asked_minor, currency, created_at, submitted_at)
   select 'app_' || id, 'apl_' || id, 'prg_11111111111111111111', reference, 'approved', minor, 'USD', now(), now()
   from ready`,
  `insert into determination
     (id, application_id, round, state, outcome, amount_minor, currency, fund, reason_code, policy_id,
      approvals_needed, director_needed, digest, opened_by, opened_at, decided_at)
   select 'det_' || id, 'app_' || id, 0, 'decided', 'approved', minor, 'USD', 'GEN', 'fits', 'pol_00000000000000000001',
     1, false, sha256(id::bytea), '${PEOPLE.approver}', now(), now() from ready`,
  `insert into approval (id, determination_id, person_id, digest, given_at, expires_at)
   select 'apv_' || id, 'det_' || id, '${PEOPLE.approver}', sha256(id::bytea), now(), now() + interval '7 days'
   from ready`,
  `insert into duty (subject, person_id, part)
   select 'app_' || id, person, part from ready cross join (values
     ('${PEOPLE.reviewer}', 'propose'), ('${PEOPLE.approver}', 'approve'),
     ('${PEOPLE.releaser}', 'release')) of_it (person, part)`,
  `insert into award
     (id, application_id, applicant_id, determination_id, state, fund, amount_minor, currency, offered_at,
      notified_at, accepted_at)
   select 'awd_' || id, 'app_' || id, 'apl_' || id, 'det_' || id, 'active', 'GEN', minor, 'USD', now(), now(), now()
   from ready`,
  `insert into instalment (id, award_id, number, amount_minor, due_on, state)
   select 'ins_' || id, 'awd_' || id, 1, minor, current_date, 'released' from ready`,
];

const METHODS = `insert into payout_method
    (id, applicant_id, award_id, language, rail, version, state, provider_recipient, provider_method, usable_from, created_at,
     standing, standing_since)
  select 'mth_' || id, 'apl_' || id, 'awd_' || id, 'en', $3, 1, 'active',
    ($1::text[])[1 + n % cardinality($1::text[])], ($2::text[])[1 + n % cardinality($1::text[])], now(), now(),
    'ready', now() from ready`;

function payoutsOf(name: string, due: 'now' | 'infinity', rail: string): string[] {
  const batch = `'bat_' || left(md5('batch ${name}'), 20)`;
  return [
    `insert into payout_batch (id, rail, currency, state, prepared_by, prepared_at)
     values (${batch}, '${rail}', 'USD', 'open', '${PEOPLE.preparer}', now())`,
    `insert into payout
       (id, instalment_id, award_id, application_id, applicant_id, ledger_ref, fund, amount_minor, currency, rail,
        method_id, method_version, state, approval_digest, batch_id, created_at)
     select 'pay_' || r.id, 'ins_' || r.id, a.id, a.application_id, a.applicant_id, a.ledger_ref, 'GEN', r.minor, 'USD',
       '${rail}', 'mth_' || r.id, 1, 'approved', sha256(r.id::bytea), ${batch}, now()
     from ready r join award a on a.id = 'awd_' || r.id`,
    `update payout_batch set state = 'in_approval', digest = sha256('seen'), releases_needed = 2,
       item_count = (select count(*) from ready), total_minor = (select sum(minor) from ready)
     where id = ${batch}`,
    // More than one person may let go alone.
    `insert into batch_release (batch_id, person_id, digest, given_at)
     select ${batch}, person, sha256('seen'), now()
     from (values ('${PEOPLE.releaser}'), ('${PEOPLE.approver}')) both_of (person)`,
    `update payout_batch set state = 'released', released_by = '${PEOPLE.releaser}', released_at = now()
     where id = ${batch}`,
    `update payout set state = 'released', released_at = now(), not_before = '${due}'
     where batch_id = ${batch}`,
  ];
}
