/** What a payment will do by itself. `wait`: nothing, until a person decides. */
export type Plan =
  | { readonly kind: 'post' }
  | { readonly kind: 'fail'; readonly reason: string; readonly afterMs?: number }
  | { readonly kind: 'return'; readonly reason: string }
  | { readonly kind: 'review' }
  | { readonly kind: 'wait' };

export interface MagicValue {
  readonly value: string;
  readonly meaning: string;
  readonly plan: Plan;
}

const dayMs = 24 * 3_600_000;

/** The routing number to use with them; any with a correct check digit is accepted. */
export const demoRoutingNumber = '110000000';

/** Chosen by the whole account number. These are the sandbox's own: the provider documents none. */
export const magicAccounts: readonly MagicValue[] = [
  { value: '000123456789', meaning: 'posted', plan: { kind: 'post' } },
  {
    value: '000111111113',
    meaning: 'failed: the bank account does not exist',
    plan: { kind: 'fail', reason: 'payout_method_does_not_exist' },
  },
  {
    value: '000111111116',
    meaning: 'posted, then returned: the bank account is closed',
    plan: { kind: 'return', reason: 'payout_method_closed' },
  },
  {
    value: '000222222227',
    meaning: 'under review, until a person decides',
    plan: { kind: 'review' },
  },
  {
    value: '000333333335',
    meaning: 'posted, then returned: the bank account is restricted',
    plan: { kind: 'return', reason: 'payout_method_restricted' },
  },
  {
    value: '000555555559',
    meaning: 'failed: the bank’s limit for one payment',
    plan: { kind: 'fail', reason: 'payout_method_amount_limit_exceeded' },
  },
  {
    value: '000666666661',
    meaning: 'stays processing, until a person decides',
    plan: { kind: 'wait' },
  },
  {
    value: '000777777773',
    meaning: 'posted, then returned: recalled',
    plan: { kind: 'return', reason: 'recalled' },
  },
  {
    value: '000888888885',
    meaning: 'failed after one day, without a reason',
    plan: { kind: 'fail', reason: 'unknown_failure', afterMs: dayMs },
  },
];

/** Refused already when it is saved. */
export const refusedAccount = '000444444440';

/** Saved, and then the provider asks for more before anything can be paid. */
export const demandingAccount = '000999999991';

/** Debit cards, typed on the hosted form: the first is the provider's own test number of one, the others its numbers that fail. */
export const magicCards: readonly MagicValue[] = [
  { value: '4000056655665556', meaning: 'posted', plan: { kind: 'post' } },
  {
    value: '4000000000000002',
    meaning: 'failed: declined by the bank',
    plan: { kind: 'fail', reason: 'payout_method_declined' },
  },
  {
    value: '4000000000000069',
    meaning: 'failed: the card has expired',
    plan: { kind: 'fail', reason: 'payout_method_expired' },
  },
];

/** No debit card: refused already when it is saved. */
export const creditCard = '4242424242424242';

/** Chosen by the amount in minor units, whatever the account. */
export const magicAmounts: readonly MagicValue[] = [
  {
    value: '1313',
    meaning: 'posted, then returned: the bank account is closed',
    plan: { kind: 'return', reason: 'payout_method_closed' },
  },
  { value: '1414', meaning: 'under review, until a person decides', plan: { kind: 'review' } },
  {
    value: '1515',
    meaning: 'failed: declined by the bank',
    plan: { kind: 'fail', reason: 'payout_method_declined' },
  },
];

/** The plan written for an account number, by which only the plan needs to be kept. */
export function planForAccount(accountNumber: string): Plan {
  return magicAccounts.find(({ value }) => value === accountNumber)?.plan ?? { kind: 'post' };
}

export function planForCard(cardNumber: string): Plan {
  return magicCards.find(({ value }) => value === cardNumber)?.plan ?? { kind: 'post' };
}

/** The amount decides first, then the account. */
export function planFor(amountMinor: number, accountPlan: Plan): Plan {
  return magicAmounts.find(({ value }) => value === String(amountMinor))?.plan ?? accountPlan;
}

/** The reasons a person can choose on the page; the service must cope with others too. */
export const failureReasons = [
  'payout_method_does_not_exist',
  'payout_method_declined',
  'payout_method_amount_limit_exceeded',
  'review_rejected',
  'unknown_failure',
] as const;

export const returnReasons = [
  'payout_method_closed',
  'payout_method_holder_name_incorrect',
  'payout_method_invalid_account_number',
  'payout_method_restricted',
  'recalled',
  'unknown_failure',
] as const;
