import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { provision, serviceUrl } from '#platform';
import { Wire } from '../proxy.js';
import { Chance } from '../simulator/chance.js';
import { count, type Count } from './count.js';
import { Crew, type Berth } from './crew.js';
import { DrillDatabase, type StartServer } from './database.js';
import { allOf, classOf, DISASTERS, MOST_WAITING, type Scene } from './disasters.js';
import { fallDue, keepUnderWay, openPayouts } from './due.js';
import { freePort, layGround, newSecret, PASSWORD } from './ground.js';
import { drawFate } from './hazard.js';
import { Recruits } from './hand.js';
import { NoticeRelay } from './relay.js';
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

const HOUR_MS = 3_600_000;
const SENDERS = [1, 2, 3] as const;
/** The sender whose clock is wrong, and how wrong. */
const SKEWED = 2;
const SKEW_MS = 26 * HOUR_MS;
/** Fewer than a payout meets on its way: enough work must be left until the last fault. */
const FAULTS_PER_PAYOUT = 1.5;
/** One in so many payouts goes through an account of hers at the provider: a transfer and a payout, by the older API. */
const THROUGH_ACCOUNTS = 4;
/** In a short drill all payouts are under way at once, and over before the slowest disaster strikes. */
const FEWEST_PAYOUTS = 100;
/** Payouts that are under way at once: so many that a process that ended with some of them leaves the others work. */
const UNDER_WAY = 160;
const ROUND_MS = 250;
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
  readonly kills: { areOn: boolean };
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
  const payouts = Math.max(FEWEST_PAYOUTS, Math.ceil(faults / FAULTS_PER_PAYOUT));
  const throughAccounts = Math.floor(payouts / THROUGH_ACCOUNTS);
  const notices = { url: relay.url, secret };
  const [{ levers, direct }, recruits] = await Promise.all([
    layGround({ database, dir, payouts, throughAccounts, notices, ends }),
    Recruits.rehearse(dir),
  ]);
  say(`${String(payouts)} payouts are released.`);
  const wires = {
    provider: await Wire.open(Number(new URL(levers.url).port)),
    senders: await Promise.all(SENDERS.map(() => Wire.open(database.port))),
    others: await Wire.open(database.port),
  };
  ends.push(() => Promise.all(allOf(wires).map((wire) => wire.close())));
  const through = (wire: Wire): string => {
    const url = new URL(direct.databaseUrl);
    url.port = String(wire.port);
    return url.href;
  };
  const skewMs = SKEW_MS * (chance.happens(0.5) ? 1 : -1);
  const kills = { areOn: true };
  const berth = (role: DrillSettings['role'], number: number, wire = wires.others): Berth => ({
    name: `${role} ${String(number)}`,
    settings: () => ({
      ...direct,
      role,
      port,
      databaseUrl: through(wire),
      stripeApiUrl: `http://127.0.0.1:${String(wires.provider.port)}`,
      fate: kills.areOn ? drawFate(chance, role) : null,
      trap: null,
      skewMs: role === 'sender' && number === SKEWED ? skewMs : 0,
      policy: FAST,
      without: null,
    }),
  });
  const crew = new Crew(tally, recruits, [
    ...SENDERS.map((number, at) => berth('sender', number, wires.senders[at])),
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
  stage.relay.isCalm = false;
  stage.tally.add('clock_skew');
  const over = new AbortController();
  const signal = AbortSignal.any([over.signal, enough]);
  const loops = DISASTERS.map(async ({ everyMs, strike }) => {
    for (let mostMs = everyMs >> 1; ; mostMs = everyMs) {
      const pauseMs = stage.chance.between(mostMs >> 1, mostMs);
      await wait(pauseMs, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      await strike(stage).catch(() => undefined);
    }
  });
  let toldAt = performance.now();
  // Those that still wait for a request at the end did not happen.
  while (!signal.aborted && stage.tally.total < faults + MOST_WAITING) {
    await wait(ROUND_MS);
    const left = await keepUnderWay(stage.database, UNDER_WAY).catch(() => null);
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
  for (const wire of allOf(stage.wires)) wire.mend();
  stage.kills.areOn = false;
  await fallDue(stage.database);
  await stage.crew.clear();
  await stage.crew.muster();
  const patienceMs = 2 * FAST.leaseMs + FAST.quietMs + 8_000;
  let left = await openPayouts(stage.database);
  for (let still = 0; left > 0 && still < patienceMs;) {
    await wait(ROUND_MS);
    const now = await openPayouts(stage.database);
    still = now < left ? 0 : still + ROUND_MS;
    left = now;
  }
  // Payments that come back do so now; another look finds them.
  await wait(3_000);
  say(`${String(left)} payouts are stuck.`);
}
