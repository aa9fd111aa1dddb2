// @ts-check
import { isStillThere } from '../lock.mjs';
import { waitForEnd } from '../process.mjs';

const PATIENCE_MS = 15_000;

/**
 * After a start script was killed, its programs notice and finish the work in hand. The next start waits
 * for them: two services must not meet on one port and one data folder.
 * @param {import('../lock.mjs').Holder | null} previous
 */
export async function waitForEarlier(previous) {
  await Promise.all(identitiesIn(previous?.['children']).map(waitFor));
}

/** @param {{ pid: number, birth: string }} child */
async function waitFor(child) {
  // Without a birth mark nobody knows whose process it is; its port then tells whether it is still there.
  if (child.birth === '' || !isStillThere(child)) return;
  signal(child.pid, 'SIGTERM');
  if (await waitForEnd(child.pid, PATIENCE_MS)) return;
  signal(child.pid, 'SIGKILL');
  await waitForEnd(child.pid, PATIENCE_MS);
}

/**
 * @param {number} pid
 * @param {NodeJS.Signals} name
 */
function signal(pid, name) {
  try {
    process.kill(pid, name);
  } catch {
    // It ended between the look and the signal.
  }
}

/**
 * @param {unknown} children
 * @returns {{ pid: number, birth: string }[]}
 */
function identitiesIn(children) {
  if (!Array.isArray(children)) return [];
  return children.filter(
    (child) => typeof child?.pid === 'number' && typeof child.birth === 'string',
  );
}
