import { VOUCHER_KINDS } from '#ledger';

/** Lines on accounts as people write them: `1010 +25.00`, in the fund of the entry, or `1010@RES26 -25.00`. */
export type Moves = readonly string[];

/** One entry written by hand, and the accounts it moves. */
export interface ByHand {
  readonly kind: string;
  readonly fields: Readonly<Record<string, string>>;
  /** Debits above zero, credits below. */
  readonly moves: Moves;
  /** Another person must let it into the books. */
  readonly two?: true;
  /** It is about the award of the story. */
  readonly award?: true;
}

const gen = (amount: string, more: Readonly<Record<string, string>> = {}) => ({
  fund: 'GEN',
  amount,
  ...more,
});
const res = (amount: string, more: Readonly<Record<string, string>> = {}) => ({
  fund: 'RES26',
  amount,
  ...more,
});
const ovc = (amount: string, more: Readonly<Record<string, string>> = {}) => ({
  fund: 'OVC26',
  amount,
  ...more,
});

/** The account of each purse. */
const PURSES = { standard: '1110', connect: '1115', cards: '1120', rewards: '1130', bank: '1010' };

/** In an order in which each has what it needs. */
export const BY_HAND: readonly ByHand[] = [
  {
    kind: 'fund.received.unrestricted',
    fields: gen('900.00'),
    moves: ['1010 +900.00', '4110 -900.00'],
  },
  {
    kind: 'fund.received.restricted',
    fields: res('800.00'),
    moves: ['1010 +800.00', '4120 -800.00'],
  },
  {
    kind: 'fund.received.conditional',
    fields: ovc('700.00'),
    moves: ['1010 +700.00', '2210 -700.00'],
  },
  { kind: 'revenue.condition_met', fields: ovc('70.00'), moves: ['2210 +70.00', '4210 -70.00'] },
  { kind: 'pledge.recorded', fields: gen('60.00'), moves: ['1210 +60.00', '4110 -60.00'] },
  { kind: 'pledge.recorded', fields: res('61.00'), moves: ['1210 +61.00', '4120 -61.00'] },
  { kind: 'pledge.collected', fields: gen('20.00'), moves: ['1010 +20.00', '1210 -20.00'] },
  { kind: 'revenue.reimbursable', fields: ovc('50.00'), moves: ['1220 +50.00', '4210 -50.00'] },
  { kind: 'reimbursement.received', fields: ovc('30.00'), moves: ['1010 +30.00', '1220 -30.00'] },
  {
    kind: 'budget.authorised',
    fields: gen('500.00'),
    moves: ['9010 +500.00', '9110 -500.00'],
    two: true,
  },
  {
    kind: 'budget.reduced',
    fields: gen('100.00', { reason: 'The board took it back' }),
    moves: ['9010 -100.00', '9110 +100.00'],
    two: true,
  },
  { kind: 'provider.funding.sent', fields: gen('400.00'), moves: ['1050 +400.00', '1010 -400.00'] },
  {
    kind: 'provider.funding.arrived',
    fields: gen('100.00', { variant: 'payouts' }),
    moves: ['1110 +100.00', '1050 -100.00'],
  },
  {
    kind: 'provider.funding.arrived',
    fields: gen('300.00', { variant: 'cards' }),
    moves: ['1120 +300.00', '1050 -300.00'],
  },
  {
    kind: 'provider.withdrawal',
    fields: gen('10.00', { variant: 'payouts' }),
    moves: ['1010 +10.00', '1110 -10.00'],
    two: true,
  },
  {
    kind: 'provider.withdrawal',
    fields: gen('11.00', { variant: 'cards' }),
    moves: ['1010 +11.00', '1120 -11.00'],
    two: true,
  },
  {
    kind: 'provider.funding.sent',
    fields: gen('200.00'),
    moves: ['1050 +200.00', '1010 -200.00'],
  },
  ...(['connect', 'rewards'] as const).flatMap((variant): ByHand[] => [
    {
      kind: 'provider.funding.arrived',
      fields: gen('100.00', { variant }),
      moves: [`${PURSES[variant]} +100.00`, '1050 -100.00'],
    },
    {
      kind: 'provider.withdrawal',
      fields: gen('12.00', { variant }),
      moves: ['1010 +12.00', `${PURSES[variant]} -12.00`],
      two: true,
    },
  ]),
  { kind: 'provider.fee', fields: gen('2.00'), moves: ['6110 +2.00', '1120 -2.00'] },
  { kind: 'provider.funding.sent', fields: res('300.00'), moves: ['1050 +300.00', '1010 -300.00'] },
  {
    kind: 'provider.funding.arrived',
    fields: res('300.00', { variant: 'cards' }),
    moves: ['1120 +300.00', '1050 -300.00'],
  },
  {
    kind: 'card.loaded',
    fields: res('100.00'),
    moves: ['1160 +100.00', '1120 -100.00'],
    two: true,
    award: true,
  },
  {
    kind: 'card.activated',
    fields: res('60.00'),
    moves: ['2110 +60.00', '2120 -60.00'],
    award: true,
  },
  {
    kind: 'card.spent_total',
    fields: res('35.00'),
    moves: ['2120 +35.00', '1160 -35.00'],
    award: true,
  },
  {
    kind: 'card.expired_unspent',
    fields: res('25.00', { variant: 'activated' }),
    moves: ['1120 +25.00', '1160 -25.00', '2120 +25.00', '2110 -25.00'],
    award: true,
  },
  {
    kind: 'card.expired_unspent',
    fields: res('40.00', { variant: 'unactivated' }),
    moves: ['1120 +40.00', '1160 -40.00'],
    award: true,
  },
  {
    kind: 'clawback.recorded',
    fields: res('9.00'),
    moves: ['1310 +9.00', '5190 -9.00', '4920 +9.00', '4910 -9.00'],
    award: true,
  },
  ...Object.entries(PURSES).map(([variant, account]): ByHand => ({
    kind: 'recovery.received',
    fields: res('0.80', { variant }),
    moves: [`${account} +0.80`, '1310 -0.80'],
    award: true,
  })),
  {
    kind: 'recovery.written_off',
    fields: res('5.00', { reason: 'Cannot be collected' }),
    moves: ['6310 +5.00', '1310 -5.00'],
    two: true,
    award: true,
  },
  {
    kind: 'unclaimed.reclassified',
    fields: res('50.00'),
    moves: ['2110 +50.00', '2310 -50.00'],
    two: true,
    award: true,
  },
  {
    kind: 'unclaimed.reinstated',
    fields: res('20.00', { reason: 'The person came' }),
    moves: ['2310 +20.00', '2110 -20.00'],
    two: true,
    award: true,
  },
  {
    kind: 'unclaimed.remitted',
    fields: res('30.00'),
    moves: ['2310 +30.00', '1010 -30.00'],
    two: true,
    award: true,
  },
  {
    kind: 'interfund.transfer',
    fields: gen('15.00', { counterFund: 'RES26', reason: 'A loss that the general fund bears' }),
    moves: ['3900 +15.00', '1110 -15.00', '1110@RES26 +15.00', '3900@RES26 -15.00'],
    two: true,
  },
  {
    kind: 'interfund.loan',
    fields: gen('25.00', { counterFund: 'OVC26' }),
    moves: ['1410 +25.00', '1110 -25.00', '1110@OVC26 +25.00', '2410@OVC26 -25.00'],
    two: true,
  },
  {
    kind: 'interfund.loan_repaid',
    fields: gen('25.00', { counterFund: 'OVC26' }),
    moves: ['1110 +25.00', '1410 -25.00', '2410@OVC26 +25.00', '1110@OVC26 -25.00'],
    two: true,
  },
  { kind: 'accrual.fees', fields: gen('7.00'), moves: ['6110 +7.00', '2510 -7.00'], two: true },
  { kind: 'accrual.revenue', fields: ovc('8.00'), moves: ['1220 +8.00', '4210 -8.00'], two: true },
  {
    kind: 'accrual.reversed',
    fields: gen('7.00', { variant: 'fees' }),
    moves: ['2510 +7.00', '6110 -7.00'],
    two: true,
  },
  {
    kind: 'accrual.reversed',
    fields: ovc('8.00', { variant: 'revenue' }),
    moves: ['4210 +8.00', '1220 -8.00'],
    two: true,
  },
  {
    kind: 'fx.converted',
    fields: gen('20.00', { counterAmount: '340.00', counterCurrency: 'MXN' }),
    moves: ['1990 +20.00', '1110 -20.00', '1110:MXN +340.00', '1990:MXN -340.00'],
  },
  {
    kind: 'fx.revalued',
    fields: gen('1.50', { variant: 'gain', reason: 'Rate at the end of the month' }),
    moves: ['1990 +1.50', '6410 -1.50'],
    two: true,
  },
  {
    kind: 'fx.revalued',
    fields: gen('0.50', { variant: 'loss', reason: 'Rate at the end of the month' }),
    moves: ['6410 +0.50', '1990 -0.50'],
    two: true,
  },
  {
    kind: 'rounding.recorded',
    fields: gen('0.01', { variant: 'up' }),
    moves: ['1990 +0.01', '6420 -0.01'],
  },
  {
    kind: 'rounding.recorded',
    fields: gen('0.01', { variant: 'down' }),
    moves: ['6420 +0.01', '1990 -0.01'],
  },
  ...Object.entries(PURSES).flatMap(([purse, account]): ByHand[] => [
    {
      kind: 'suspense.received',
      fields: gen('3.00', { variant: purse === 'standard' ? 'provider' : purse }),
      moves: [`${account} +3.00`, '1199 -3.00'],
    },
    {
      kind: 'suspense.paid',
      fields: gen('3.00', { variant: purse === 'standard' ? 'provider' : purse }),
      moves: ['1199 +3.00', `${account} -3.00`],
    },
  ]),
  {
    kind: 'opening.recorded',
    fields: { lines: '1010 GEN debit 1,000.00\n3100 GEN credit 1,000.00' },
    moves: ['1010 +1000.00', '3100 -1000.00'],
    two: true,
  },
  {
    kind: 'adjustment.posted',
    fields: { lines: '6110 GEN d 12.50\n1010 GEN c 12.50', reason: 'A bank fee nobody saw' },
    moves: ['6110 +12.50', '1010 -12.50'],
    two: true,
  },
];

/** `kind:variant` of everything the list writes; a variant is named only where the form asks for one. */
export function writtenByHand(): string[] {
  return BY_HAND.map(({ kind, fields }) => {
    const variants = VOUCHER_KINDS.find((one) => one.kind === kind)?.variants;
    const only =
      variants && Object.keys(variants).length === 1 ? Object.keys(variants)[0] : undefined;
    return `${kind}:${fields['variant'] ?? only ?? 'standard'}`;
  });
}
