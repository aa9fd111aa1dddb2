import type { Method, Outcome, Sample, SamplePlan, Verdict } from '#assurance';
import { Money, type Currency } from '#kernel';

/** A method in words: its name and what it is for. Terms follow AICPA AU-C 530. */
export const METHOD_WORDS: Readonly<
  Record<Method, { readonly name: string; readonly for: string }>
> = {
  random: {
    name: 'Simple random',
    for: 'Every entry has the same chance. For questions of yes or no: was the rule kept?',
  },
  monetary_unit: {
    name: 'Monetary-unit',
    for: 'Every unit of money has the same chance, and large entries are certain. For questions of how much.',
  },
  stratified: {
    name: 'Stratified',
    for: 'Some from every part: by kind of entry, by way of paying, or by bands of amount.',
  },
  over_limit: { name: 'All above a limit', for: 'Every entry above an amount.' },
  under_threshold: {
    name: 'Just under an approval threshold',
    for: 'Every entry a little below an amount from which more people must approve.',
  },
  round_amounts: { name: 'Round amounts', for: 'Every entry of a suspiciously even amount.' },
};

export const VERDICT_WORDS: Readonly<Record<Verdict, string>> = {
  pass: 'Pass',
  fail: 'Fail',
  not_applicable: 'Not applicable',
};

export const OUTCOME_WORDS: Readonly<Record<Outcome, string>> = {
  satisfied: 'Satisfied: nothing found that matters',
  exceptions: 'Exceptions found',
  no_conclusion: 'No conclusion is possible from this sample',
};

/** A band is kept in minor units (`2: 10001 to 30000`) and read in money. */
export function stratumWords(stratum: string, currency: Currency): string {
  const band = /^[0-9]+: ([0-9]+) to ([0-9]+|any)$/.exec(stratum);
  if (!band?.[1] || !band[2]) return stratum === 'none' ? 'no payout' : stratum;
  const from = Money.of(BigInt(band[1]), currency).format();
  return band[2] === 'any'
    ? `${from} and above`
    : `${from} to ${Money.of(BigInt(band[2]), currency).format()}`;
}

/** How a sample was drawn, as pairs of a name and what it was. */
export function planWords(
  plan: SamplePlan,
  currency: Currency,
): { readonly name: string; readonly value: string }[] {
  const money = (minor: bigint): string => Money.of(minor, currency).format();
  const list = (amounts: readonly bigint[]): string => amounts.map(money).join(', ');
  const pair = (name: string, value: string): { name: string; value: string } => ({ name, value });
  switch (plan.method) {
    case 'random':
    case 'monetary_unit':
      return [pair('Items', String(plan.size)), pair('Seed', plan.seed)];
    case 'stratified':
      return [
        pair('Items', String(plan.size)),
        pair('Seed', plan.seed),
        pair('Parts by', plan.by === 'rail' ? 'way of paying' : plan.by),
        ...(plan.by === 'amount' ? [pair('Bands up to', list(plan.bands))] : []),
      ];
    case 'over_limit':
      return [pair('Above', money(plan.limit))];
    case 'under_threshold':
      return [
        pair('Thresholds', list(plan.thresholds)),
        pair('Within', `${String(plan.percent)} % below`),
      ];
    case 'round_amounts':
      return [pair('Multiples of', money(plan.unit))];
  }
}

/** The population in words. */
export function populationWords({
  kinds,
  fund,
  currency,
  from,
  to,
}: Pick<Sample, 'kinds' | 'fund' | 'currency' | 'from' | 'to'>): string {
  const days =
    from === null && to === null
      ? 'all days'
      : `${from ?? 'the first day'} to ${to ?? 'the last day'}`;
  return `${kinds.join(', ')}; ${fund ?? 'all funds'}; ${currency}; ${days}`;
}
