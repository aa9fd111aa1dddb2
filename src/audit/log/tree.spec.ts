import fc from 'fast-check';
import {
  consistencyRanges,
  EMPTY_ROOT,
  inclusionRanges,
  leafHash,
  nodeHash,
  provesConsistency,
  provesInclusion,
  RightEdge,
  rootOver,
  subtreesOf,
  type LeafRange,
} from './tree.js';

const LARGEST = 300;
const leaves = Array.from({ length: LARGEST }, (_, at) =>
  leafHash(Buffer.from(`leaf ${String(at)}`)),
);

/** The definition of RFC 6962 section 2.1, word for word. */
function definition(range: readonly Buffer[]): Buffer {
  const [only] = range;
  if (only === undefined) return EMPTY_ROOT;
  if (range.length === 1) return only;
  let split = 1;
  while (split * 2 < range.length) split *= 2;
  return nodeHash(definition(range.slice(0, split)), definition(range.slice(split)));
}

const made = new Map<string, Buffer>();
function rootOf({ from, to }: LeafRange): Buffer {
  const name = `${String(from)}-${String(to)}`;
  const root = made.get(name) ?? definition(leaves.slice(from, to));
  made.set(name, root);
  return root;
}
const roots = Array.from({ length: LARGEST + 1 }, (_, size) => rootOf({ from: 0, to: size }));
const head = (size: number): { size: number; root: Buffer } => ({
  size,
  root: roots[size] ?? EMPTY_ROOT,
});
const leafOf = (index: number): { index: number; hash: Buffer } => ({
  index,
  hash: leaves[index] ?? EMPTY_ROOT,
});

describe('the tree', () => {
  it('has the roots of the known example of RFC 6962 implementations', () => {
    const inputs = ['', '00', '10', '2021', '3031', '40414243'];
    const edge = new RightEdge();
    for (const input of inputs) edge.append(leafHash(Buffer.from(input, 'hex')));
    expect(EMPTY_ROOT.toString('hex')).toBe(
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    );
    expect(edge.root().toString('hex')).toBe(
      '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
    );
  });

  it('grows leaf by leaf to the root of the definition, from any size it is taken up at', () => {
    for (let size = 0; size <= LARGEST; size += 1) {
      const peaks = subtreesOf({ from: 0, to: size }).map(({ level, idx }) =>
        rootOf({ from: idx * 2 ** level, to: (idx + 1) * 2 ** level }),
      );
      expect(rootOver(peaks)).toEqual(roots[size]);
      const edge = new RightEdge(size, peaks);
      for (const leaf of leaves.slice(size, size + 3)) edge.append(leaf);
      expect(edge.root()).toEqual(roots[Math.min(size + 3, LARGEST)]);
    }
  });

  it('tells about every whole subtree that closes, with its root', () => {
    const closed = new Map<string, Buffer>();
    const edge = new RightEdge(0, [], ({ level, idx }, hash) =>
      closed.set(`${String(level)}/${String(idx)}`, hash),
    );
    for (const leaf of leaves) edge.append(leaf);
    expect(closed.size).toBe(
      [1, 2, 3, 4, 5, 6, 7, 8].reduce((sum, level) => sum + Math.floor(LARGEST / 2 ** level), 0),
    );
    expect(closed.get('8/0')).toEqual(rootOf({ from: 0, to: 256 }));
    expect(closed.get('3/7')).toEqual(rootOf({ from: 56, to: 64 }));
  });

  it('proves that each leaf of each tree up to 300 leaves is in it', () => {
    for (let size = 1; size <= LARGEST; size += 1) {
      for (let index = 0; index < size; index += size > 40 ? 7 : 1) {
        const proof = inclusionRanges(index, size).map(rootOf);
        expect(provesInclusion(leafOf(index), proof, head(size))).toBe(true);
      }
    }
  });

  it('proves that each tree up to 300 leaves only grew to each later one', () => {
    for (let size = 0; size <= LARGEST; size += size > 40 ? 13 : 1) {
      for (let old = 0; old <= size; old += 1) {
        const proof = consistencyRanges(old, size).map(rootOf);
        expect(provesConsistency(head(old), proof, head(size))).toBe(true);
      }
    }
  });

  const change = fc.constantFrom('flip', 'drop', 'add', 'swap');
  /** A proof that is not the one it was. */
  function changed(
    proof: readonly Buffer[],
    how: string,
    { at, bit }: { at: number; bit: number },
  ): Buffer[] {
    const copy = proof.map((hash) => Buffer.from(hash));
    const place = copy.length === 0 ? 0 : at % copy.length;
    const hash = copy[place];
    if (how === 'add' || hash === undefined) return [...copy, leaves[at % LARGEST] ?? EMPTY_ROOT];
    if (how === 'drop') return copy.filter((_, each) => each !== place);
    if (how === 'swap' && copy.length > 1) return [...copy.slice(1), ...copy.slice(0, 1)];
    hash[bit % 32] = (hash[bit % 32] ?? 0) ^ (1 << (bit % 8));
    return copy;
  }

  it('accepts no changed proof, no other leaf, place or tree', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: LARGEST }),
        fc.record({ pick: fc.nat(), how: change, at: fc.nat(), bit: fc.nat() }),
        (size, { pick, how, at, bit }) => {
          const index = pick % size;
          const old = pick % (size + 1);
          const inclusion = inclusionRanges(index, size).map(rootOf);
          const consistency = consistencyRanges(old, size).map(rootOf);
          const other = (index + 1 + (at % LARGEST)) % LARGEST;
          const bad = changed(inclusion, how, { at, bit });
          expect(provesInclusion(leafOf(index), bad, head(size))).toBe(false);
          expect(provesInclusion({ ...leafOf(index), index: other }, inclusion, head(size))).toBe(
            other === index,
          );
          expect(provesInclusion({ ...leafOf(other), index }, inclusion, head(size))).toBe(
            other === index,
          );
          const wrong = changed(consistency, how, { at, bit });
          expect(provesConsistency(head(old), wrong, head(size))).toBe(false);
          const forged = { size: old, root: roots[(old + 1) % LARGEST] ?? EMPTY_ROOT };
          expect(provesConsistency(forged, consistency, head(size))).toBe(false);
          if (old > 0 && old < size) {
            const grown = { size, root: roots[size - 1] ?? EMPTY_ROOT };
            expect(provesConsistency(head(old), consistency, grown)).toBe(false);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });
});
