import { base64, isSignedBy, signBytes, type SignerKey, type VerifierKey } from './keys.js';
import { malformed, signatureWrong } from './log.errors.js';

/** A signed note (c2sp.org/signed-note): a text, and who signed it. */
export interface Note {
  /** Ends with a line break. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/** One signature line, taken apart. */
export interface NoteSignature {
  readonly name: string;
  readonly id: string;
  readonly bytes: Buffer;
  /** As it stands in the note, without the line break. */
  readonly line: string;
}

/** A signature that holds. `time` is the second since 1970 a witness signed at; null for a log. */
export interface HeldSignature {
  readonly key: VerifierKey;
  readonly line: string;
  readonly time: number | null;
}

const LARGEST_NOTE = 65_536;
const MOST_SIGNATURES = 100;

/** Takes a note apart. Throws `NOTE_MALFORMED` (invalid). */
export function readNote(note: string): Note {
  const end = note.lastIndexOf('\n\n');
  if (note.length > LARGEST_NOTE || end < 0 || !note.endsWith('\n')) {
    throw malformed('A signed note is a text, an empty line and signature lines.');
  }
  if (/[\u0000-\u0009\u000b-\u001f]/.test(note)) {
    throw malformed('A signed note holds no control characters.');
  }
  const lines = note.slice(end + 2, -1).split('\n');
  if (lines.length > MOST_SIGNATURES) throw malformed('This note has too many signatures.');
  return { text: note.slice(0, end + 1), signatures: lines.map(readSignature) };
}

/** Takes one signature line apart. Throws `NOTE_MALFORMED` (invalid). */
export function readSignature(line: string): NoteSignature {
  const [, name, encoded] = /^\u2014 ([^\s+]+) (\S+)$/u.exec(line) ?? [];
  const bytes = base64(encoded ?? '');
  if (name === undefined || bytes === null || bytes.length < 5) {
    throw malformed('A signature line is a long dash, a name and a signature in base64.');
  }
  return { name, id: bytes.toString('hex', 0, 4), bytes: bytes.subarray(4), line };
}

/**
 * The signatures of keys that are known; others are passed over. Throws `SIGNATURE_WRONG` (conflict) when a known key
 * stands under the text and did not sign it.
 */
export function heldSignatures(note: Note, known: readonly VerifierKey[]): HeldSignature[] {
  return note.signatures.flatMap((signature) => {
    const key = known.find(({ name, id }) => name === signature.name && id === signature.id);
    return key === undefined ? [] : [hold(note.text, signature, key)];
  });
}

function hold(text: string, { bytes, line, name }: NoteSignature, key: VerifierKey): HeldSignature {
  if (key.use === 'log') {
    if (!isSignedBy(key, Buffer.from(text), bytes)) throw signatureWrong(name);
    return { key, line, time: null };
  }
  if (bytes.length !== 72) throw signatureWrong(name);
  const time = Number(bytes.readBigUInt64BE());
  if (!isSignedBy(key, cosigned(text, time), bytes.subarray(8))) throw signatureWrong(name);
  return { key, line, time };
}

/** The signature line of a log under a text. */
export const signatureLine = (text: string, signer: SignerKey): string =>
  lineOf(signer, signBytes(signer, Buffer.from(text)));

/** The signature line of a witness under a checkpoint's text; `time` in seconds since 1970. */
export function cosignatureLine(text: string, signer: SignerKey, time: number): string {
  const stamp = Buffer.alloc(8);
  stamp.writeBigUInt64BE(BigInt(time));
  return lineOf(signer, Buffer.concat([stamp, signBytes(signer, cosigned(text, time))]));
}

/** A note from its parts. */
export const writeNote = (text: string, lines: readonly string[]): string =>
  `${text}\n${lines.map((line) => `${line}\n`).join('')}`;

const cosigned = (text: string, time: number): Buffer =>
  Buffer.from(`cosignature/v1\ntime ${String(time)}\n${text}`);

const lineOf = ({ verifier }: SignerKey, signature: Buffer): string =>
  `\u2014 ${verifier.name} ${Buffer.concat([Buffer.from(verifier.id, 'hex'), signature]).toString('base64')}`;
