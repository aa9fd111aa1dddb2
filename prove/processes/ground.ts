import { randomBytes } from 'node:crypto';
import { createServer, type AddressInfo } from 'node:net';
import { serviceUrl } from '#platform';
import type { DrillDatabase } from './database.js';
import { openHouse } from './house.js';
import { layOut } from './rows.js';
import { SandboxLevers, startSandboxProcess } from './sandbox.js';
import type { Ground } from './settings.js';

/** The login of the service in the drill's own cluster. */
export const PASSWORD = 'for-this-drill-only';

const ENOUGH_MINOR = 1_900_000_000;

/** What a drill stands on: a provider of its own, and how everybody reaches it and the database. */
export interface DrillGround {
  readonly levers: SandboxLevers;
  readonly direct: Ground;
}

export interface GroundChoice {
  readonly database: DrillDatabase;
  readonly dir: string;
  readonly payouts: number;
  /** How many of them go through accounts of people at the provider. */
  readonly throughAccounts?: number;
  /** Where the provider sends its notices, and what it signs them with. */
  readonly notices: { readonly url: string; readonly secret: string };
  /** How long the provider looks at a recipient before it pays to her. */
  readonly capabilityDelayMs?: number | undefined;
  /** What must be ended, the last one first. */
  readonly ends: (() => unknown)[];
}

/** Starts a provider and lays released payouts into the provisioned database. */
export async function layGround(choice: GroundChoice): Promise<DrillGround> {
  const { database, dir, payouts, throughAccounts = 0, notices, ends } = choice;
  const stripeSecretKey = `sk_test_${randomBytes(16).toString('hex')}`;
  const sandbox = await startSandboxProcess({
    ...process.env,
    NODE_ENV: 'test',
    DATA_DIR: dir,
    WEBHOOK_URL: notices.url,
    STRIPE_WEBHOOK_SECRET: notices.secret,
    STRIPE_SECRET_KEY: stripeSecretKey,
    SMS_GATEWAY_TOKEN: 'token-for-this-drill-only',
  });
  ends.push(() => sandbox.child.kill('SIGKILL'));
  const levers = new SandboxLevers(`http://127.0.0.1:${String(sandbox.port)}`);
  const { capabilityDelayMs = 0 } = choice;
  await levers.settings({ processingDelayMs: 400, returnDelayMs: 1_500, capabilityDelayMs });
  await levers.topUp(ENOUGH_MINOR);
  if (throughAccounts > 0) await levers.topUpAccounts(ENOUGH_MINOR);
  const direct = {
    databaseUrl: serviceUrl(database.ownerUrl, PASSWORD),
    stripeApiUrl: levers.url,
    stripeSecretKey,
    webhookSecret: notices.secret,
    dataDir: dir,
    hasAccounts: throughAccounts > 0,
  };
  const house = await openHouse(direct, { skewMs: 0, policy: {}, without: null });
  try {
    await layOut(database.ownerUrl, house, { payouts, throughAccounts });
  } finally {
    await house.close();
  }
  return { levers, direct };
}

export const newSecret = (): string => `whsec_${randomBytes(16).toString('hex')}`;

export function freePort(): Promise<number> {
  return new Promise((found) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => {
        found(port);
      });
    });
  });
}
