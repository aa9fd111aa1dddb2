import canonicalize from 'canonicalize';
import { leafHash, LogStore, RightEdge, Sealer } from '#audit';
import { invariant } from '#kernel';
import { openBooks } from './support/books.js';
import type { Benchmark } from './support/benchmark.js';
import { addRawEntries, allowRawEntries, waitingBodies } from './support/raw-entries.js';
import { figuresOf, interleave, median, perSecond, ratioOf } from './support/rounds.js';

/** Three full batches of the sealer. */
const ENTRIES = 30_000;

/**
 * Committed rows become numbered leaves, subtree roots and signed checkpoints, committed too. The limit has the same
 * records as objects in memory and neither database nor disk.
 */
export const sealRate: Benchmark = {
  name: 'seal-rate',
  compares:
    'leaves per second from committed rows to committed, signed checkpoints, divided by those of the same records as objects in memory: RFC 8785 by the canonicalize package, leaf hashes, the root.',
  wants: 'at least',
  floor: 0.6,
  target: 1,
  measure: async (stage) => {
    const { house } = await openBooks(stage);
    const sealer = house.get(Sealer);
    await allowRawEntries(stage.owner);
    const memory = new RightEdge();
    for (const body of await waitingBodies(stage.owner)) memory.append(leafHash(Buffer.from(body)));
    await sealer.seal();
    const bytesPerSecond: number[] = [];
    let records: readonly unknown[] = [];
    let turns = 0;
    const { ours, limit } = await interleave(stage, {
      prepare: async () => {
        turns += 1;
        // Both sides of a round have the same records.
        if (turns % 2 === 0) return;
        await addRawEntries(stage.owner, ENTRIES);
        const bodies = await waitingBodies(stage.owner);
        bytesPerSecond.push(hashingRate(bodies));
        records = bodies.map((body) => JSON.parse(body) as unknown);
      },
      ours: async () => {
        await sealer.seal();
        return { operations: records.length };
      },
      limit: () => {
        for (const record of records) {
          memory.append(leafHash(Buffer.from(canonicalize(record) ?? '')));
        }
        memory.root();
        return Promise.resolve({ operations: records.length });
      },
    });
    const head = await house.get(LogStore).head();
    invariant(head?.size === memory.size, 'Both sides have all leaves.');
    invariant(head.root.equals(memory.root()), 'Both sides have the same root.');
    return {
      ratio: ratioOf(ours, limit, perSecond),
      figures: {
        ...figuresOf('ours', ours),
        ...figuresOf('limit', limit),
        readyBytesPerSecond: median(bytesPerSecond),
        ratioToReadyBytes: median(ours.map(perSecond)) / median(bytesPerSecond),
      },
    };
  },
};

/** Leaves per second when the bytes lie ready: the stricter limit, for comparison. */
function hashingRate(bodies: readonly string[]): number {
  const ready = bodies.map((body) => Buffer.from(body));
  const begun = performance.now();
  const edge = new RightEdge();
  for (const bytes of ready) edge.append(leafHash(bytes));
  edge.root();
  return (ready.length * 1_000) / (performance.now() - begun);
}
