import { spawn } from 'node:child_process';
import { mkdtempSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '../../scripts/embedded-postgres.mjs';

const MEMORY = '/dev/shm';
const ENOUGH_BYTES = 3 * 1024 ** 3;

/**
 * One folder for everything the run leaves behind, and one PostgreSQL: the embedded one, or the server that
 * TEST_DATABASE_URL names (an owner login). In memory where there is room: each test file has a database of several
 * hundred files, and on a disk their making takes longer than most tests.
 */
export default async function setUp() {
  const folder = mkdtempSync(join(hasRoom(MEMORY) ? MEMORY : tmpdir(), 'fund-test-'));
  process.env.TMPDIR = folder;
  globalThis.fundTest = { folder, server: null };
  goesWithThisProcess(folder);
  if (process.env.TEST_DATABASE_URL) return;
  const dir = join(folder, 'postgres');
  const server = await startPostgres({ dir, volatile: true });
  globalThis.fundTest.server = server;
  process.env.TEST_DATABASE_URL = server.adminUrl;
  process.env.TEST_SERVER_FOLDER = dir;
}

function hasRoom(folder) {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize > ENOUGH_BYTES;
  } catch {
    return false;
  }
}

/** A run that was interrupted must not stay in memory: a shell waits for the end of a pipe from this process. */
function goesWithThisProcess(folder) {
  if (process.platform === 'win32') return;
  const words = ['-c', 'cat >/dev/null; sleep 3; rm -rf "$1"', 'sh', folder];
  const guard = spawn('sh', words, { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  guard.unref();
  guard.stdin.unref();
}
