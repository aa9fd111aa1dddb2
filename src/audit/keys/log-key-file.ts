import { randomBytes } from 'node:crypto';
import {
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { keyMissing } from '../audit.errors.js';
import { makeKey, readKey, type SignerKey } from '../log/keys.js';

/** What the file holds: every signing key, the first one first. */
interface KeyFile {
  readonly keys: readonly { readonly name: string; readonly secret: string }[];
}

/** The keys in the file, or null when there is none. */
export function readKeyFile(file: string): SignerKey[] | null {
  if (!existsSync(file)) return null;
  const { keys } = JSON.parse(readFileSync(file, 'utf8')) as KeyFile;
  return keys.map(({ name, secret }) => readKey(name, 'log', secret));
}

/** Makes the first key, mode 0600. Written aside and linked into place, so that two processes agree on one. */
export function makeKeyFile(file: string, name: string): void {
  const draft = draftOf(file, [makeKey(name, 'log')]);
  try {
    linkSync(draft, file);
  } catch (error) {
    if (!existsSync(file)) throw error;
  } finally {
    rmSync(draft);
  }
}

function draftOf(file: string, keys: readonly SignerKey[]): string {
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  const content: KeyFile = {
    keys: keys.map(({ verifier, secret }) => ({ name: verifier.name, secret })),
  };
  writeFileSync(draft, JSON.stringify(content), { mode: 0o600, flag: 'wx' });
  return draft;
}

/** Adds a key and keeps the earlier ones: whole or not at all. */
export function addToKeyFile(file: string, key: SignerKey): void {
  const held = readKeyFile(file);
  if (held === null) throw keyMissing();
  renameSync(draftOf(file, [...held, key]), file);
}
