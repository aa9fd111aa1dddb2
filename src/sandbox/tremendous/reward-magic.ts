/** What a reward will do by itself after the processing delay. `wait`: it is used at its page, by a person. */
export type RewardPlan =
  'wait' | 'redeem' | 'flag' | 'expire' | 'fail' | 'approval' | 'refuse_cancel';

/** Chosen by the amount in cents. These are the sandbox's own: the provider documents none. */
export const rewardAmounts: readonly {
  readonly value: string;
  readonly meaning: string;
  readonly plan: RewardPlan;
}[] = [
  { value: '1313', meaning: 'used by itself', plan: 'redeem' },
  { value: '1414', meaning: 'held by the fraud rules as soon as it is used', plan: 'flag' },
  { value: '1515', meaning: 'expires by itself, and the money comes back', plan: 'expire' },
  { value: '1616', meaning: 'the order fails at once; no money moves', plan: 'fail' },
  { value: '1717', meaning: 'waits for the provider’s approval first', plan: 'approval' },
  { value: '1818', meaning: 'cannot be cancelled', plan: 'refuse_cancel' },
];

export function rewardPlan(amountMinor: number): RewardPlan {
  return rewardAmounts.find(({ value }) => value === String(amountMinor))?.plan ?? 'wait';
}
