import type pg from 'pg';

/** What the provider calls a recipient that some of these payouts go to, and her account. */
export interface PayeeAtProvider {
  readonly recipient: string;
  readonly method: string;
}

/** Each payout's amount, in cents. */
export const CENTS = 5_000n;

/**
 * Cases that were decided by the people they need, accepted, set up, put into one batch and released, as rows: what
 * the sender finds in the morning; the books know nothing of them yet. Returns the awards' names in the books. Every trigger and check of the tables looks at them. `round` keeps ids apart.
 */
export async function addReleased(
  owner: pg.Pool,
  round: number,
  count: number,
  payees: readonly PayeeAtProvider[],
): Promise<string[]> {
  const client = await owner.connect();
  try {
    await client.query('begin');
    await client.query(PEOPLE);
    await client.query(PROGRAMME);
    await client.query(
      `create temporary table ready on commit drop as
       select n, left(md5($1::text || '/' || n), 20) as id,
         'R-' || lpad(upper(to_hex($1::integer * 1000000 + n)), 6, '0') as reference
       from generate_series(1, $2::integer) n`,
      [round, count],
    );
    for (const text of CASES) await client.query(text);
    await client.query(METHODS, [
      payees.map(({ recipient }) => recipient),
      payees.map(({ method }) => method),
    ]);
    for (const text of payoutsOf(round)) await client.query(text);
    const { rows } = await client.query<{ ledger_ref: string }>(
      `select ledger_ref from award a join ready r on a.id = 'awd_' || r.id`,
    );
    await client.query('commit');
    await client.query('vacuum analyze');
    return rows.map(({ ledger_ref: ref }) => ref);
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}

const PEOPLE = `insert into person (id, email, name) values
  ('per_11111111111111111111', 'preparer@example.org', 'Preparer'),
  ('per_22222222222222222222', 'releaser@example.org', 'Releaser'),
  ('per_33333333333333333333', 'reviewer@example.org', 'Reviewer'),
  ('per_44444444444444444444', 'approver@example.org', 'Approver') on conflict do nothing`;

const PROGRAMME = `insert into programme
    (id, code, name, fund, currency, least_minor, most_minor, rails, opened_at)
  values ('prg_11111111111111111111', 'BENCH', 'Bench', 'GEN', 'USD', 100, 500000, '{stripe-outbound}', now())
  on conflict do nothing`;

const CASES = [
  `insert into applicant (id, language, created_at) select 'apl_' || id, 'en', now() from ready`,
  `insert into application
     (id, applicant_id, programme_id, reference, state, asked_minor, currency, created_at, submitted_at)
   select 'app_' || id, 'apl_' || id, 'prg_11111111111111111111', reference, 'approved', 5000, 'USD', now(), now()
   from ready`,
  `insert into determination
     (id, application_id, round, state, outcome, amount_minor, currency, fund, reason_code, policy_id,
      approvals_needed, director_needed, digest, opened_by, opened_at, decided_at)
   select 'det_' || id, 'app_' || id, 0, 'decided', 'approved', 5000, 'USD', 'GEN', 'fits', 'pol_00000000000000000001',
     1, false, sha256(id::bytea), 'per_44444444444444444444', now(), now() from ready`,
  `insert into approval (id, determination_id, person_id, digest, given_at, expires_at)
   select 'apv_' || id, 'det_' || id, 'per_44444444444444444444', sha256(id::bytea), now(), now() + interval '7 days'
   from ready`,
  `insert into duty (subject, person_id, part)
   select 'app_' || id, person, part from ready cross join (values
     ('per_33333333333333333333', 'propose'), ('per_44444444444444444444', 'approve'),
     ('per_22222222222222222222', 'release')) of_it (person, part)`,
  `insert into award
     (id, application_id, applicant_id, determination_id, state, fund, amount_minor, currency, offered_at,
      notified_at, accepted_at)
   select 'awd_' || id, 'app_' || id, 'apl_' || id, 'det_' || id, 'active', 'GEN', 5000, 'USD', now(), now(), now()
   from ready`,
  `insert into instalment (id, award_id, number, amount_minor, due_on, state)
   select 'ins_' || id, 'awd_' || id, 1, 5000, current_date, 'released' from ready`,
];

const METHODS = `insert into payout_method
    (id, applicant_id, award_id, language, rail, version, state, provider_recipient, provider_method, usable_from, created_at)
  select 'mth_' || id, 'apl_' || id, 'awd_' || id, 'en', 'stripe-outbound', 1, 'active',
    ($1::text[])[1 + n % cardinality($1::text[])], ($2::text[])[1 + n % cardinality($1::text[])], now(), now() from ready`;

function payoutsOf(round: number): string[] {
  const batch = `'bat_' || left(md5('batch' || ${String(round)}), 20)`;
  return [
    `insert into payout_batch (id, rail, currency, state, prepared_by, prepared_at)
     values (${batch}, 'stripe-outbound', 'USD', 'open', 'per_11111111111111111111', now())`,
    `insert into payout
       (id, instalment_id, award_id, application_id, applicant_id, ledger_ref, fund, amount_minor, currency, rail,
        method_id, method_version, state, approval_digest, batch_id, created_at)
     select 'pay_' || r.id, 'ins_' || r.id, a.id, a.application_id, a.applicant_id, a.ledger_ref, 'GEN', 5000, 'USD',
       'stripe-outbound', 'mth_' || r.id, 1, 'approved', sha256(r.id::bytea), ${batch}, now()
     from ready r join award a on a.id = 'awd_' || r.id`,
    `update payout_batch set state = 'in_approval', digest = sha256('seen'), releases_needed = 2,
       item_count = (select count(*) from ready), total_minor = (select count(*) * 5000 from ready)
     where id = ${batch}`,
    // More than one person may let go alone.
    `insert into batch_release (batch_id, person_id, digest, given_at)
     select ${batch}, person, sha256('seen'), now()
     from (values ('per_22222222222222222222'), ('per_44444444444444444444')) both_of (person)`,
    `update payout_batch set state = 'released', released_by = 'per_22222222222222222222', released_at = now()
     where id = ${batch}`,
    `update payout set state = 'released', released_at = now(), not_before = clock_timestamp()
     where batch_id = ${batch}`,
  ];
}
