import { readSize } from './checkpoint.js';
import { base64 } from './keys.js';
import { malformed } from './log.errors.js';

/** That a leaf is in a log, to be checked offline (c2sp.org/tlog-proof). */
export interface InclusionProof {
  readonly index: number;
  readonly hashes: readonly Buffer[];
  /** The signed checkpoint it leads to. */
  readonly checkpoint: string;
}

/** What a witness is asked to cosign (the body of add-checkpoint, c2sp.org/tlog-witness). */
export interface CosignRequest {
  /** The size the witness saw last; zero for none. */
  readonly old: number;
  readonly hashes: readonly Buffer[];
  readonly checkpoint: string;
}

const HEADER = 'c2sp.org/tlog-proof@v1';
const MOST_HASHES = 63;

/** The file of an inclusion proof, `.tlog-proof`. */
export const writeInclusionProof = ({ index, hashes, checkpoint }: InclusionProof): string =>
  `${HEADER}\nindex ${String(index)}\n${linesOf(hashes)}\n${checkpoint}`;

/** Reads an inclusion proof; extra data is passed over. Throws `NOTE_MALFORMED` (invalid). */
export function readInclusionProof(file: string): InclusionProof {
  const [header, rest] = cut(file, '\n');
  const body = rest.startsWith('extra ') ? cut(rest, '\n')[1] : rest;
  if (header !== HEADER) throw malformed(`A proof of inclusion starts with ${HEADER}.`);
  const { count, hashes, checkpoint } = readProof(body, 'index ');
  return { index: count, hashes, checkpoint };
}

/** The file that a witness is handed. */
export const writeRequest = ({ old, hashes, checkpoint }: CosignRequest): string =>
  `old ${String(old)}\n${linesOf(hashes)}\n${checkpoint}`;

/** Reads what a witness is handed. Throws `NOTE_MALFORMED` (invalid). */
export function readRequest(file: string): CosignRequest {
  const { count, hashes, checkpoint } = readProof(file, 'old ');
  return { old: count, hashes, checkpoint };
}

function readProof(
  text: string,
  word: string,
): { count: number; hashes: Buffer[]; checkpoint: string } {
  const [head, checkpoint] = cut(text, '\n\n');
  const [first = '', ...lines] = head.split('\n');
  const count = first.startsWith(word) ? readSize(first.slice(word.length)) : null;
  if (count === null || lines.length > MOST_HASHES) {
    throw malformed(`This file should have a line "${word.trim()} NUMBER" and at most 63 hashes.`);
  }
  return { count, hashes: lines.map(readHash), checkpoint };
}

function readHash(line: string): Buffer {
  const hash = base64(line);
  if (hash?.length !== 32) throw malformed('A line of a proof is a hash in base64.');
  return hash;
}

const linesOf = (hashes: readonly Buffer[]): string =>
  hashes.map((hash) => `${hash.toString('base64')}\n`).join('');

function cut(text: string, at: string): [string, string] {
  const end = text.indexOf(at);
  return end < 0 ? [text, ''] : [text.slice(0, end), text.slice(end + at.length)];
}
