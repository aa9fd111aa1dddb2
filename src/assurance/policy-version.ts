/** A version of a rule, in lines a person reads. */
export interface PolicyVersion {
  /** `approvals`, `rubric`, `programme:EMERGENCY`, … */
  readonly policy: string;
  readonly number: number;
  readonly since: Date;
  /** An id, or `release`: it came with the program. */
  readonly by: string;
  readonly lines: readonly string[];
}

/** A line of a comparison. */
export interface Difference {
  readonly change: 'same' | 'gone' | 'new';
  readonly text: string;
}

/** Line by line, from one version to another: the longest common subsequence stays, the rest is gone or new. */
export function differencesOf(from: readonly string[], to: readonly string[]): Difference[] {
  const common = lengths(from, to);
  const found: Difference[] = [];
  let [a, b] = [0, 0];
  while (a < from.length || b < to.length) {
    const [left, right] = [from[a], to[b]];
    if (left !== undefined && left === right) {
      found.push({ change: 'same', text: left });
      a += 1;
      b += 1;
    } else if (left !== undefined && (right === undefined || isKept(common, a, b))) {
      found.push({ change: 'gone', text: left });
      a += 1;
    } else if (right !== undefined) {
      found.push({ change: 'new', text: right });
      b += 1;
    }
  }
  return found;
}

/** Whether dropping line `a` keeps at least as much in common as adding line `b`. */
const isKept = (common: readonly (readonly number[])[], a: number, b: number): boolean =>
  (common[a + 1]?.[b] ?? 0) >= (common[a]?.[b + 1] ?? 0);

/** Length of the longest common subsequence of every pair of endings. */
function lengths(from: readonly string[], to: readonly string[]): number[][] {
  const table = Array.from({ length: from.length + 1 }, () =>
    new Array<number>(to.length + 1).fill(0),
  );
  for (let a = from.length - 1; a >= 0; a -= 1) {
    for (let b = to.length - 1; b >= 0; b -= 1) {
      const row = table[a] ?? [];
      row[b] =
        from[a] === to[b]
          ? 1 + (table[a + 1]?.[b + 1] ?? 0)
          : Math.max(table[a + 1]?.[b] ?? 0, row[b + 1] ?? 0);
    }
  }
  return table;
}
