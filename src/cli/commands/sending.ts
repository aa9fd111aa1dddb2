import { parseArgs } from 'node:util';
import { EpochBeginnings, type EpochView } from '#payouts';
import { FINE, say, UsageError, type Command, type ExitStatus } from '../command.js';
import { inTheHouse, type House } from '../house.js';
import { withRefusals } from './people/refusals.js';

/** Sending after a restore: which epoch the tables are in, and a new one where nothing else tells of it. */
export const sending: Command = {
  name: 'sending',
  summary: 'Says in which epoch sending is; begins a new one after a restore, before money leaves.',
  usage: `[--json]
       fund sending new-epoch --reason TEXT [--since INSTANT]`,
  run: (words) => inTheHouse((house) => sendingIn(house, words)),
};

/** The command in an opened house. */
export async function sendingIn(house: House, words: readonly string[]): Promise<ExitStatus> {
  const [name, ...rest] = words;
  if (name === 'new-epoch') return withRefusals(() => begin(house, rest));
  if (name !== undefined && !name.startsWith('-')) {
    throw new UsageError(`fund sending does not know ${name}.`);
  }
  const { values } = parseArgs({ args: [...words], options: { json: { type: 'boolean' } } });
  const view = await house.get(EpochBeginnings).now();
  if (values.json) say(JSON.stringify(view));
  else for (const sentence of inWords(view)) say(sentence);
  return FINE;
}

async function begin(house: House, words: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...words],
    options: { reason: { type: 'string', default: '' }, since: { type: 'string' } },
  });
  const beginnings = house.get(EpochBeginnings);
  await beginnings.begin(values.reason, 'system', instant(values.since));
  for (const sentence of inWords(await beginnings.now())) say(sentence);
}

function instant(text: string | undefined): Date | null {
  if (text === undefined) return null;
  const at = new Date(text);
  if (Number.isNaN(at.getTime())) {
    throw new UsageError('--since is an instant like 2026-03-01T12:00:00Z.');
  }
  return at;
}

function inWords({ epoch, reconciled }: EpochView): string[] {
  if (epoch === null) return ['Nothing was ever sent from this database.'];
  const { n, beganAt, reason } = epoch;
  return [
    `Epoch ${String(n)} began ${beganAt.toISOString()}: ${reason}`,
    reconciled.length === 0
      ? 'No way to pay was compared yet: nothing is sent before.'
      : `Compared and sending: ${reconciled.join(', ')}.`,
  ];
}
