// @ts-check
import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { createCluster, preparePlace } from './postgres/place.mjs';
import {
  adminUrl,
  ask,
  findRunning,
  findServerProcess,
  passwordSentence,
} from './postgres/running.mjs';
import { serverParameters } from './postgres/settings.mjs';
import { pause, waitForEnd, whenThisProcessEnds } from './process.mjs';

/** @typedef {import('./postgres/place.mjs').Place} Place */

/**
 * A running PostgreSQL. `adopted` says that another process started it; then `stop` leaves it alone.
 * `exited` resolves with a reason when the server ends, whoever ends it.
 * @typedef {object} EmbeddedPostgres
 * @property {string} adminUrl
 * @property {number} port
 * @property {string} version
 * @property {number} pid
 * @property {boolean} adopted
 * @property {Promise<string>} exited
 * @property {() => Promise<void>} stop
 */

const ATTEMPTS = 8;
const START_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 15_000;

/**
 * Starts PostgreSQL on `<dir>/pg<major>`, or joins the server that already serves it, and resolves when it
 * answers. `volatile` is for tests: nothing is kept safe, and the server ends with this process.
 * @param {{ dir: string, volatile?: boolean, log?: (line: string) => void }} options
 * @returns {Promise<EmbeddedPostgres>}
 */
export async function startPostgres({ dir, volatile = false, log = () => undefined }) {
  const place = preparePlace(dir);
  for (let attempt = 1; ; attempt += 1) {
    const running = await findRunning(place);
    if (running !== null) return adopt(place, running);
    if (!existsSync(place.cluster)) log('Creating a new database cluster');
    createCluster(place, volatile);
    const result = await launch(place, volatile);
    if ('stop' in result) return result;
    if (attempt === ATTEMPTS) {
      throw new Error(`PostgreSQL does not start (${result.ended}). ${lastWords(place.log)}`);
    }
    // A lost race for the folder or the port, or survivors of a crash that have not ended yet.
    await pause(150 * attempt);
  }
}

/**
 * Stops the server of a folder, whoever started it, in a way that keeps every commit.
 * @param {string} dir
 * @returns {Promise<boolean>} false when none was running
 */
export async function stopPostgres(dir) {
  let stopped = false;
  for (const name of existsSync(dir) ? readdirSync(dir) : []) {
    if (!/^pg\d+$/.test(name)) continue;
    const pid = findServerProcess({ cluster: join(resolve(dir), name, 'cluster') });
    if (pid === null) continue;
    await end(pid);
    stopped = true;
  }
  return stopped;
}

/**
 * @param {Place} place
 * @param {import('./postgres/running.mjs').Running} running
 * @returns {EmbeddedPostgres}
 */
function adopt(place, { pid, port, version }) {
  const exited = new Promise((report) => {
    const timer = setInterval(() => {
      if (findServerProcess(place) === pid) return;
      clearInterval(timer);
      report('the server process is gone');
    }, 500).unref();
  });
  const stop = async () => undefined;
  return { adminUrl: adminUrl(place, port), port, version, pid, adopted: true, exited, stop };
}

/**
 * @param {Place} place
 * @param {boolean} volatile
 * @returns {Promise<EmbeddedPostgres | { ended: string }>}
 */
async function launch(place, volatile) {
  const port = await freePort();
  const { child, exited } = spawnServer(place, serverParameters({ port, volatile }));
  const pid = child.pid;
  if (pid === undefined) return { ended: await exited };
  let ended = '';
  void exited.then((reason) => (ended = reason));
  const url = adminUrl(place, port);
  const begun = performance.now();
  for (;;) {
    const answer = await ask(url);
    if (ended !== '') return { ended };
    if ('version' in answer) {
      const guard = volatile
        ? whenThisProcessEnds('kill -QUIT "$1" 2>/dev/null', String(pid))
        : undefined;
      const stop = async () => {
        guard?.kill();
        if (ended === '') await end(pid);
      };
      return { ...answer, adminUrl: url, port, pid, adopted: false, exited, stop };
    }
    const problem = hopeless(answer.silent, performance.now() - begun, place);
    if (problem !== null) {
      child.kill('SIGQUIT');
      throw new Error(problem);
    }
    await pause(20);
  }
}

/**
 * A refused password may come from another server that took the port; ours then ends soon by itself.
 * @param {string} silent
 * @param {number} elapsedMs
 * @param {Place} place
 */
function hopeless(silent, elapsedMs, place) {
  if (silent === 'password refused' && elapsedMs > 5_000) return passwordSentence(place);
  if (elapsedMs < START_LIMIT_MS) return null;
  return `PostgreSQL is not ready after a minute. ${lastWords(place.log)}`;
}

/**
 * In a process group of its own: Ctrl-C reaches the start script, which stops the service first.
 * @param {Place} place
 * @param {string[]} settings
 */
function spawnServer(place, settings) {
  const output = openSync(place.log, 'a', 0o600);
  const words = ['-D', place.cluster, ...settings];
  const { command, parameters, options } = place.privilege.wrap(place.binaries.postgres, words);
  const child = spawn(command, parameters, {
    ...options,
    cwd: '/',
    stdio: ['ignore', output, output],
    detached: true,
  });
  closeSync(output);
  child.unref();
  /** @type {Promise<string>} */
  const exited = new Promise((report) => {
    child.once('error', (error) => report(error.message));
    child.once('exit', (code, signal) => report(signal ?? `exit status ${String(code)}`));
  });
  return { child, exited };
}

/**
 * SIGINT lets PostgreSQL end sessions and write everything down; SIGQUIT is for one that hangs.
 * @param {number} pid
 */
async function end(pid) {
  try {
    process.kill(pid, 'SIGINT');
    if (await waitForEnd(pid, STOP_LIMIT_MS)) return;
    process.kill(pid, 'SIGQUIT');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return;
    throw new Error(`PostgreSQL (process ${pid}) belongs to another user: stop it as that user.`, {
      cause: error,
    });
  }
  if (!(await waitForEnd(pid, STOP_LIMIT_MS))) {
    throw new Error(`PostgreSQL (process ${pid}) does not end.`);
  }
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((found, failed) => {
    const probe = createServer();
    probe.once('error', failed);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => found(address !== null && typeof address === 'object' ? address.port : 0));
    });
  });
}

/** @param {string} log */
function lastWords(log) {
  const lines = readFileSync(log, 'utf8').trim().split('\n').slice(-3);
  return `The end of ${log}: ${lines.join(' / ')}`;
}
