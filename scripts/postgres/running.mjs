// @ts-check
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { basename, join } from 'node:path';
import pg from 'pg';
import { commandLine, isAlive, pause } from '../process.mjs';
import { codeOf } from './binaries.mjs';
import { ADMIN } from './place.mjs';

/** @typedef {import('./place.mjs').Place} Place */
/** @typedef {{ pid: number, port: number, version: string }} Running */

const PATIENCE_MS = 30_000;

/**
 * The superuser's address of the database `postgres`.
 * @param {Place} place
 * @param {number} port
 */
export function adminUrl(place, port) {
  return `postgres://${ADMIN}:${place.password}@127.0.0.1:${port}/postgres`;
}

/**
 * Asks the server at an address who it is: its version, or why there is no answer.
 * @param {string} url
 * @returns {Promise<{ version: string } | { silent: 'not ready' | 'password refused' }>}
 */
export async function ask(url) {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query("select current_setting('server_version') as version");
    return { version: String(rows[0]?.version) };
  } catch (error) {
    return { silent: codeOf(error) === '28P01' ? 'password refused' : 'not ready' };
  } finally {
    await client.end().catch(() => undefined);
  }
}

/**
 * What a person reads when the password file does not belong to the data.
 * @param {Place} place
 */
export function passwordSentence(place) {
  return `PostgreSQL refuses the password in ${place.passwordFile}: the file was replaced. Put the old one back, or set DATA_DIR to another folder.`;
}

/**
 * The server that serves this place already: one of another process, or an orphan of a killed one.
 * Waits while it starts, recovers or stops. Null when there is none.
 * @param {Place} place
 * @returns {Promise<Running | null>}
 */
export async function findRunning(place) {
  for (const end = performance.now() + PATIENCE_MS; ; await pause(50)) {
    const lock = readLock(place.cluster);
    if (lock === null || !isAlive(lock.pid)) return null;
    if (!isServer(lock)) {
      disown(place.cluster, lock.text);
      return null;
    }
    const answer = lock.port > 0 ? await ask(adminUrl(place, lock.port)) : undefined;
    if (answer && 'version' in answer) {
      return { pid: lock.pid, port: lock.port, version: answer.version };
    }
    if (answer?.silent === 'password refused') throw new Error(passwordSentence(place));
    if (performance.now() > end) {
      throw new Error(
        `Process ${lock.pid} holds ${place.cluster} and does not answer. Stop it with npm run db:stop, or set DATA_DIR to another folder.`,
      );
    }
  }
}

/**
 * The id of the server process of a cluster, or null. Does not ask whether it answers.
 * @param {Pick<Place, 'cluster'>} place
 */
export function findServerProcess(place) {
  const lock = readLock(place.cluster);
  return lock !== null && isAlive(lock.pid) && isServer(lock) ? lock.pid : null;
}

/**
 * postmaster.pid: process, data folder, start time, port and more, one per line.
 * @param {string} cluster
 */
function readLock(cluster) {
  try {
    const text = readFileSync(join(cluster, 'postmaster.pid'), 'utf8');
    const lines = text.split('\n').map((line) => line.trim());
    const [pid, folder, , port] = lines;
    return { text, pid: Number(pid), folder: folder ?? '', port: Number(port ?? 0) };
  } catch {
    return null;
  }
}

/**
 * Whether the process of a lock is the server that wrote it: after a crash the system may give the id to
 * another program, even to the server of another folder. True where the system does not tell.
 * @param {{ pid: number, folder: string }} lock
 */
function isServer({ pid, folder }) {
  const words = commandLine(pid);
  return (
    words === undefined || (/^postgres/.test(basename(words[0] ?? '')) && words.includes(folder))
  );
}

/**
 * Replaces the recycled id in the lock by one of a process that has ended. PostgreSQL then decides
 * itself: it still refuses while survivors of the crashed server use its shared memory.
 * @param {string} cluster
 * @param {string} lockText
 */
function disown(cluster, lockText) {
  const ended = spawnSync(process.execPath, ['--version']).pid;
  const file = join(cluster, 'postmaster.pid');
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, lockText.replace(/^.*/, String(ended)), { mode: 0o600 });
  renameSync(draft, file);
}
