import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cosign, makeKey, readKey, readVkey, type SignerKey } from '#audit';
import { DomainError, SystemClock } from '#kernel';
import { say, UsageError } from '../../command.js';

/** What the folder of a witness holds, in one file of mode 0600. */
interface State {
  readonly name: string;
  readonly secret: string;
  readonly log_keys: readonly string[];
  /** The text of the last checkpoint it cosigned. */
  readonly last: string | null;
}

const FILE = 'witness.json';

/** Makes the key of a witness and prints its vkey. Throws `WITNESS_EXISTS` (conflict). */
export function makeWitness(words: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...words],
    options: { name: { type: 'string' }, log: { type: 'string' }, state: { type: 'string' } },
  });
  const { name, log } = values;
  const folder = stateFolder(values.state);
  if (name === undefined) throw new UsageError('Say who: --name example.org/witness.');
  if (log === undefined) {
    throw new UsageError('Say which log: --log VKEY, as fund log key prints it; get it in person.');
  }
  if (existsSync(join(folder, FILE))) {
    throw new DomainError('conflict', 'WITNESS_EXISTS', 'This folder already holds a witness.');
  }
  const signer = makeKey(name, 'witness');
  const state = { name, secret: signer.secret, log_keys: [readVkey(log).vkey], last: null };
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  write(folder, state);
  say(signer.verifier.vkey);
  return Promise.resolve();
}

/** Trusts a further key of the log, after a rotation. */
export function trustKey(words: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...words],
    options: { state: { type: 'string' } },
    allowPositionals: true,
  });
  const { vkey } = readVkey(one(positionals, 'Give the new vkey of the log.'));
  const folder = stateFolder(values.state);
  const state = read(folder);
  write(folder, { ...state, log_keys: [...new Set([...state.log_keys, vkey])] });
  say('Trusted.');
  return Promise.resolve();
}

/** Cosigns a request or refuses; remembers what it signed before it shows it. Throws like `cosign`. */
export function cosignRequest(words: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...words],
    options: { state: { type: 'string' }, out: { type: 'string' } },
    allowPositionals: true,
  });
  const file = one(positionals, 'Give the file of the request.');
  const folder = stateFolder(values.state);
  const state = read(folder);
  const time = Math.trunc(new SystemClock().now().getTime() / 1000);
  const memory = {
    signer: signerOf(state),
    logKeys: state.log_keys.map(readVkey),
    last: state.last,
  };
  const { cosigned, text } = cosign(readFileSync(file, 'utf8'), memory, time);
  write(folder, { ...state, last: text });
  if (values.out === undefined) process.stdout.write(cosigned);
  else {
    writeFileSync(values.out, cosigned);
    say(`${values.out}: hand it in.`);
  }
  return Promise.resolve();
}

const signerOf = ({ name, secret }: State): SignerKey => readKey(name, 'witness', secret);

function stateFolder(folder: string | undefined): string {
  if (folder === undefined) throw new UsageError('Say where the witness lives: --state FOLDER.');
  return folder;
}

function one(positionals: readonly string[], sentence: string): string {
  const [first] = positionals;
  if (first === undefined || positionals.length > 1) throw new UsageError(sentence);
  return first;
}

function read(folder: string): State {
  return JSON.parse(readFileSync(join(folder, FILE), 'utf8')) as State;
}

/** Whole or not at all: a witness that forgot what it saw could be shown two histories. */
function write(folder: string, state: State): void {
  const draft = join(folder, `.${FILE}`);
  writeFileSync(draft, JSON.stringify(state), { mode: 0o600 });
  renameSync(draft, join(folder, FILE));
}
