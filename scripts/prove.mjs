// @ts-check
import { compileIfStale } from './compile.mjs';
import { startPostgres } from './embedded-postgres.mjs';
import { complain } from './say.mjs';

/** `npm run prove`: exit status 0 when what must hold held, 1 when it did not, 2 when it could not run. */
try {
  await compileIfStale();
  const main = new URL('../dist/prove/main.js', import.meta.url);
  const { prove } = await import(main.href);
  process.exitCode = await prove(process.argv.slice(2), startPostgres);
} catch (error) {
  complain(error);
  process.exitCode = 2;
}
