import type { Method, SamplePlan, StratumBy } from './sample.js';

/** A plan as texts, for the table: whole numbers keep their every digit. */
export function planToText(plan: SamplePlan): Record<string, string> {
  return Object.fromEntries(
    Object.entries(plan)
      .filter(([name]) => name !== 'method')
      .map(([name, value]) => [name, String(value)]),
  );
}

/** The way back. The table holds only what `planToText` wrote. */
export function planFromText(method: Method, text: Readonly<Record<string, string>>): SamplePlan {
  const chance = { size: Number(text['size']), seed: text['seed'] ?? '' };
  switch (method) {
    case 'random':
    case 'monetary_unit':
      return { method, ...chance };
    case 'stratified':
      return { method, ...chance, by: text['by'] as StratumBy, bands: amountsIn(text['bands']) };
    case 'over_limit':
      return { method, limit: BigInt(text['limit'] ?? 0) };
    case 'under_threshold':
      return {
        method,
        percent: Number(text['percent']),
        thresholds: amountsIn(text['thresholds']),
      };
    case 'round_amounts':
      return { method, unit: BigInt(text['unit'] ?? 1) };
  }
}

const amountsIn = (text = ''): bigint[] =>
  text === '' ? [] : text.split(',').map((amount) => BigInt(amount));
