import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { startPostgres } from '../../scripts/embedded-postgres.mjs';
import { fastFolder } from '../../scripts/memory.mjs';
import { whenThisProcessEnds } from '../../scripts/process.mjs';

/**
 * One folder for everything the run leaves behind, and one PostgreSQL: the embedded one, or the server that
 * TEST_DATABASE_URL names (an owner login). In memory where there is room: each test file has a database of several
 * hundred files, and on a disk their making takes longer than most tests.
 */
export default async function setUp() {
  const folder = mkdtempSync(join(fastFolder(3), 'fund-test-'));
  process.env.TMPDIR = folder;
  globalThis.fundTest = { folder, server: null };
  // A run that was interrupted must not stay in memory.
  whenThisProcessEnds('sleep 3; rm -rf "$1"', folder);
  if (process.env.TEST_DATABASE_URL) return;
  const dir = join(folder, 'postgres');
  const server = await startPostgres({ dir, volatile: true });
  globalThis.fundTest.server = server;
  process.env.TEST_DATABASE_URL = server.adminUrl;
  process.env.TEST_SERVER_FOLDER = dir;
}
