// @ts-check
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { isAlive } from '../process.mjs';
import { codeOf, findBinaries } from './binaries.mjs';
import { choosePrivilege } from './privilege.mjs';

/** The superuser of the embedded server; the service never signs in as this user. */
export const ADMIN = 'postgres_admin';
const LARGEST_LOG = 5_000_000;

/**
 * Where one embedded server lives: `<dir>/pg18/{cluster,admin-password,server.log}`.
 * @typedef {object} Place
 * @property {string} folder
 * @property {string} cluster
 * @property {string} log
 * @property {string} passwordFile
 * @property {string} password
 * @property {import('./binaries.mjs').Binaries} binaries
 * @property {import('./privilege.mjs').Privilege} privilege
 */

/**
 * Makes the folder and the password when they are missing. Safe when several processes do it at once.
 * @param {string} dir
 * @returns {Place}
 */
export function preparePlace(dir) {
  try {
    return prepare(resolve(dir));
  } catch (error) {
    if (codeOf(error) !== 'EACCES') throw error;
    throw new Error(
      `${resolve(dir)} belongs to another user. Start as that user, or set DATA_DIR to a folder of your own.`,
      { cause: error },
    );
  }
}

/**
 * @param {string} home
 * @returns {Place}
 */
function prepare(home) {
  const binaries = findBinaries();
  const privilege = choosePrivilege();
  mkdirSync(home, { recursive: true, mode: 0o700 });
  refuseOlderData(home, binaries.major);
  const folder = join(home, `pg${binaries.major}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const passwordFile = join(folder, 'admin-password');
  const password = agreeOnPassword(passwordFile);
  const log = join(folder, 'server.log');
  if (existsSync(log) && statSync(log).size > LARGEST_LOG) renameSync(log, `${log}.old`);
  return {
    folder,
    cluster: join(folder, 'cluster'),
    log,
    passwordFile,
    password,
    binaries,
    privilege,
  };
}

/**
 * A new major version never opens the data of an older one, and never hides it behind an empty folder.
 * @param {string} home
 * @param {string} major
 */
function refuseOlderData(home, major) {
  const names = readdirSync(home).filter((name) => /^pg\d+$/.test(name));
  if (names.length === 0 || names.includes(`pg${major}`)) return;
  throw new Error(
    `${home} holds data of another PostgreSQL version (${names.join(', ')}), and this release brings version ${major}. Move the data with the release that wrote it, or set DATA_DIR to another folder.`,
  );
}

/**
 * The complete file appears in one step, so whoever comes second reads the first one's password.
 * @param {string} file
 */
function agreeOnPassword(file) {
  if (!existsSync(file)) {
    const draft = `${file}.${process.pid}-${randomBytes(4).toString('hex')}`;
    writeFileSync(draft, `${randomBytes(24).toString('base64url')}\n`, {
      mode: 0o600,
      flush: true,
    });
    try {
      linkSync(draft, file);
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
    } finally {
      unlinkSync(draft);
    }
  }
  return readFileSync(file, 'utf8').trim();
}

/**
 * Makes the folder usable by the user PostgreSQL runs as, and creates the cluster when there is none.
 * A half-made cluster never gets the final name. Only to be called while no server runs here.
 * @param {Place} place
 * @param {boolean} volatile
 */
export function createCluster(place, volatile) {
  place.privilege.own(place.folder);
  if (existsSync(join(place.cluster, 'PG_VERSION'))) return;
  clearDrafts(place);
  const draft = `${place.cluster}.draft-${process.pid}`;
  const { command, parameters, options } = place.privilege.wrap(place.binaries.initdb, [
    ...['-D', draft, '-U', ADMIN, `--pwfile=${place.passwordFile}`, '--auth=scram-sha-256'],
    ...['-E', 'UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
    ...['--data-checksums', '--no-instructions', ...(volatile ? ['--no-sync'] : [])],
  ]);
  const made = spawnSync(command, parameters, { ...options, encoding: 'utf8', cwd: '/' });
  if (made.status !== 0) {
    rmSync(draft, { recursive: true, force: true });
    const reason = made.error?.message ?? made.stderr.trim();
    throw new Error(`PostgreSQL could not create its data in ${place.folder}: ${reason}`);
  }
  try {
    renameSync(draft, place.cluster);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!['ENOTEMPTY', 'EEXIST'].includes(String(codeOf(error)))) throw error;
  }
}

/**
 * Removes what a killed start left behind.
 * @param {Place} place
 */
function clearDrafts(place) {
  for (const name of readdirSync(place.folder)) {
    const pid = /^cluster\.draft-(\d+)$/.exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) {
      rmSync(join(place.folder, name), { recursive: true, force: true });
    }
  }
}
