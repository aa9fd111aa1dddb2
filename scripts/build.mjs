// @ts-check
import { compileIfStale } from './compile.mjs';
import { complain, report, say } from './say.mjs';

/** `npm run build`, and npm's `prepare`, so that `npm ci` leaves a service that can start. */
const begun = performance.now();
try {
  const outcome = await compileIfStale();
  if (outcome === 'built') report('Built dist/', begun);
  if (outcome === 'up to date') say('dist/ is up to date');
} catch (error) {
  complain(error);
  process.exitCode = 1;
}
