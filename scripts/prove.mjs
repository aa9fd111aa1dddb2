// @ts-check
import { compileIfStale } from './compile.mjs';
import { startPostgres } from './embedded-postgres.mjs';
import { fastFolder } from './memory.mjs';
import { complain } from './say.mjs';

/**
 * `npm run prove`: exit status 0 when what must hold held, 1 when it did not, 2 when it could not run. An immediate stop ends
 * PostgreSQL and not the machine: what was handed to the system stays there, in memory as on a disk.
 */
try {
  process.env['TMPDIR'] ??= fastFolder(4);
  await compileIfStale();
  const main = new URL('../dist/prove/main.js', import.meta.url);
  const { prove } = await import(main.href);
  process.exitCode = await prove(process.argv.slice(2), startPostgres);
} catch (error) {
  complain(error);
  process.exitCode = 2;
}
