import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CHART_OF_ACCOUNTS, CURRENCIES_IN_USE } from '#ledger';
import { bundleNotYet } from '../exports.errors.js';
import type { ExportContext, ExportFormat } from '../export-format.js';
import {
  BUNDLE_BALANCE,
  BUNDLE_CHECKPOINTS,
  BUNDLE_EVENTS,
  BUNDLE_LEDGER,
  BUNDLE_PERIODS,
  BUNDLE_TOTALS,
  CLOSING_SIZES,
  LAST_BUNDLE,
  LATE_ENTRY,
  LEAVES,
} from './bundle.datasets.js';
import { readme } from './readme.js';

/** The first line of what is signed about the manifest: a checkpoint begins otherwise. */
const SIGNED_AS = 'resilience-fund/bundle/v1';

/**
 * Everything an auditor needs to check the books without us: rows, leaves, signed checkpoints, proofs, and the program
 * that holds them against each other. Its own record becomes a leaf afterwards; the next bundle proves that it did.
 */
export const bundle: ExportFormat = {
  name: 'bundle',
  label: 'Audit bundle',
  purpose:
    'The whole log with its proofs and a program that checks everything without us. Always of all days and funds.',
  isSealedOnly: true,
  isWhole: true,
  totals: BUNDLE_TOTALS,
  write: async (context) => {
    const { snapshot, folder } = context;
    if ((await snapshot.query(LATE_ENTRY)).length > 0) throw bundleNotYet();
    await folder.write('leaves.jsonl', snapshot.lines(LEAVES));
    for (const dataset of [
      BUNDLE_LEDGER,
      BUNDLE_EVENTS,
      BUNDLE_BALANCE,
      CHART_OF_ACCOUNTS,
      BUNDLE_PERIODS,
      CURRENCIES_IN_USE,
    ]) {
      await folder.write(`${dataset.name}.csv`, snapshot.csv(dataset));
    }
    const checkpoint = await writeCheckpoints(context);
    await writeKeys(context, sizeOf(checkpoint));
    await writeProofs(context, sizeOf(checkpoint));
    const program = await readFile(join(import.meta.dirname, 'verify.mjs'));
    await folder.compose('verify.mjs', [program], one);
    await folder.compose('README.md', [readme(checkpoint)], one);
  },
  finish: async ({ snapshot, folder, log }, { sha256 }) => {
    const head = await snapshot.checkpoint();
    const note = await log.sign(`${SIGNED_AS}\n${sha256}\n`, Number(head?.size ?? 0));
    await folder.compose('manifest.sig', [note], one);
  },
};

const one = (): number => 1;

const sizeOf = (checkpoint: string): number => Number(checkpoint.split('\n')[1]);

/** All checkpoints, and the latest by itself, which it returns. */
async function writeCheckpoints({ snapshot, folder }: ExportContext): Promise<string> {
  let count = 0;
  let latest = '';
  async function* notes(): AsyncGenerator<string> {
    for await (const { note } of snapshot.rows(BUNDLE_CHECKPOINTS)) {
      yield count === 0 ? (note ?? '') : `\n${note ?? ''}`;
      latest = note ?? '';
      count += 1;
    }
  }
  await folder.compose('checkpoints.txt', notes(), () => count);
  await folder.compose('checkpoint', [latest], one);
  return latest;
}

async function writeKeys({ snapshot, folder, log }: ExportContext, size: number): Promise<void> {
  await folder.compose('log.vkey', [`${await log.vkey(size)}\n`], one);
  await folder.compose('witnesses.txt', [await log.policy()], one);
  await folder.compose('pseudonym.key', [`${snapshot.range.key.toString('hex')}\n`], one);
}

/** For tools of other people: verify.mjs has all leaves and needs no proof. */
async function writeProofs({ snapshot, folder, log }: ExportContext, size: number): Promise<void> {
  for (const closing of await snapshot.query<{ size: string | null }>(CLOSING_SIZES)) {
    const from = Number(closing.size ?? size);
    const name = `proof-grown-${String(from)}-${String(size)}.txt`;
    if (from < size) await folder.compose(name, [await log.grown(from, size)], one);
  }
  for (const { leaf } of await snapshot.query<{ leaf: string }>(LAST_BUNDLE)) {
    const name = `proof-last-bundle-leaf-${leaf}.tlog-proof`;
    await folder.compose(name, [await log.contains(Number(leaf), size)], one);
  }
}
