import { Money } from '#kernel';
import type { PostingOrder, TemplateKind } from '#ledger';
import { usd } from './bookkeeping.js';

/** Random references of the awards in the scenario. */
const AWARD = (number: number): string => `00000000-0000-4000-8000-00000000000${String(number)}`;

let made = 0;

function on(
  effectiveOn: string,
  kind: TemplateKind,
  [fund, minor]: readonly [string, number],
  more: Partial<PostingOrder> = {},
): PostingOrder {
  made += 1;
  return {
    kind,
    key: `life:${kind}:${String(made).padStart(4, '0')}`,
    fund,
    amount: usd(minor),
    actor: 'per_first',
    approver: 'per_second',
    reason: 'scenario',
    effectiveOn,
    ...more,
  };
}

function promised(day: string, fund: string, award: number, minor: number): PostingOrder[] {
  const kinds = ['award.reserved', 'award.approved', 'award.notified'] as const;
  return kinds.map((kind) => on(day, kind, [fund, minor], { awardRef: AWARD(award) }));
}

/** Every event in the life of a grant, and of the funds behind it: the 27 rows of the design. */
export function wholeLife(): PostingOrder[] {
  const [general, donors, federal] = ['GEN', 'RES26', 'OVC26'] as const;
  const about = (award: number): Partial<PostingOrder> => ({ awardRef: AWARD(award) });
  return [
    on('2026-01-02', 'fund.received.unrestricted', [general, 5_000_000]),
    on('2026-01-02', 'fund.received.restricted', [donors, 10_000_000]),
    on('2026-01-02', 'pledge.recorded', [donors, 2_500_000]),
    on('2026-01-03', 'pledge.collected', [donors, 2_500_000]),
    on('2026-01-03', 'fund.received.conditional', [federal, 300_000]),
    on('2026-01-03', 'budget.authorised', [donors, 12_500_000]),
    on('2026-01-03', 'budget.authorised', [federal, 300_000]),
    on('2026-01-04', 'provider.funding.sent', [donors, 4_000_000]),
    on('2026-01-04', 'provider.funding.sent', [general, 100_000]),
    on('2026-01-05', 'provider.funding.arrived', [donors, 3_000_000]),
    on('2026-01-05', 'provider.funding.arrived', [donors, 1_000_000], { variant: 'cards' }),
    on('2026-01-05', 'provider.funding.arrived', [general, 60_000]),
    on('2026-01-05', 'provider.funding.arrived', [general, 40_000], { variant: 'cards' }),
    on('2026-01-05', 'provider.funding.sent', [federal, 200_000]),
    on('2026-01-06', 'provider.funding.arrived', [federal, 200_000]),
    // 1: a plain payout, settled.
    ...promised('2026-01-06', donors, 1, 50_000),
    on('2026-01-06', 'payout.initiated', [donors, 50_000], about(1)),
    on('2026-01-06', 'provider.fee', [general, 25]),
    on('2026-01-08', 'payout.settled', [donors, 50_000], about(1)),
    // 2: a card, spent to the end; later a part is agreed to be repaid, and is.
    ...promised('2026-01-07', donors, 2, 40_000),
    on('2026-01-07', 'card.loaded', [donors, 40_000], about(2)),
    on('2026-01-07', 'provider.fee', [general, 300], { variant: 'cards' }),
    on('2026-01-08', 'card.activated', [donors, 40_000], about(2)),
    on('2026-01-20', 'card.spent_total', [donors, 40_000], about(2)),
    on('2026-01-30', 'clawback.recorded', [donors, 5_000], about(2)),
    on('2026-01-31', 'recovery.received', [donors, 5_000], about(2)),
    // 3: a card, spent in part, expired, the rest paid out.
    ...promised('2026-01-07', donors, 3, 30_000),
    on('2026-01-07', 'card.loaded', [donors, 30_000], about(3)),
    on('2026-01-08', 'card.activated', [donors, 30_000], about(3)),
    on('2026-01-22', 'card.spent_total', [donors, 10_000], about(3)),
    on('2026-01-25', 'card.expired_unspent', [donors, 20_000], about(3)),
    on('2026-01-26', 'payout.initiated', [donors, 20_000], about(3)),
    on('2026-01-28', 'payout.settled', [donors, 20_000], about(3)),
    // 4: promised, then its terms lapse.
    ...promised('2026-01-09', donors, 4, 25_000),
    on('2026-01-29', 'award.cancelled', [donors, 25_000], about(4)),
    // 5: paid to the wrong account, paid again, partly recovered, the rest written off.
    ...promised('2026-01-10', donors, 5, 60_000),
    on('2026-01-10', 'payout.initiated', [donors, 60_000], about(5)),
    on('2026-01-12', 'payout.settled', [donors, 60_000], about(5)),
    on('2026-01-14', 'payout.misdirected', [donors, 60_000], about(5)),
    on('2026-01-14', 'payout.initiated', [donors, 60_000], about(5)),
    on('2026-01-16', 'payout.settled', [donors, 60_000], about(5)),
    on('2026-01-27', 'recovery.received', [donors, 35_000], about(5)),
    on('2026-01-30', 'recovery.written_off', [donors, 25_000], about(5)),
    // 6: federal; fails at once, is sent again, comes back after settlement, is never claimed.
    ...promised('2026-01-11', federal, 6, 45_000),
    on('2026-01-11', 'revenue.condition_met', [federal, 45_000]),
    on('2026-01-11', 'payout.initiated', [federal, 45_000], about(6)),
    on('2026-01-12', 'payout.failed', [federal, 45_000], about(6)),
    on('2026-01-13', 'payout.initiated', [federal, 45_000], about(6)),
    on('2026-01-15', 'payout.settled', [federal, 45_000], about(6)),
    on('2026-01-19', 'payout.returned', [federal, 45_000], about(6)),
    on('2027-03-31', 'unclaimed.reclassified', [federal, 45_000], about(6)),
    on('2027-10-14', 'provider.withdrawal', [federal, 45_000]),
    on('2027-10-15', 'unclaimed.remitted', [federal, 45_000], about(6)),
    // 7: withdrawn before the notice: budget alone moved.
    on('2026-01-15', 'award.reserved', [donors, 70_000], about(7)),
    on('2026-01-15', 'award.approved', [donors, 70_000], about(7)),
    on('2026-01-16', 'award.withdrawn_before_notice', [donors, 70_000], about(7)),
    // Reimbursement, month end, other funds, another currency.
    on('2026-01-31', 'revenue.reimbursable', [federal, 12_000]),
    on('2026-02-09', 'reimbursement.received', [federal, 12_000]),
    on('2026-01-31', 'accrual.fees', [general, 1_500]),
    on('2026-02-01', 'accrual.reversed', [general, 1_500]),
    on('2026-01-31', 'interfund.transfer', [general, 20_000], { counterpart: { fund: donors } }),
    on('2026-01-31', 'interfund.loan', [general, 10_000], { counterpart: { fund: federal } }),
    on('2026-01-31', 'fx.converted', [general, 10_000], {
      counterpart: { amount: Money.of(185_000n, 'MXN') },
    }),
  ];
}
