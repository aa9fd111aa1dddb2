import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { provision, serviceUrl } from '#platform';
import { Wire } from '../proxy.js';
import { Chance } from '../simulator/chance.js';
import { count, OPEN, type Count } from './count.js';
import { Crew, startSandboxProcess, type Berth } from './crew.js';
import { DrillDatabase, type StartServer } from './database.js';
import { classOf, DISASTERS, type Scene } from './disasters.js';
import { openHouse } from './house.js';
import { NoticeRelay } from './relay.js';
import { layOut } from './rows.js';
import { SandboxLevers } from './sandbox.js';
import { FAST, type DrillSettings } from './settings.js';
import { Tally } from './tally.js';

export interface DrillChoice {
  readonly faults: number;
  readonly seed: number;
  readonly without: string | null;
  readonly say: (line: string) => void;
}

export interface DrillResult extends Count {
  readonly tally: Tally;
}

const PASSWORD = 'for-this-drill-only';
const KILL_RATE = 0.02;
const HOUR_MS = 3_600_000;
const SKEW_MS = 26 * HOUR_MS;
/** Faults a payout meets on its way, roughly: enough work must be left until the last fault. */
const FAULTS_PER_PAYOUT = 3;
const PACE_MS = 300;

/** Real processes, a real database, real sockets; everything fails in turn; then the money is counted. */
export async function drill(start: StartServer, choice: DrillChoice): Promise<DrillResult> {
  const dir = mkdtempSync(join(tmpdir(), 'fund-prove-'));
  const ends: (() => unknown)[] = [
    () => {
      rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
    },
  ];
  try {
    const stage = await setUp(start, dir, choice, ends);
    await underFire(stage, choice);
    await calmDown(stage, choice);
    const payments = await stage.levers.payments();
    return { ...(await count(stage.database, payments)), tally: stage.tally };
  } finally {
    for (const end of ends.reverse()) await end();
  }
}

interface Stage extends Scene {
  readonly relay: NoticeRelay;
  readonly kills: { rate: number };
}

async function setUp(
  start: StartServer,
  dir: string,
  { faults, seed, without, say }: DrillChoice,
  ends: (() => unknown)[],
): Promise<Stage> {
  const chance = new Chance(seed);
  const tally = new Tally();
  const database = await DrillDatabase.open(start, dir);
  ends.push(() => database.stop());
  await provision(database.ownerUrl, PASSWORD);
  const intakePort = await freePort();
  const secret = `whsec_${randomBytes(16).toString('hex')}`;
  const relay = await NoticeRelay.open({ tally, chance, target: intakePort, secret });
  ends.push(() => {
    relay.close();
  });
  const stripeSecretKey = `sk_test_${randomBytes(16).toString('hex')}`;
  const sandbox = await startSandboxProcess({
    ...process.env,
    NODE_ENV: 'test',
    DATA_DIR: dir,
    WEBHOOK_URL: relay.url,
    STRIPE_WEBHOOK_SECRET: secret,
    STRIPE_SECRET_KEY: stripeSecretKey,
    SMS_GATEWAY_TOKEN: 'token-for-this-drill-only',
  });
  ends.push(() => sandbox.child.kill('SIGKILL'));
  const levers = new SandboxLevers(`http://127.0.0.1:${String(sandbox.port)}`);
  await levers.settings({ processingDelayMs: 400, returnDelayMs: 1_500, capabilityDelayMs: 0 });
  await levers.topUp(1_900_000_000);
  const wires = {
    provider: await Wire.open(sandbox.port),
    senders: await Wire.open(database.port),
    others: await Wire.open(database.port),
  };
  ends.push(() => Promise.all(Object.values(wires).map((wire) => wire.close())));
  const ground = {
    stripeSecretKey,
    webhookSecret: secret,
    dataDir: dir,
    port: intakePort,
    without,
  };
  const direct = {
    ...ground,
    databaseUrl: serviceUrl(database.ownerUrl, PASSWORD),
    stripeApiUrl: levers.url,
    skewMs: 0,
  };
  const house = await openHouse(direct);
  const payouts = Math.max(40, Math.ceil(faults / FAULTS_PER_PAYOUT));
  await layOut(database.ownerUrl, house, { count: payouts, everyMs: PACE_MS });
  await house.close();
  if (without === 'inbox-once') {
    await database.query('alter table inbox drop constraint inbox_pkey');
  }
  say(`${String(payouts)} payouts are released.`);
  const through = (wire: Wire): string => {
    const url = new URL(direct.databaseUrl);
    url.port = String(wire.port);
    return url.href;
  };
  const kills = { rate: KILL_RATE };
  const berth = (role: DrillSettings['role'], number: number, skewMs = 0): Berth => ({
    name: `${role} ${String(number)}`,
    settings: () => ({
      ...ground,
      role,
      databaseUrl: through(role === 'sender' ? wires.senders : wires.others),
      stripeApiUrl: `http://127.0.0.1:${String(wires.provider.port)}`,
      seed: chance.between(1, 1_000_000),
      killRate: kills.rate,
      skewMs,
    }),
  });
  const crew = new Crew(tally, [
    berth('sender', 1),
    berth('sender', 2, SKEW_MS * (chance.happens(0.5) ? 1 : -1)),
    berth('scheduler', 1),
    berth('scheduler', 2),
    berth('intake', 1),
  ]);
  ends.push(() => crew.end());
  return { chance, tally, database, levers, wires, crew, relay, kills };
}

