/** A notice is only a hint to look, a question can be asked again, and "too busy" says that nothing was done. */
const MILD = /^(notice_|provider_read_|provider_status_429)/;

/** Faults by class; the first word of a class is its family. */
export class Tally {
  readonly #counts = new Map<string, number>();

  add(kind: string, count = 1): void {
    if (count !== 0) this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + count);
  }

  get byClass(): Record<string, number> {
    const happened = [...this.#counts].filter(([, count]) => count !== 0);
    return Object.fromEntries(happened.sort(([one], [other]) => (one < other ? -1 : 1)));
  }

  get total(): number {
    return sum(this.#counts);
  }

  /** Those after which nobody knows what was done, or who does it. */
  get hard(): number {
    return sum([...this.#counts].filter(([kind]) => !MILD.test(kind)));
  }

  /** Notices that nobody signed and that were taken in all the same. */
  forgeries = 0;

  /** For each family of faults the bound that none of them allows. */
  get bounds(): Record<string, number> {
    const families = Object.groupBy([...this.#counts], ([kind]) => kind.split('_')[0] ?? kind);
    return Object.fromEntries(
      Object.entries(families).map(([family, counts = []]) => [family, bound95(sum(counts))]),
    );
  }
}

const sum = (counts: Iterable<readonly [string, number]>): number =>
  [...counts].reduce((total, [, count]) => total + count, 0);

/** With none in `count` tries, fewer than this a try at 95 % certainty: the rule of three. */
export const bound95 = (count: number): number =>
  count === 0 ? 1 : Number((3 / count).toPrecision(2));
