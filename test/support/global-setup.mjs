import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '../../scripts/embedded-postgres.mjs';

/**
 * One folder for everything the run leaves behind, and one PostgreSQL: the embedded one, or the server that
 * TEST_DATABASE_URL names (an owner login).
 */
export default async function setUp() {
  const folder = mkdtempSync(join(tmpdir(), 'fund-test-'));
  process.env.TEST_FOLDER = folder;
  globalThis.fundTest = { folder, server: null };
  if (process.env.TEST_DATABASE_URL) return;
  const dir = join(folder, 'postgres');
  const server = await startPostgres({ dir, volatile: true });
  globalThis.fundTest.server = server;
  process.env.TEST_DATABASE_URL = server.adminUrl;
  process.env.TEST_SERVER_FOLDER = dir;
}
