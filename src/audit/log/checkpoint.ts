import { base64 } from './keys.js';
import { malformed } from './log.errors.js';
import { readNote } from './note.js';

/** The head of a log: how many leaves it has, and the root over them. */
export interface TreeHead {
  readonly size: number;
  readonly root: Buffer;
}

/** What a checkpoint states (c2sp.org/tlog-checkpoint). */
export interface Checkpoint extends TreeHead {
  readonly origin: string;
}

/** The text a log signs. */
export const checkpointText = ({ origin, size, root }: Checkpoint): string =>
  `${origin}\n${String(size)}\n${root.toString('base64')}\n`;

/** Reads the text of a checkpoint; lines after the third are somebody's extensions. Throws `NOTE_MALFORMED` (invalid). */
export function readCheckpoint(text: string): Checkpoint {
  const [origin = '', count = '', encoded = ''] = text.split('\n');
  const root = base64(encoded);
  const size = readSize(count);
  if (origin === '' || size === null || root?.length !== 32) {
    throw malformed('A checkpoint is a name, a size and a root, a line each.');
  }
  return { origin, size, root };
}

/** Reads a signed checkpoint without judging its signatures. Throws `NOTE_MALFORMED` (invalid). */
export const readSignedCheckpoint = (note: string): Checkpoint =>
  readCheckpoint(readNote(note).text);

/** A decimal without leading zeros, or null. */
export function readSize(text: string): number | null {
  const size = Number(text);
  return /^(0|[1-9][0-9]*)$/.test(text) && Number.isSafeInteger(size) ? size : null;
}
