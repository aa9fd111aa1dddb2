import type { BatchCheck, RailRegistry } from '#payouts';
import type { ViewModel } from '#platform';

/** The findings of a check as the page before locking and the page before releasing show them. */
export function checkModel(check: BatchCheck, rails: RailRegistry): ViewModel {
  return {
    rails: check.rails.map(({ rail, way, count, total, expectedFee }) => ({
      label: rails.labelOf(rail, way),
      count,
      total: total.format(),
      fee: expectedFee?.format() ?? 'no price list',
    })),
    first: check.first.size,
    changed: check.changed.size,
    outside: check.outside.size,
    shared: check.shared.size,
    anomalies: check.anomalies.map(({ payoutId, why }) => ({ id: payoutId, why })),
    needsTwo: check.releasesNeeded > 1,
  };
}

/** What is new about one payout of the list. */
export function notesOf(check: BatchCheck, id: string): ViewModel {
  const has = (ids: ReadonlySet<string>): boolean => ids.has(id);
  return {
    isFirst: has(check.first),
    isChanged: has(check.changed),
    isOutside: has(check.outside),
    isShared: has(check.shared),
    isOdd: check.anomalies.some(({ payoutId }) => payoutId === id),
  };
}
