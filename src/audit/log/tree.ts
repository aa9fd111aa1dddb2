import { hash as digest } from 'node:crypto';
import { invariant } from '#kernel';

/** The Merkle tree of RFC 6962 section 2.1 over SHA-256. Sizes and numbers of leaves are safe integers. */

/** A run of leaves, `from` included, `to` not. */
export interface LeafRange {
  readonly from: number;
  readonly to: number;
}

/** A whole subtree of 2^level leaves: the idx-th of its level. */
export interface Subtree {
  readonly level: number;
  readonly idx: number;
}

const LEAF = Buffer.of(0);
const NODE = Buffer.of(1);

const sha256 = (...parts: readonly Uint8Array[]): Buffer =>
  digest('sha256', Buffer.concat(parts), 'buffer');

/** SHA-256(0x00 || body). */
export const leafHash = (body: Uint8Array): Buffer => sha256(LEAF, body);

/** SHA-256(0x01 || left || right). */
export const nodeHash = (left: Uint8Array, right: Uint8Array): Buffer => sha256(NODE, left, right);

/** The root of no leaves. */
export const EMPTY_ROOT: Buffer = sha256();

/** The whole subtrees a range falls into, from left to right, as the tree cuts it. */
export function subtreesOf({ from, to }: LeafRange): Subtree[] {
  const found: Subtree[] = [];
  for (let at = from; at < to;) {
    let level = 0;
    let width = 1;
    while (at % (width * 2) === 0 && at + width * 2 <= to) {
      width *= 2;
      level += 1;
    }
    found.push({ level, idx: at / width });
    at += width;
  }
  return found;
}

/** The root over whole subtrees from left to right (each larger than the next): the last two are joined first. */
export function rootOver(subtrees: readonly Buffer[]): Buffer {
  return subtrees.length === 0
    ? EMPTY_ROOT
    : subtrees.reduceRight((right, left) => nodeHash(left, right));
}

/** The left edge of the highest split: the largest power of two below `size`. */
function splitOf(size: number): number {
  let split = 1;
  while (split * 2 < size) split *= 2;
  return split;
}

/** Which runs of leaves an inclusion proof gives the roots of: from the leaf's sibling up to the root's child. */
export function inclusionRanges(index: number, size: number): LeafRange[] {
  invariant(index >= 0 && index < size, 'A leaf lies below the size of its tree.');
  const path: LeafRange[] = [];
  let from = 0;
  let to = size;
  while (to - from > 1) {
    const middle = from + splitOf(to - from);
    if (index < middle) {
      path.unshift({ from: middle, to });
      to = middle;
    } else {
      path.unshift({ from, to: middle });
      from = middle;
    }
  }
  return path;
}

/** Which runs of leaves a consistency proof gives the roots of (RFC 6962 section 2.1.2). */
export function consistencyRanges(old: number, size: number): LeafRange[] {
  invariant(old >= 0 && old <= size, 'A tree only grows.');
  if (old === 0 || old === size) return [];
  const proof: LeafRange[] = [];
  let from = 0;
  let to = size;
  while (to !== old) {
    const middle = from + splitOf(to - from);
    if (old <= middle) {
      proof.unshift({ from: middle, to });
      to = middle;
    } else {
      proof.unshift({ from, to: middle });
      from = middle;
    }
  }
  // The old tree as a whole needs no proof of itself.
  return from === 0 ? proof : [{ from, to }, ...proof];
}

/** Told about every whole subtree that closes while leaves are added. */
export type SubtreeListener = (subtree: Subtree, hash: Buffer) => void;

/** The growing right edge of a tree: adding a leaf costs one or two hashes, and memory grows with the logarithm. */
export class RightEdge {
  private readonly peaks: Buffer[];

  /** `peaks` are the roots of `subtreesOf` the first `size` leaves. */
  constructor(
    private count = 0,
    peaks: readonly Buffer[] = [],
    private readonly onClosed: SubtreeListener = () => undefined,
  ) {
    invariant(
      peaks.length === subtreesOf({ from: 0, to: count }).length,
      'A tree has one peak for each whole subtree.',
    );
    this.peaks = [...peaks];
  }

  get size(): number {
    return this.count;
  }

  append(leaf: Buffer): void {
    let hash = leaf;
    let level = 0;
    for (let idx = this.count; idx % 2 === 1; idx = (idx - 1) / 2) {
      const left = this.peaks.pop();
      invariant(left !== undefined, 'A right child has a left sibling.');
      hash = nodeHash(left, hash);
      level += 1;
      this.onClosed({ level, idx: (idx - 1) / 2 }, hash);
    }
    this.peaks.push(hash);
    this.count += 1;
  }

  root(): Buffer {
    return rootOver(this.peaks);
  }
}

/** Whether `proof` shows that `leaf` is the index-th leaf of the tree with this size and root (RFC 9162 section 2.1.3.2). */
export function provesInclusion(
  leaf: { readonly index: number; readonly hash: Buffer },
  proof: readonly Buffer[],
  tree: { readonly size: number; readonly root: Buffer },
): boolean {
  if (leaf.index < 0 || leaf.index >= tree.size) return false;
  const sides = sidesOf(leaf.index, tree.size - 1);
  if (proof.length !== sides.length) return false;
  return climb(leaf.hash, proof, sides).equals(tree.root);
}

/** Whether `proof` shows that the tree only grew from `old` to `tree` (RFC 9162 section 2.1.4.2). */
export function provesConsistency(
  old: { readonly size: number; readonly root: Buffer },
  proof: readonly Buffer[],
  tree: { readonly size: number; readonly root: Buffer },
): boolean {
  if (old.size > tree.size) return false;
  if (old.size === 0) return proof.length === 0 && old.root.equals(EMPTY_ROOT);
  if (old.size === tree.size) return proof.length === 0 && old.root.equals(tree.root);
  const [first, ...steps] = isPowerOfTwo(old.size) ? [old.root, ...proof] : proof;
  const sides = sidesOf(...lastWhole(old.size - 1, tree.size - 1));
  if (first === undefined || steps.length !== sides.length) return false;
  // What stands on the left was there before; what stands on the right came later.
  const before = steps.filter((_, at) => sides[at] === 'left');
  return (
    climb(
      first,
      before,
      before.map(() => 'left'),
    ).equals(old.root) && climb(first, steps, sides).equals(tree.root)
  );
}

/** The largest whole subtree that ends the old tree, as a node of its level, and the last node of that level. */
function lastWhole(fn: number, sn: number): [number, number] {
  return fn % 2 === 1 ? lastWhole(half(fn), half(sn)) : [fn, sn];
}

type Side = 'left' | 'right';

/** On which side each step of the way from node `fn` of a level, whose last node is `sn`, up to the root stands. */
function sidesOf(fn: number, sn: number): Side[] {
  const sides: Side[] = [];
  while (sn > 0) {
    const isRight = fn % 2 === 1 || fn === sn;
    sides.push(isRight ? 'left' : 'right');
    // The last node of a level without a sibling moves up as it is.
    while (isRight && fn % 2 === 0 && fn !== 0) [fn, sn] = [half(fn), half(sn)];
    [fn, sn] = [half(fn), half(sn)];
  }
  return sides;
}

const climb = (start: Buffer, steps: readonly Buffer[], sides: readonly Side[]): Buffer =>
  steps.reduce(
    (found, step, at) => (sides[at] === 'left' ? nodeHash(step, found) : nodeHash(found, step)),
    start,
  );

const half = (count: number): number => (count - (count % 2)) / 2;

function isPowerOfTwo(size: number): boolean {
  let width = 1;
  while (width < size) width *= 2;
  return width === size;
}
