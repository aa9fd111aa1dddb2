// @ts-check
import { join } from 'node:path';
import { takeLock } from '../lock.mjs';
import { pause } from '../process.mjs';
import { say } from '../say.mjs';
import { Refusal } from './plan.mjs';

const STOPPING_LIMIT_MS = 90_000;
/** npm ends before the start script below it has noticed. */
const NOTICE_LIMIT_MS = 500;

/**
 * Takes the data folder for this start. One that is just being stopped is waited for; one that runs is
 * refused with its address.
 * @param {import('./plan.mjs').Plan} plan
 * @returns {Promise<import('../lock.mjs').Lock>}
 */
export async function lockFolder(plan) {
  const begun = performance.now();
  let told = false;
  for (;;) {
    const taken = takeLock(join(plan.dataDir, 'start.lock'), { address: plan.publicUrl });
    if ('lock' in taken) return taken.lock;
    const { pid, address, stopping } = taken.heldBy;
    const limit = stopping === true ? STOPPING_LIMIT_MS : NOTICE_LIMIT_MS;
    if (performance.now() - begun > limit) {
      throw new Refusal(
        `${plan.dataDir} is in use: ${String(address)} runs on it (process ${pid}). Open that address, stop it with kill ${pid}, or set PORT and DATA_DIR for a second copy.`,
      );
    }
    if (stopping === true && !told) say('Waiting for the earlier start to stop');
    told ||= stopping === true;
    await pause(50);
  }
}
