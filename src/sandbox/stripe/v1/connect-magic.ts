/** What a payout on a connected account will do by itself. `wait`: nothing, until a person decides. */
export type ConnectPlan =
  | { readonly kind: 'pay' }
  | { readonly kind: 'fail'; readonly code: string }
  | { readonly kind: 'pay_then_fail'; readonly code: string }
  | { readonly kind: 'wait' };

export interface ConnectMagic {
  readonly value: string;
  readonly meaning: string;
  readonly plan: ConnectPlan;
}

/** By the whole account number. The first five are the provider's own test numbers, the others the sandbox's. */
export const connectAccounts: readonly ConnectMagic[] = [
  { value: '000123456789', meaning: 'paid', plan: { kind: 'pay' } },
  {
    value: '000111111116',
    meaning: 'failed: no_account',
    plan: { kind: 'fail', code: 'no_account' },
  },
  {
    value: '000111111113',
    meaning: 'failed: account_closed',
    plan: { kind: 'fail', code: 'account_closed' },
  },
  {
    value: '000222222227',
    meaning: 'failed: insufficient_funds',
    plan: { kind: 'fail', code: 'insufficient_funds' },
  },
  {
    value: '000333333335',
    meaning: 'failed: debit_not_authorized',
    plan: { kind: 'fail', code: 'debit_not_authorized' },
  },
  {
    value: '000777777773',
    meaning: 'paid, then failed: bank_account_restricted',
    plan: { kind: 'pay_then_fail', code: 'bank_account_restricted' },
  },
  {
    value: '000666666661',
    meaning: 'stays pending, until a person decides',
    plan: { kind: 'wait' },
  },
];

/** By the amount in minor units, whatever the account. */
export const connectAmounts: readonly ConnectMagic[] = [
  {
    value: '1313',
    meaning: 'paid, then failed: account_closed',
    plan: { kind: 'pay_then_fail', code: 'account_closed' },
  },
  { value: '1515', meaning: 'failed: declined', plan: { kind: 'fail', code: 'declined' } },
];

/** The reasons a person can choose on the page; the service must cope with others too. */
export const connectFailures = [
  'account_closed',
  'bank_account_restricted',
  'could_not_process',
  'declined',
  'incorrect_account_holder_name',
  'invalid_account_number',
  'no_account',
] as const;

/** The plan written for an account number, by which only the plan needs to be kept. */
export function connectPlanFor(accountNumber: string): ConnectPlan {
  return connectAccounts.find(({ value }) => value === accountNumber)?.plan ?? { kind: 'pay' };
}

/** The amount decides first, then the account. */
export function connectPlanOf(amountMinor: number, accountPlan: ConnectPlan): ConnectPlan {
  return connectAmounts.find(({ value }) => value === String(amountMinor))?.plan ?? accountPlan;
}
