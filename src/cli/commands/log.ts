import { parseArgs } from 'node:util';
import {
  KeyRotation,
  LogKeys,
  LogStanding,
  Publication,
  Restores,
  Sealer,
  type Standing,
} from '#audit';
import { FINDING, FINE, say, UsageError, type Command, type ExitStatus } from '../command.js';
import { inTheHouse, type House } from '../house.js';
import { withRefusals } from './people/refusals.js';

/** One act of the command, with the words after its name. */
type Act = (house: House, words: readonly string[]) => Promise<ExitStatus>;

const ACTS: ReadonlyMap<string, Act> = new Map<string, Act>([
  ['key', alone(key)],
  ['seal', alone((house) => withRefusals(() => seal(house)))],
  ['publish', alone((house) => withRefusals(() => publish(house)))],
  ['rotate-key', alone((house) => withRefusals(() => rotateKey(house)))],
  ['accept-restore', (house, words) => withRefusals(() => acceptRestore(house, words))],
]);

/** The tamper-evident log: how it stands, and the acts an operator may need. */
export const log: Command = {
  name: 'log',
  summary: 'Says how the log stands; prints, rotates its key; seals, publishes; accepts a restore.',
  usage: `[--json]
       fund log key
       fund log seal
       fund log publish
       fund log rotate-key
       fund log accept-restore --reason TEXT`,
  run: (words) => inTheHouse((house) => logIn(house, words)),
};

/** The command in an opened house. */
export async function logIn(house: House, [name, ...rest]: readonly string[]): Promise<ExitStatus> {
  if (name === undefined || name.startsWith('-')) {
    return tellStanding(house, name === undefined ? rest : [name, ...rest]);
  }
  const act = ACTS.get(name);
  if (!act) throw new UsageError(`fund log does not know ${name}.`);
  return act(house, rest);
}

/** An act that takes no further words: one too many is a mistake, not something to pass over. */
function alone(act: (house: House) => Promise<ExitStatus>): Act {
  return (house, words) => {
    parseArgs({ args: [...words], options: {} });
    return act(house);
  };
}

async function tellStanding(house: House, words: readonly string[]): Promise<ExitStatus> {
  const { values } = parseArgs({ args: [...words], options: { json: { type: 'boolean' } } });
  const standing = await house.get(LogStanding).now();
  if (values.json) say(JSON.stringify(inNumbers(standing)));
  else for (const sentence of inWords(standing)) say(sentence);
  return standing.trouble === null ? FINE : FINDING;
}

function inNumbers({ head, waiting, trouble }: Standing): Record<string, unknown> {
  const code = trouble?.code ?? null;
  if (head === null) return { size: 0, root: null, sealedAt: null, waiting, trouble: code };
  const { size, root, sealedAt } = head;
  return { size, root: root.toString('base64'), sealedAt, waiting, trouble: code };
}

function inWords({ head, waiting, trouble }: Standing): string[] {
  return [
    head === null
      ? 'Nothing is sealed yet.'
      : `${String(head.size)} leaves, sealed ${head.sealedAt.toISOString()}, root ${head.root.toString('base64')}`,
    waiting === 0 ? 'No row waits.' : `${String(waiting)} rows wait for their leaf.`,
    ...(trouble === null ? [] : [`${trouble.message} (${trouble.code})`]),
  ];
}

/** The verifier keys of the log, the one that signs now last. */
async function key(house: House): Promise<ExitStatus> {
  const known = await house.get(LogKeys).known();
  for (const { verifier } of known) say(verifier.vkey);
  if (known.length > 0) return FINE;
  process.stderr.write('The log has no key before its first seal: fund log seal.\n');
  return FINDING;
}

async function seal(house: House): Promise<void> {
  const head = await house.get(Sealer).seal();
  say(head === null ? 'There is nothing to seal.' : head.note);
}

async function publish(house: House): Promise<void> {
  await house.get(Sealer).seal();
  const file = await house.get(Publication).publishNow();
  say(file === null ? 'There is nothing to publish.' : `Published ${file}.`);
}

async function rotateKey(house: House): Promise<void> {
  await house.get(Sealer).seal();
  const vkey = await house.get(KeyRotation).rotate('system');
  await house.get(Sealer).seal();
  say(vkey);
}

async function acceptRestore(house: House, words: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...words],
    options: { reason: { type: 'string', default: '' } },
  });
  const { lostSize, keptSize, head } = await house.get(Restores).accept(values.reason, 'system');
  say(
    `Accepted: the history of ${String(lostSize)} leaves is given up, the one of ${String(keptSize)} goes on. ` +
      `The log says so in its ${String(head?.size ?? 0)} leaves.`,
  );
}