/** Until enough has failed, or nothing is left that could. */
async function underFire(stage: Stage, { faults, say }: DrillChoice): Promise<void> {
  await stage.crew.muster();
  stage.relay.isCalm = false;
  stage.tally.add('clock_skew');
  let isOver = false;
  const loops = DISASTERS.map(async ({ everyMs, strike }) => {
    for (;;) {
      for (
        let left = stage.chance.between(everyMs >> 1, everyMs);
        left > 0 && !isOver;
        left -= 200
      ) {
        await wait(Math.min(200, left));
      }
      if (isOver) return;
      await strike(stage).catch(() => undefined);
    }
  });
  for (let told = 0; stage.tally.total < faults;) {
    await wait(500);
    const left = await openPayouts(stage).catch(() => null);
    if (left === 0) break;
    if ((told += 1) % 20 === 0)
      say(`${String(stage.tally.total)} faults, ${String(left)} payouts open`);
  }
  isOver = true;
  await Promise.all(loops);
}

/** Nothing fails any more: what was begun comes to its end, or is stuck. */
async function calmDown(stage: Stage, { say }: DrillChoice): Promise<void> {
  stage.relay.isCalm = true;
  for (const fault of await stage.levers.faults()) stage.tally.add(classOf(fault), -1);
  await stage.levers.clearFaults();
  for (const wire of Object.values(stage.wires)) wire.mend();
  stage.kills.rate = 0;
  await stage.crew.clear();
  await stage.crew.muster();
  const patienceMs = 2 * (FAST.leaseMs ?? 0) + (FAST.quietMs ?? 0) + 8_000;
  let left = await openPayouts(stage);
  for (let still = 0; left > 0 && still < patienceMs;) {
    await wait(500);
    const now = await openPayouts(stage);
    still = now < left ? 0 : still + 500;
    left = now;
  }
  // Payments that come back do so now; another look finds them.
  await wait(3_000);
  say(`${String(left)} payouts are stuck.`);
}

async function openPayouts({ database }: Stage): Promise<number> {
  const [row] = await database.query<{ n: number }>(
    'select count(*)::integer as n from payout where state = any($1)',
    [OPEN],
  );
  return row?.n ?? 0;
}

function freePort(): Promise<number> {
  return new Promise((found) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => {
        found(port);
      });
    });
  });
}
