import { median } from './rounds.js';

const SAMPLE_MS = 100;
const MEBIBYTE = 1_048_576;

/** What work came to, and by how much the memory of this process was larger in its last quarter than in its second one. */
export interface Watched<Result> {
  readonly result: Result;
  /** In MiB, of medians. Not a number for work so short that nothing was seen of it. */
  readonly riseMiB: number;
}

/**
 * Memory is flat when it does not grow with how much was done. How much Node.js takes while it warms up, and what it
 * gives back when, says nothing about that: the second quarter of a long piece of work is compared with its last one.
 */
export async function watchMemory<Result>(work: () => Promise<Result>): Promise<Watched<Result>> {
  const seen: number[] = [];
  const watch = setInterval(() => seen.push(process.memoryUsage.rss()), SAMPLE_MS);
  try {
    const result = await work();
    const quarter = seen.length >> 2;
    const early = seen.slice(quarter, 2 * quarter);
    const late = seen.slice(3 * quarter);
    return { result, riseMiB: (median(late) - median(early)) / MEBIBYTE };
  } finally {
    clearInterval(watch);
  }
}
