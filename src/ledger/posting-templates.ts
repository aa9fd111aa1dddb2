/** The accounts we hold money on at providers: 1110, 1115, 1120, 1130. */
const PURSES_AT_PROVIDERS = ['payouts', 'connect', 'cards', 'rewards'] as const;
const SUSPENSE = ['bank', 'provider', 'connect', 'cards', 'rewards'] as const;
/** From 1110, the others, and our own bank (1010): what is paid by hand leaves there. */
const PURSES = ['standard', 'connect', 'cards', 'rewards', 'bank'] as const;

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
  'provider.funding.arrived': PURSES_AT_PROVIDERS,
  'provider.withdrawal': PURSES_AT_PROVIDERS,
  'provider.fee': PURSES_AT_PROVIDERS,
  'award.reserved': ['standard'],
  'award.approved': ['standard'],
  'award.notified': ['standard'],
  'award.withdrawn_before_notice': ['approved', 'reserved'],
  'award.cancelled': ['standard'],
  'payout.initiated': PURSES,
  'payout.settled': ['standard'],
  'payout.failed': PURSES,
  'payout.returned': PURSES,
  'payout.misdirected': ['standard'],
  'card.loaded': ['standard'],
  'card.activated': ['standard'],
  'card.spent_total': ['standard'],
  'card.expired_unspent': ['activated', 'unactivated'],
  'card.unspent_returned': ['standard'],
  'recovery.received': PURSES,
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
  'suspense.received': SUSPENSE,
  'suspense.paid': SUSPENSE,
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
