import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { hasFailed, NOTHING, together, type Run, type RunChoice } from './many.js';

/** Seeds a thread takes at a time. */
const SHARE = 256;
const THREAD = new URL('./thread.js', import.meta.url);

/**
 * As `simulateMany`, on every core. What comes out does not depend on how many there are: shares are handed out and put
 * together in the order of their seeds, and nothing after the first failure counts.
 */
export async function simulateInThreads({ first, seeds, without = null }: RunChoice): Promise<Run> {
  const shares = Array.from({ length: Math.ceil(seeds / SHARE) }, (_, place) => {
    const played = place * SHARE;
    return { first: first + played, seeds: Math.min(SHARE, seeds - played), without };
  });
  const runs: Run[] = [];
  let next = 0;
  const work = async (thread: Worker): Promise<void> => {
    for (;;) {
      const place = next;
      const share = shares[place];
      if (share === undefined || runs.some(hasFailed)) return;
      next += 1;
      runs[place] = await play(thread, share);
    }
  };
  const count = Math.min(shares.length, availableParallelism());
  const threads = Array.from({ length: count }, () => new Worker(THREAD));
  try {
    await Promise.all(threads.map(work));
  } finally {
    await Promise.all(threads.map((thread) => thread.terminate()));
  }
  return runs.reduce((sum, run) => (hasFailed(sum) ? sum : together(sum, run)), NOTHING);
}

async function play(thread: Worker, share: RunChoice): Promise<Run> {
  const answer = once(thread, 'message');
  thread.postMessage(share);
  const [run] = (await answer) as [Run];
  return run;
}
