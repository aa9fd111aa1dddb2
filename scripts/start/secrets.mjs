// @ts-check
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** @typedef {{ stripeKey: string, webhookSecret: string, smsToken: string, rewardsKey: string, rewardsSecret: string, servicePassword: string }} Secrets */

/**
 * The secrets of this data folder, made at its first start. They open nothing but the local sandbox and
 * the embedded database. The start's lock keeps two processes from making them at once.
 * @param {string} dataDir
 * @returns {Secrets}
 */
export function demoSecrets(dataDir) {
  const file = join(dataDir, 'demo-secrets.json');
  /** @type {Partial<Secrets>} */
  const kept = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  const secrets = {
    stripeKey: kept.stripeKey ?? `sk_test_${random()}`,
    webhookSecret: kept.webhookSecret ?? `whsec_${random()}`,
    smsToken: kept.smsToken ?? random(),
    rewardsKey: kept.rewardsKey ?? `TEST_${random()}`,
    rewardsSecret: kept.rewardsSecret ?? random(),
    servicePassword: kept.servicePassword ?? random(),
  };
  if (JSON.stringify(kept) !== JSON.stringify(secrets)) {
    writeFileSync(file, JSON.stringify(secrets), { mode: 0o600, flush: true });
  }
  return secrets;
}

function random() {
  return randomBytes(24).toString('base64url');
}
