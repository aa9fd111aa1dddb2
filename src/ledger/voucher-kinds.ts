/** How people group what they write into the books. */
export const VOUCHER_GROUPS = [
  'Money in',
  'Budget',
  'To and from the payment company',
  'Cards',
  'Awards and people',
  'Between funds',
  'Month end and other currencies',
  'Suspense',
  'Opening and corrections',
] as const;
export type VoucherGroup = (typeof VOUCHER_GROUPS)[number];

/**
 * A kind of entry a person may write, in words. What the form asks for beyond them (variants, the award, the second
 * person, the reason, which funds) is read from the posting templates in the database.
 */
export interface VoucherKind {
  readonly kind: string;
  readonly group: VoucherGroup;
  readonly title: string;
  /** When it is the right one. */
  readonly hint: string;
  /** What each variant means; only these may be written by hand. Absent where there is only one. */
  readonly variants?: Readonly<Record<string, string>>;
  /** What the second leg of the entry asks for. */
  readonly counterpart?: 'fund' | 'amount';
  /** Its own page fills it in, because a state changes with it: it is not on the list of forms. */
  readonly startsAt?: 'award' | 'payout';
}

/** Where money is held: our bank, and the purses at providers. */
const AT_PROVIDERS = {
  payouts: 'at the payment company, for payouts',
  connect: 'at the payment company, for payouts through accounts of their own',
  cards: 'at the card company',
  rewards: 'at the rewards company',
};
const { payouts: FOR_PAYOUTS, ...OTHER_PURSES } = AT_PROVIDERS;
const PLACES = { provider: FOR_PAYOUTS, ...OTHER_PURSES, bank: 'at the bank' };

