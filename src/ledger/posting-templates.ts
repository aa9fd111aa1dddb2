/**
 * Everything that can happen to the books, with its variants; the first variant is taken when an order names none.
 * The lines each of them writes are data in the database (`ledger.entry_rule`), which is the only author of them:
 * a schema test proves that these names and the database's are the same.
 */
export const TEMPLATES = {
  'fund.received.unrestricted': ['standard'],
  'fund.received.restricted': ['standard'],
  'fund.received.conditional': ['standard'],
  'pledge.recorded': ['standard'],
  'pledge.collected': ['standard'],
  'revenue.condition_met': ['standard'],
  'revenue.reimbursable': ['standard'],
  'reimbursement.received': ['standard'],
  'budget.authorised': ['standard'],
  'budget.reduced': ['standard'],
  'provider.funding.sent': ['standard'],
  'provider.funding.arrived': ['payouts', 'cards'],
  'provider.withdrawal': ['payouts', 'cards'],
  'provider.fee': ['payouts', 'cards'],
  'award.reserved': ['standard'],
  'award.approved': ['standard'],
  'award.notified': ['standard'],
  'award.withdrawn_before_notice': ['approved', 'reserved'],
  'award.cancelled': ['standard'],
  'payout.initiated': ['standard'],
  'payout.settled': ['standard'],
  'payout.failed': ['standard'],
  'payout.returned': ['standard'],
  'payout.misdirected': ['standard'],
  'card.loaded': ['standard'],
  'card.activated': ['standard'],
  'card.spent_total': ['standard'],
  'card.expired_unspent': ['activated', 'unactivated'],
  'recovery.received': ['standard'],
  'clawback.recorded': ['standard'],
  'recovery.written_off': ['standard'],
  'unclaimed.reclassified': ['standard'],
  'unclaimed.reinstated': ['standard'],
  'unclaimed.remitted': ['standard'],
  'interfund.transfer': ['standard'],
  'interfund.loan': ['standard'],
  'interfund.loan_repaid': ['standard'],
  'accrual.fees': ['standard'],
  'accrual.revenue': ['standard'],
  'accrual.reversed': ['fees', 'revenue'],
  'fx.converted': ['standard'],
  'fx.revalued': ['gain', 'loss'],
  'rounding.recorded': ['up', 'down'],
  'suspense.received': ['bank', 'provider'],
  'suspense.paid': ['bank', 'provider'],
} as const;

/** Kinds whose lines the caller brings: always by two people, each line checked against what the kind may touch. */
export const LINES_KINDS = ['opening.recorded', 'year.closed', 'adjustment.posted'] as const;

/** A kind that is written from its template. */
export type TemplateKind = keyof typeof TEMPLATES;
export type LinesKind = (typeof LINES_KINDS)[number];

/** Every kind of entry there is, in the order of the chart. */
export const ENTRY_KINDS: readonly string[] = [
  ...Object.keys(TEMPLATES),
  ...LINES_KINDS,
  'reversal',
];
