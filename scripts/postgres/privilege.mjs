// @ts-check
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, lchownSync, lstatSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, parse } from 'node:path';

/**
 * How to run PostgreSQL, which refuses to run as root.
 * `wrap` turns a command into one that may run; `own` gives a folder to the user it then runs as.
 * @typedef {object} Privilege
 * @property {'user' | 'namespace' | 'nobody'} kind
 * @property {(command: string, parameters: string[]) => Wrapped} wrap
 * @property {(folder: string) => void} own
 * @typedef {{ command: string, parameters: string[], options: { uid?: number, gid?: number } }} Wrapped
 */

const NAMESPACE_PROGRAM = 'unshare';
const NAMESPACE = ['--user', '--map-user=65534', '--map-group=65534'];

/**
 * A normal user runs PostgreSQL as is. Root runs it in a user namespace, so that the files stay root's;
 * where namespaces are refused, as in many containers, root hands the folder to `nobody`.
 * @returns {Privilege}
 */
export function choosePrivilege() {
  if (process.platform === 'win32' || process.getuid?.() !== 0) {
    return {
      kind: 'user',
      wrap: (command, parameters) => ({ command, parameters, options: {} }),
      own: () => undefined,
    };
  }
  if (spawnSync(NAMESPACE_PROGRAM, [...NAMESPACE, 'true']).status === 0) {
    return {
      kind: 'namespace',
      wrap: (command, parameters) => ({
        command: NAMESPACE_PROGRAM,
        parameters: [...NAMESPACE, command, ...parameters],
        options: {},
      }),
      own: (folder) => giveTo(folder, 0, 0),
    };
  }
  const [uid, gid] = [idOfNobody('-u'), idOfNobody('-g')];
  return {
    kind: 'nobody',
    wrap: (command, parameters) => ({ command, parameters, options: { uid, gid } }),
    own: (folder) => {
      giveTo(folder, uid, gid);
      openTheWay(folder);
    },
  };
}

/** @param {'-u' | '-g'} flag */
function idOfNobody(flag) {
  const id = Number(spawnSync('id', [flag, 'nobody'], { encoding: 'utf8' }).stdout);
  if (Number.isInteger(id) && id > 0) return id;
  throw new Error(
    'PostgreSQL cannot run as root, and this machine has neither user namespaces nor a user nobody. Start as a normal user, or set DATABASE_URL.',
  );
}

/**
 * Changes the owner of a whole folder, and only when the folder has another owner:
 * a data folder may come from a start under the other privilege.
 * @param {string} folder
 * @param {number} uid
 * @param {number} gid
 */
function giveTo(folder, uid, gid) {
  if (lstatSync(folder).uid === uid) return;
  const inside = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  for (const name of inside) lchownSync(join(folder, name), uid, gid);
  lchownSync(folder, uid, gid);
}

/**
 * `nobody` must be able to walk to its folder. The folder right above is ours, so it is opened for
 * passing through (not for listing); folders further up are the machine's and only looked at.
 * @param {string} folder
 */
function openTheWay(folder) {
  const above = dirname(folder);
  const { mode } = statSync(above);
  if ((mode & 0o001) === 0) chmodSync(above, (mode & 0o777) | 0o011);
  for (let at = dirname(above); at !== parse(at).root; at = dirname(at)) {
    if (existsSync(at) && (statSync(at).mode & 0o001) === 0) {
      throw new Error(
        `PostgreSQL has to run as the user nobody here, and ${at} is closed to that user. Set DATA_DIR to a folder that others may pass through, or start as a normal user.`,
      );
    }
  }
}
