import { setTimeout as wait } from 'node:timers/promises';
import type { Fault } from '../../src/sandbox/http/faults.js';
import { WIRE_FAULTS, type Wire } from '../proxy.js';
import type { Chance } from '../simulator/chance.js';
import type { Crew } from './crew.js';
import type { DrillDatabase } from './database.js';
import { beginEpoch } from './new-epoch.js';
import type { SandboxLevers } from './sandbox.js';
import { STOPPED_MS, type Ground } from './settings.js';
import type { Tally } from './tally.js';

/** Each sender has one to the database, so that one of them is cut off while the others go on. */
interface Wires {
  readonly provider: Wire;
  readonly senders: readonly Wire[];
  readonly others: Wire;
}

export const allOf = ({ provider, senders, others }: Wires): Wire[] => [
  provider,
  ...senders,
  others,
];

/** Everything that can be made to fail. */
export interface Scene {
  readonly chance: Chance;
  readonly tally: Tally;
  readonly crew: Crew;
  readonly database: DrillDatabase;
  readonly levers: SandboxLevers;
  readonly wires: Wires;
  /** How a command beside the processes reaches everything now. */
  direct(): Ground;
}

type Disaster = (scene: Scene) => Promise<void>;

/** Where payments are made and read, by weight: most are bank transfers, the others a transfer and a payout each. */
const PATHS = {
  '/v2/money_management/outbound_payments': 6,
  '/v1/transfers': 2,
  '/v1/payouts': 2,
};
/** Faults at the provider that wait for a request, at most. */
export const MOST_WAITING = 8;
/** How many calls pass before one fails, by weight: some fail one after the other. */
const PASSING = { '0': 6, '1': 2, '3': 1 };
const SLOW_MS = [900, 2_000] as const;
/** How much is forgotten in a restore. */
const FORGOTTEN_MS = [4_000, 12_000] as const;

/** What happens over and over, and the longest pause before it does; the first is half as long. They do not wait for each other. */
export const DISASTERS: readonly { readonly everyMs: number; readonly strike: Disaster }[] = [
  { everyMs: 400, strike: failAtProvider },
  { everyMs: 10_000, strike: killOne },
  { everyMs: 18_000, strike: stopOne },
  { everyMs: 8_000, strike: (scene) => breakWire(scene, 'provider', scene.wires.provider) },
  { everyMs: 12_000, strike: cutOffSender },
  { everyMs: 20_000, strike: (scene) => breakWire(scene, 'database', scene.wires.others) },
  { everyMs: 22_000, strike: crashDatabase },
  { everyMs: 40_000, strike: exhaustConnections },
  { everyMs: 180_000, strike: putBackup },
];

async function failAtProvider({ chance, tally, levers }: Scene): Promise<void> {
  for (let waiting = (await levers.faults()).length; waiting < MOST_WAITING; waiting += 1) {
    const drawn = chance.happens(0.75) ? callFault(chance) : readFault(chance);
    const fault = { ...drawn, skip: Number(chance.weighted(PASSING)) };
    await levers.addFault(fault);
    tally.add(classOf(fault));
  }
}

/** The class a provider's fault is counted in. */
export function classOf({ kind, method, effect }: Fault): string {
  return `provider_${method === 'GET' ? 'read_' : ''}${kind}${effect === true ? '_after_effect' : ''}`;
}

function callFault(chance: Chance): Fault {
  const kind = chance.weighted({
    drop_before: 4,
    drop_after: 6,
    slow: 4,
    status_500: 6,
    // The whole rail rests for a second.
    status_429: 1,
    html_200: 4,
  });
  const on = { kind, method: 'POST', path: chance.weighted(PATHS) };
  if (kind === 'slow')
    return { ...on, ms: chance.between(...SLOW_MS), effect: chance.happens(0.7) };
  if (kind === 'status_429') return { ...on, retryAfterSeconds: 1 };
  return kind.startsWith('drop') ? on : { ...on, effect: chance.happens(0.6) };
}

function readFault(chance: Chance): Fault {
  const kind = chance.weighted({
    drop_before: 4,
    slow: 2,
    status_500: 4,
    status_429: 1,
    html_200: 2,
  });
  const on = { kind, method: 'GET', path: chance.weighted(PATHS) };
  return kind === 'slow' ? { ...on, ms: chance.between(...SLOW_MS) } : on;
}

function killOne({ chance, tally, crew }: Scene): Promise<void> {
  const role = chance.weighted({ sender: 6, scheduler: 3, intake: 1 });
  if (crew.any(chance, role)?.kill('SIGKILL') === true) tally.add('kill_at_random');
  return Promise.resolve();
}

/** Stands still for longer than its lease, then goes on as if nothing had happened. */
async function stopOne({ chance, tally, crew }: Scene): Promise<void> {
  const child = crew.any(chance, 'sender');
  if (child?.kill('SIGSTOP') !== true) return;
  await wait(STOPPED_MS);
  // Somebody may have ended it meanwhile.
  if (child.signalCode === null && child.kill('SIGCONT')) tally.add('stop_past_lease');
}

/** What is half-open stays so: whoever waits there has to find out alone. */
async function breakWire(
  { chance, tally }: Scene,
  end: 'provider' | 'database',
  wire: Wire,
): Promise<void> {
  const fault = WIRE_FAULTS[chance.between(0, WIRE_FAULTS.length - 1)] ?? 'reset';
  tally.add(`wire_${fault}_to_${end}`, Math.min(1, wire.strike(fault)));
  if (fault === 'half_open') return;
  await wait(chance.between(1_500, 4_000));
  wire.mend();
}

async function cutOffSender(scene: Scene): Promise<void> {
  const { chance, wires } = scene;
  const wire = wires.senders[chance.between(0, wires.senders.length - 1)];
  if (wire) await breakWire(scene, 'database', wire);
}

async function crashDatabase({ tally, database, wires }: Scene): Promise<void> {
  await database.alone(() => database.crash());
  tally.add('postgres_crash');
  for (const wire of [...wires.senders, wires.others]) wire.leadTo(database.port);
}

async function exhaustConnections({ tally, database }: Scene): Promise<void> {
  const held = await database.alone(() =>
    database.exhaust(1_500, async (ms) => {
      await wait(ms);
    }),
  );
  tally.add('connections_exhausted', Math.min(1, held));
}

/** Everybody stops, an older copy is put back, a person says so, and everybody goes on. */
async function putBackup(scene: Scene): Promise<void> {
  const { chance, tally, crew, database } = scene;
  await database.alone(() => database.backUp());
  await wait(chance.between(...FORGOTTEN_MS));
  await database.alone(async () => {
    await crew.clear();
    await database.restore();
    tally.add('restore_stale');
    await beginEpoch(scene.direct());
  });
  await crew.muster();
}
