import { ledgerInvariants } from '#ledger';
import { payoutsInvariants } from '#payouts';
import type { DrillDatabase } from './database.js';
import type { PaymentAtSandbox } from './accounts.js';
import { OPEN } from './due.js';
import { TOP_UP } from './top-up.js';

/** What came of all payouts, counted at the provider. Everything but `payouts` should be nothing. */
export interface Count {
  readonly payouts: number;
  readonly double: number;
  readonly lost: number;
  readonly marked_paid_without_money: number;
  readonly cents_difference: number;
  readonly stuck: number;
  /** Notices that stand in the inbox more than once. */
  readonly notices_twice: number;
  readonly broken_promises: readonly string[];
  readonly halts: readonly string[];
}

/**
 * Our own books can balance and be wrong: money is counted where it is, and ours is compared with it. `toppedUp` is what was
 * sent to the provider while the drill ran.
 */
export async function count(
  database: DrillDatabase,
  payments: readonly PaymentAtSandbox[],
  toppedUp = 0n,
): Promise<Count> {
  const rows = await database.query<{ id: string; state: string; refs: string[] | null }>(
    `select p.id, p.state, array_agg(a.provider_ref) filter (where a.provider_ref is not null) as refs
     from payout p left join payout_attempt a on a.payout_id = p.id group by p.id`,
  );
  const byReference = Map.groupBy(payments, ({ metadata }) => metadata['payout'] ?? '');
  const out = payments
    .filter(isMoneyGone)
    .reduce((sum, { amount }) => sum + BigInt(amount.value), 0n);
  const [books] = await database.query<{ minor: string }>(BOOKED);
  const [sent] = await database.query<{ minor: string }>(SENT, [TOP_UP.sourceRef]);
  const halts = await database.query<{ reason: string }>('select reason from sending_halt');
  const broken: string[] = [];
  for (const { promise, sql } of [...payoutsInvariants, ...ledgerInvariants]) {
    if ((await database.query(sql)).length > 0) broken.push(promise);
  }
  const isLost = ({ id, refs }: (typeof rows)[number]): boolean =>
    (byReference.get(id) ?? []).some((payment) => refs?.includes(payment.id) !== true);
  const isNeverPaid = ({ id, state }: (typeof rows)[number]): boolean =>
    state !== 'failed' && !isOpen(state) && !byReference.has(id);
  return {
    payouts: rows.length,
    double: [...byReference.values()].filter(({ length }) => length > 1).length,
    lost:
      rows.filter((row) => !isOpen(row.state) && (isLost(row) || isNeverPaid(row))).length +
      [...byReference.keys()].filter((id) => !rows.some((row) => row.id === id)).length,
    marked_paid_without_money: rows.filter(
      ({ id, state }) =>
        (state === 'paid' || state === 'settled') &&
        !(byReference.get(id) ?? []).some(({ status }) => status === 'posted'),
    ).length,
    // Each by itself: a cent too many there does not make up for one too few here.
    cents_difference:
      apart(BigInt(books?.minor ?? 0), out) + apart(BigInt(sent?.minor ?? 0), toppedUp),
    stuck: rows.filter(({ state }) => isOpen(state)).length,
    notices_twice: (await database.query(TWICE)).length,
    broken_promises: broken,
    halts: halts.map(({ reason }) => reason),
  };
}

const apart = (one: bigint, other: bigint): number => Math.abs(Number(one - other));

const isOpen = (state: string): boolean => OPEN.some((one) => one === state);

const isMoneyGone = ({ status }: PaymentAtSandbox): boolean =>
  status === 'processing' || status === 'posted';

/** What our books say has left and not come back. */
const BOOKED = `select coalesce(sum(case e.kind when 'payout.initiated' then l.amount else -l.amount end), 0) as minor
  from ledger.entry e join ledger.posting l on l.entry_seq = e.seq and l.amount > 0
  where e.kind in ('payout.initiated', 'payout.failed', 'payout.returned')`;

/** What they say was sent to the provider meanwhile. */
const SENT = `select coalesce(sum(l.amount), 0) as minor
  from ledger.entry e join ledger.posting l on l.entry_seq = e.seq and l.amount > 0
  where e.kind = 'provider.funding.sent' and e.source_ref = $1`;

const TWICE = `select event_id from inbox group by provider, event_id having count(*) > 1`;
