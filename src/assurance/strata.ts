import type { Candidate, StratumBy } from './sample.js';

/** The part of the population a candidate belongs to. Bands are named by the minor units they hold, both ends included. */
export function stratumOf(
  { kind, rail, amount }: Candidate,
  by: StratumBy,
  bands: readonly bigint[],
): string {
  if (by === 'kind') return kind;
  if (by === 'rail') return rail ?? 'none';
  const index = bands.findIndex((end) => amount <= end);
  const place = index < 0 ? bands.length : index;
  const from = place === 0 ? 1n : (bands[place - 1] ?? 0n) + 1n;
  const end = bands[place];
  // The number in front keeps the order of the bands.
  return `${String(place + 1)}: ${String(from)} to ${end === undefined ? 'any' : String(end)}`;
}
