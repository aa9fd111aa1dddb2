// @ts-check
import { stopPostgres } from './embedded-postgres.mjs';
import { complain, say } from './say.mjs';

/** `npm run db:stop`: stops an embedded PostgreSQL whose start script was killed. */
const dir = process.env['DATA_DIR'] ?? '.data';
try {
  const stopped = await stopPostgres(dir);
  say(stopped ? 'PostgreSQL has stopped' : `No PostgreSQL runs on ${dir}`);
} catch (error) {
  complain(error);
  process.exitCode = 1;
}