/** Every kind that is written by hand. */
export const VOUCHER_KINDS: readonly VoucherKind[] = [
  {
    kind: 'fund.received.unrestricted',
    group: 'Money in',
    title: 'Gift for any purpose',
    hint: 'It arrived at the bank and the giver asked for nothing.',
  },
  {
    kind: 'fund.received.restricted',
    group: 'Money in',
    title: 'Gift for a purpose or a time',
    hint: 'It arrived at the bank and the giver said what or when it is for.',
  },
  {
    kind: 'fund.received.conditional',
    group: 'Money in',
    title: 'Money we must first earn',
    hint: 'It arrived at the bank, has a condition, and goes back if we do not meet it.',
  },
  {
    kind: 'revenue.condition_met',
    group: 'Money in',
    title: 'Condition met',
    hint: 'That much of an advance is ours now.',
  },
  {
    kind: 'pledge.recorded',
    group: 'Money in',
    title: 'Pledge',
    hint: 'Somebody promised without conditions. Nothing has arrived yet.',
  },
  {
    kind: 'pledge.collected',
    group: 'Money in',
    title: 'Pledge collected',
    hint: 'Promised money arrived at the bank.',
  },
  {
    kind: 'revenue.reimbursable',
    group: 'Money in',
    title: 'Reimbursement earned',
    hint: 'We spent what a funder pays back. The claim stands from now on.',
  },
  {
    kind: 'reimbursement.received',
    group: 'Money in',
    title: 'Reimbursement received',
    hint: 'The funder paid a claim; it arrived at the bank.',
  },
  {
    kind: 'budget.authorised',
    group: 'Budget',
    title: 'Budget authorised',
    hint: 'That much more of a fund may be promised to people.',
  },
  {
    kind: 'budget.reduced',
    group: 'Budget',
    title: 'Budget reduced',
    hint: 'Less may be promised. What is reserved or committed stays.',
  },
  {
    kind: 'provider.funding.sent',
    group: 'To and from the payment company',
    title: 'Sent to the payment company',
    hint: 'Money left the bank for it.',
  },
  {
    kind: 'provider.funding.arrived',
    group: 'To and from the payment company',
    title: 'Arrived at the payment company',
    hint: 'What was sent can be paid out or put on cards.',
    variants: AT_PROVIDERS,
  },
  {
    kind: 'provider.withdrawal',
    group: 'To and from the payment company',
    title: 'Back from the payment company',
    hint: 'Money comes back to the bank.',
    variants: AT_PROVIDERS,
  },
  {
    kind: 'provider.fee',
    group: 'To and from the payment company',
    title: 'Fee of the card company',
    hint: 'Fees of payouts are booked by reconciliation, from the statement.',
    variants: { cards: 'for cards' },
  },
  {
    kind: 'card.loaded',
    group: 'Cards',
    title: 'Card loaded',
    hint: 'Part of what an award is owed is put on a card.',
  },
  {
    kind: 'card.activated',
    group: 'Cards',
    title: 'Card activated',
    hint: 'The card is in use: the award is owed through it from now on.',
  },
  {
    kind: 'card.spent_total',
    group: 'Cards',
    title: 'Spent with a card',
    hint: 'The total of one day. Never what was bought or where.',
  },
  {
    kind: 'card.expired_unspent',
    group: 'Cards',
    title: 'Card expired with money on it',
    hint: 'The issuer gave it back; the award is owed it again.',
    variants: { activated: 'it had been in use', unactivated: 'it was never in use' },
  },
  {
    kind: 'award.cancelled',
    group: 'Awards and people',
    title: 'Award cancelled',
    hint: 'The person was told; what is not paid is not owed any more.',
    startsAt: 'award',
  },
  {
    kind: 'award.withdrawn_before_notice',
    group: 'Awards and people',
    title: 'Award withdrawn before notice',
    hint: 'For one that was only reserved. An approved one is called off on its own page.',
    variants: { reserved: 'it was only reserved' },
  },
  {
    kind: 'payout.misdirected',
    group: 'Awards and people',
    title: 'Payout reached somebody else',
    hint: 'The person is still owed; the money must come back from whoever has it.',
    startsAt: 'payout',
  },
  {
    kind: 'recovery.received',
    group: 'Awards and people',
    title: 'Money recovered',
    hint: 'What went astray came back.',
    variants: { standard: FOR_PAYOUTS, ...OTHER_PURSES, bank: 'at the bank' },
  },
  {
    kind: 'clawback.recorded',
    group: 'Awards and people',
    title: 'Clawback',
    hint: 'Something paid must be given back, and can be collected.',
  },
  {
    kind: 'recovery.written_off',
    group: 'Awards and people',
    title: 'Recovery written off',
    hint: 'What went astray will not come back.',
  },
  {
    kind: 'unclaimed.reclassified',
    group: 'Awards and people',
    title: 'Unclaimed money set apart',
    hint: 'Nobody took it in the time the law gives.',
  },
  {
    kind: 'unclaimed.reinstated',
    group: 'Awards and people',
    title: 'Unclaimed money owed again',
    hint: 'The person came after all.',
  },
  {
    kind: 'unclaimed.remitted',
    group: 'Awards and people',
    title: 'Unclaimed money given to the state',
    hint: 'It left the bank, as the law asks.',
  },
  {
    kind: 'interfund.transfer',
    group: 'Between funds',
    title: 'Transfer to another fund',
    hint: 'For good. It moves what is at the payment company.',
    counterpart: 'fund',
  },
  {
    kind: 'interfund.loan',
    group: 'Between funds',
    title: 'Loan to another fund',
    hint: 'It will be paid back. It moves what is at the payment company.',
    counterpart: 'fund',
  },
  {
    kind: 'interfund.loan_repaid',
    group: 'Between funds',
    title: 'Loan paid back',
    hint: 'The fund that lent is named first, the one that pays back second.',
    counterpart: 'fund',
  },
  {
    kind: 'accrual.fees',
    group: 'Month end and other currencies',
    title: 'Fees of this month, billed later',
    hint: 'On the last day of the month.',
  },
  {
    kind: 'accrual.revenue',
    group: 'Month end and other currencies',
    title: 'Revenue of this month, claimed later',
    hint: 'On the last day of the month.',
  },
  {
    kind: 'accrual.reversed',
    group: 'Month end and other currencies',
    title: 'Accrual taken back',
    hint: 'On the first day of the next month.',
    variants: { fees: 'of fees', revenue: 'of revenue' },
  },
  {
    kind: 'fx.converted',
    group: 'Month end and other currencies',
    title: 'Currency converted',
    hint: 'At the payment company: what was given, and what came for it.',
    counterpart: 'amount',
  },
  {
    kind: 'fx.revalued',
    group: 'Month end and other currencies',
    title: 'Currency revalued',
    hint: 'What rates gained or lost until the end of the month.',
    variants: { gain: 'a gain', loss: 'a loss' },
  },
  {
    kind: 'rounding.recorded',
    group: 'Month end and other currencies',
    title: 'Rounding',
    hint: 'One smallest unit left over from a conversion.',
    variants: { up: 'in our favour', down: 'against us' },
  },
  {
    kind: 'suspense.received',
    group: 'Suspense',
    title: 'Unexplained money arrived',
    hint: 'Until somebody knows what it is. A month does not close before.',
    variants: PLACES,
  },
  {
    kind: 'suspense.paid',
    group: 'Suspense',
    title: 'Unexplained money left',
    hint: 'Until somebody knows what it is, or when it is given back.',
    variants: PLACES,
  },
  {
    kind: 'opening.recorded',
    group: 'Opening and corrections',
    title: 'Opening balances',
    hint: 'What stood in the books before these began. Line by line.',
  },
  {
    kind: 'adjustment.posted',
    group: 'Opening and corrections',
    title: 'Adjustment',
    hint: 'What no other form says. Line by line, never on what a person is owed.',
  },
  {
    kind: 'reversal',
    group: 'Opening and corrections',
    title: 'Reversal of an entry',
    hint: 'The exact mirror of an entry that was wrong, once.',
  },
];

/** The words of a kind; null for kinds nobody writes by hand. */
export const voucherKind = (kind: string): VoucherKind | null =>
  VOUCHER_KINDS.find((candidate) => candidate.kind === kind) ?? null;

/** Whether an entry of this kind may be undone by a reversal: nothing else changed its state with it. */
export function isReversedByHand(kind: string): boolean {
  const found = voucherKind(kind);
  return found !== null && kind !== 'reversal' && !/^(award|payout)\./.test(kind);
}
