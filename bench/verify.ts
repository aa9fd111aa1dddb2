import { spawnSync } from 'node:child_process';
import { hash as digest } from 'node:crypto';
import {
  closeSync,
  copyFileSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { invariant } from '#kernel';
import { VERIFIER, signer } from './bundle/bundle.js';
import { Dice, HistoryMaker } from './bundle/history.js';
import { writeLargeBundle } from './bundle/large.js';
import type { Benchmark } from './support/benchmark.js';
import { figuresOf, interleave, median, perSecond, ratioOf } from './support/rounds.js';

const LEAVES = 300_000;
const LEAVES_PER_CHECKPOINT = 1_000;
const LEAST_PER_SECOND = 200_000;

/** What everything the program checks costs beside the hashes alone. */
export const verify: Benchmark = {
  name: 'verify',
  compares:
    'leaves per second of verify.mjs on a bundle of 300,000, as a command from its start to its verdict, divided by those of one loop that hashes the same ready bytes into a root.',
  wants: 'at least',
  floor: 0.25,
  target: 0.5,
  measure: async (stage) => {
    const folder = mkdtempSync(join(tmpdir(), 'fund-bench-verify-'));
    try {
      makeBundle(folder);
      const leaves = leavesOf(join(folder, 'leaves.jsonl'));
      const root = readFileSync(join(folder, 'checkpoint'), 'utf8').split('\n')[2];
      const { ours, limit } = await interleave(stage, {
        ours: () => {
          const { status, out } = check(folder);
          invariant(status === 0, out);
          return Promise.resolve({ operations: LEAVES });
        },
        limit: () => {
          invariant(rootOver(leaves) === root, 'The limit finds the root of the checkpoint.');
          return Promise.resolve({ operations: LEAVES });
        },
      });
      expectOneCentToShow(folder);
      const rate = median(ours.map(perSecond));
      return {
        ratio: ratioOf(ours, limit, perSecond),
        figures: { ...figuresOf('ours', ours), ...figuresOf('limit', limit) },
        limits: [{ says: 'at least 200,000 leaves a second', holds: rate >= LEAST_PER_SECOND }],
      };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

function makeBundle(folder: string): void {
  const dice = new Dice(1);
  const checkpoints = Array.from(
    { length: LEAVES / LEAVES_PER_CHECKPOINT },
    (_, n) => (n + 1) * LEAVES_PER_CHECKPOINT,
  );
  writeLargeBundle(folder, {
    history: new HistoryMaker(dice).make(LEAVES),
    checkpoints,
    log: signer('books.example/log', 1, 'bench'),
    witnesses: [],
    cosigners: [],
    quorum: 0,
    salt: dice.hex(32),
    program: readFileSync(VERIFIER, 'utf8'),
  });
}

function check(folder: string): { status: number | null; out: string } {
  const { status, stdout } = spawnSync(process.execPath, [VERIFIER, folder], { encoding: 'utf8' });
  return { status, out: stdout };
}

/** Each leaf with the zero byte in front that its hash begins with. */
function leavesOf(path: string): Buffer[] {
  const lines = readFileSync(path);
  const leaves: Buffer[] = [];
  for (let from = 0; from < lines.length;) {
    const to = lines.indexOf(10, from);
    leaves.push(Buffer.concat([Buffer.of(0), lines.subarray(from, to)]));
    from = to + 1;
  }
  return leaves;
}

function rootOver(leaves: readonly Buffer[]): string {
  let row = leaves.map((leaf) => digest('sha256', leaf, 'buffer'));
  while (row.length > 1) {
    const next: Buffer[] = [];
    for (let at = 0; at < row.length; at += 2) {
      const [left, right] = [row[at], row[at + 1]];
      if (left && right) next.push(createNode(left, right));
      else if (left) next.push(left);
    }
    row = next as typeof row;
  }
  return row[0]?.toString('base64') ?? '';
}

const pair = Buffer.alloc(65, 1);
function createNode(left: Buffer, right: Buffer): Buffer {
  left.copy(pair, 1);
  right.copy(pair, 33);
  return digest('sha256', pair, 'buffer');
}

/** A cent more in one row near the end, in a bundle that is otherwise the same. */
function expectOneCentToShow(folder: string): void {
  const path = join(folder, 'general-ledger.csv');
  const kept = `${folder}-kept.csv`;
  copyFileSync(path, kept);
  const file = openSync(path, 'r+');
  try {
    const tail = Buffer.alloc(4_096);
    const { length } = readFileSync(path);
    readSync(file, tail, 0, tail.length, length - tail.length);
    const changed = tail.toString('latin1').replace(/(,USD,-?)(\d)/, (_, before: string, digit) => {
      return `${before}${String((Number(digit) % 9) + 1)}`;
    });
    writeSync(file, Buffer.from(changed, 'latin1'), 0, tail.length, length - tail.length);
  } finally {
    closeSync(file);
  }
  const { status, out } = check(folder);
  copyFileSync(kept, path);
  rmSync(kept);
  invariant(status === 1 && /amount_minor in row \d+/.test(out), `A cent shows: ${out}`);
}
