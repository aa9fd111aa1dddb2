import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { provision, serviceUrl } from '#platform';
import { Wire } from '../proxy.js';
import { Chance } from '../simulator/chance.js';
import { count, OPEN, type Count } from './count.js';
import { Crew, type Berth } from './crew.js';
import { DrillDatabase, type StartServer } from './database.js';
import { classOf, DISASTERS, type Scene } from './disasters.js';
import { freePort, layGround, newSecret, PASSWORD } from './ground.js';
import { NoticeRelay } from './relay.js';
import { fallDue } from './rows.js';
import { FAST, type DrillSettings, type Ground } from './settings.js';
import { Tally } from './tally.js';

export interface DrillChoice {
  readonly faults: number;
  readonly seed: number;
  readonly say: (line: string) => void;
  /** Ends the faults early; what was begun is still brought to its end and counted. */
  readonly enough: AbortSignal;
}

export interface DrillResult extends Count {
  readonly tally: Tally;
}

const KILL_RATE = 0.02;
const HOUR_MS = 3_600_000;
const SKEW_MS = 26 * HOUR_MS;
/** Faults a payout meets on its way, roughly: enough work must be left until the last fault. */
const FAULTS_PER_PAYOUT = 2;
const PACE_MS = 150;
const ROUND_MS = 500;
const TOLD_EVERY_MS = 60_000;

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
  { faults, seed, say }: DrillChoice,
  ends: (() => unknown)[],
): Promise<Stage> {
  const chance = new Chance(seed);
  const tally = new Tally();
  const database = await DrillDatabase.open(start, dir);
  ends.push(() => database.stop());
  await provision(database.ownerUrl, PASSWORD);
  const port = await freePort();
  const secret = newSecret();
  const relay = await NoticeRelay.open({ tally, chance, target: port, secret });
  ends.push(() => {
    relay.close();
  });
  const payouts = Math.max(40, Math.ceil(faults / FAULTS_PER_PAYOUT));
  const { levers, direct } = await layGround({
    database,
    dir,
    payouts,
    notices: { url: relay.url, secret },
    ends,
  });
  say(`${String(payouts)} payouts are released.`);
  const wires = {
    provider: await Wire.open(Number(new URL(levers.url).port)),
    senders: await Wire.open(database.port),
    others: await Wire.open(database.port),
  };
  ends.push(() => Promise.all(Object.values(wires).map((wire) => wire.close())));
  const through = (wire: Wire): string => {
    const url = new URL(direct.databaseUrl);
    url.port = String(wire.port);
    return url.href;
  };
  const kills = { rate: KILL_RATE };
  const berth = (role: DrillSettings['role'], number: number, skewMs = 0): Berth => ({
    name: `${role} ${String(number)}`,
    settings: () => ({
      ...direct,
      role,
      port,
      databaseUrl: through(role === 'sender' ? wires.senders : wires.others),
      stripeApiUrl: `http://127.0.0.1:${String(wires.provider.port)}`,
      seed: chance.between(1, 1_000_000),
      killRate: kills.rate,
      trap: null,
      skewMs,
      policy: FAST,
      without: null,
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
  const now = (): Ground => ({
    ...direct,
    databaseUrl: serviceUrl(database.ownerUrl, PASSWORD),
  });
  return { chance, tally, database, levers, wires, crew, relay, kills, direct: now };
}

/** Until enough has failed, or nothing is left that could. */
async function underFire(stage: Stage, { faults, enough, say }: DrillChoice): Promise<void> {
  await stage.crew.muster();
  await fallDue(stage.database, PACE_MS);
  stage.relay.isCalm = false;
  stage.tally.add('clock_skew');
  const over = new AbortController();
  const signal = AbortSignal.any([over.signal, enough]);
  const loops = DISASTERS.map(async ({ everyMs, strike }) => {
    for (;;) {
      const pauseMs = stage.chance.between(everyMs >> 1, everyMs);
      await wait(pauseMs, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      await strike(stage).catch(() => undefined);
    }
  });
  let toldAt = performance.now();
  while (!signal.aborted && stage.tally.total < faults) {
    await wait(ROUND_MS);
    const left = await openPayouts(stage).catch(() => null);
    if (left === 0) break;
    if (performance.now() - toldAt < TOLD_EVERY_MS) continue;
    toldAt = performance.now();
    say(`${String(stage.tally.total)} faults, ${String(left ?? 'unknown')} payouts open`);
  }
  over.abort();
  await Promise.all(loops);
}

/** Nothing fails any more: what was begun comes to its end, or is stuck. */
async function calmDown(stage: Stage, { say }: DrillChoice): Promise<void> {
  say(`${String(stage.tally.total)} faults. Now nothing fails any more.`);
  stage.relay.isCalm = true;
  for (const fault of await stage.levers.faults()) stage.tally.add(classOf(fault), -1);
  await stage.levers.clearFaults();
  for (const wire of Object.values(stage.wires)) wire.mend();
  stage.kills.rate = 0;
  await stage.crew.clear();
  await stage.crew.muster();
  const patienceMs = 2 * FAST.leaseMs + FAST.quietMs + 8_000;
  let left = await openPayouts(stage);
  for (let still = 0; left > 0 && still < patienceMs;) {
    await wait(ROUND_MS);
    const now = await openPayouts(stage);
    still = now < left ? 0 : still + ROUND_MS;
    left = now;
  }
  // Payments that come back do so now; another look finds them.
  await wait(3_000);
  say(`${String(left)} payouts are stuck.`);
}

async function openPayouts({ database }: Scene): Promise<number> {
  const [row] = await database.query<{ n: number }>(
    'select count(*)::integer as n from payout where state = any($1)',
    [OPEN],
  );
  return row?.n ?? 0;
}
