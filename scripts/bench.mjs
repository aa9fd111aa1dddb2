// @ts-check
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileIfStale } from './compile.mjs';
import { startPostgres } from './embedded-postgres.mjs';
import { complain } from './say.mjs';

/**
 * `npm run bench -- NAME [--json] [--rounds N]`: exit status 0 within its limit, 1 outside, 2 could not run.
 * The database is the embedded one in a temporary folder, and every commit waits for the disk, as in production.
 */
try {
  await compileIfStale();
  const main = new URL('../dist/bench/main.js', import.meta.url);
  const { bench } = await import(main.href);
  process.exitCode = await bench(process.argv.slice(2), startServer);
} catch (error) {
  complain(error);
  process.exitCode = 2;
}

async function startServer() {
  const folder = mkdtempSync(join(tmpdir(), 'fund-bench-'));
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  try {
    const server = await startPostgres({ dir: folder });
    const stop = async () => {
      await server.stop();
      remove();
    };
    for (const signal of ['SIGINT', 'SIGTERM']) {
      process.once(signal, () => void stop().finally(() => process.exit(2)));
    }
    return { adminUrl: server.adminUrl, pid: server.pid, version: server.version, stop };
  } catch (error) {
    remove();
    throw error;
  }
}
