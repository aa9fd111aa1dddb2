// @ts-check
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { takeLock } from './lock.mjs';
import { pause } from './process.mjs';

const ROOT = join(import.meta.dirname, '..');
const DIST = join(ROOT, 'dist');
const STAMP = join(DIST, '.built-from');
const COMMAND = join(DIST, 'src', 'cli', 'main.js');
const COMPILER = join(ROOT, 'node_modules', '@nestjs', 'cli', 'bin', 'nest.js');
const LOCK = join(ROOT, 'node_modules', '.cache', 'build.lock');

/**
 * Brings dist/ up to date with the sources. Without a compiler or without sources, as in an image for
 * production, there is nothing to do. Throws what the compiler says.
 * @returns {Promise<'built' | 'up to date' | 'nothing to build with'>}
 */
export async function compileIfStale() {
  if (!existsSync(COMPILER) || !existsSync(join(ROOT, 'src'))) return 'nothing to build with';
  if (isFresh()) return 'up to date';
  const lock = await waitForLock();
  try {
    if (isFresh()) return 'up to date';
    compile();
    return 'built';
  } finally {
    lock.release();
  }
}

/** Two copies of one checkout may be started at once; the second one finds the work done. */
async function waitForLock() {
  for (;;) {
    const taken = takeLock(LOCK);
    if ('lock' in taken) return taken.lock;
    await pause(100);
  }
}

/**
 * Files are replaced in place and leftovers removed afterwards: a service that runs from dist/ meanwhile
 * does not lose its files.
 */
function compile() {
  const sources = sourcesMark();
  const begun = performance.timeOrigin + performance.now();
  rmSync(STAMP, { force: true });
  const run = spawnSync(process.execPath, [COMPILER, 'build'], { cwd: ROOT, encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`The build failed.\n${run.stdout}${run.stderr}`.trim());
  mkdirSync(DIST, { recursive: true });
  for (const name of filesIn(DIST)) {
    if (statSync(name).mtimeMs < begun - 2_000) rmSync(name);
  }
  if (existsSync(COMMAND)) chmodSync(COMMAND, 0o755);
  writeFileSync(STAMP, sources);
}

function isFresh() {
  return existsSync(STAMP) && readFileSync(STAMP, 'utf8') === sourcesMark();
}

/** Changes whenever a source is written, added or removed; looking at 500 files takes some milliseconds. */
function sourcesMark() {
  const single = readdirSync(ROOT).filter((name) =>
    /^(package|nest-cli|tsconfig.*)\.json$/.test(name),
  );
  const files = [
    ...single.map((name) => join(ROOT, name)),
    ...filesIn(join(ROOT, 'src')),
    ...filesIn(join(ROOT, 'bench')),
    ...filesIn(join(ROOT, 'prove')),
    ...filesIn(join(ROOT, 'migrations')),
  ];
  const newest = files.reduce((latest, name) => Math.max(latest, statSync(name).mtimeMs), 0);
  return `${files.length} files, newest ${newest}`;
}

/** @param {string} folder */
function filesIn(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true, encoding: 'utf8' })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
