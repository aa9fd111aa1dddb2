import { DomainError } from '#kernel';
import { readCheckpoint, type Checkpoint } from './checkpoint.js';
import type { SignerKey, VerifierKey } from './keys.js';
import { cosignatureLine, heldSignatures, readNote, writeNote } from './note.js';
import { readRequest } from './proof-files.js';
import { EMPTY_ROOT, provesConsistency } from './tree.js';

/** What a witness remembers: its key, the log it watches, and the last checkpoint it cosigned. */
export interface WitnessMemory {
  readonly signer: SignerKey;
  /** The log's keys it trusts: the one it was given, and those that followed in rotations. */
  readonly logKeys: readonly VerifierKey[];
  /** The text of the last checkpoint it cosigned, or null. */
  readonly last: string | null;
}

const refusal = (code: string, sentence: string): DomainError =>
  new DomainError('conflict', code, sentence);

/**
 * Cosigns what is asked, or refuses: `LOG_UNKNOWN`, `LOG_FORKED`, `LOG_ROLLED_BACK`, `PROOF_ELSEWHERE`, `PROOF_WRONG`,
 * `SIGNATURE_WRONG` (conflict), `NOTE_MALFORMED` (invalid). Returns the cosigned checkpoint and its text to remember.
 */
export function cosign(
  request: string,
  { signer, logKeys, last }: WitnessMemory,
  time: number,
): { readonly cosigned: string; readonly text: string } {
  const { old, hashes, checkpoint } = readRequest(request);
  const note = readNote(checkpoint);
  const next = readCheckpoint(note.text);
  if (heldSignatures(note, logKeys).length === 0) {
    throw refusal('LOG_UNKNOWN', 'No key this witness trusts has signed this checkpoint.');
  }
  const seen = last === null ? null : readCheckpoint(last);
  if (seen !== null) refuseOlder(seen, next);
  const from = { size: seen?.size ?? 0, root: seen?.root ?? EMPTY_ROOT };
  if (old !== from.size) {
    throw refusal(
      'PROOF_ELSEWHERE',
      `This witness saw ${String(from.size)} leaves last: ask for a request from that size.`,
    );
  }
  if (!provesConsistency(from, hashes, next)) {
    throw refusal(
      'PROOF_WRONG',
      'The proof does not show that the log only grew since. Do not sign; ask for an explanation.',
    );
  }
  const lines = note.signatures.map(({ line }) => line);
  const cosigned = writeNote(note.text, [...lines, cosignatureLine(note.text, signer, time)]);
  return { cosigned, text: note.text };
}

function refuseOlder(seen: Checkpoint, next: Checkpoint): void {
  if (next.origin !== seen.origin) {
    throw refusal('LOG_UNKNOWN', `This witness watches ${seen.origin}, not ${next.origin}.`);
  }
  if (next.size < seen.size) {
    throw refusal(
      'LOG_ROLLED_BACK',
      `The log has ${String(next.size)} leaves, but this witness saw ${String(seen.size)}: it was rolled back.`,
    );
  }
  if (next.size === seen.size && !next.root.equals(seen.root)) {
    throw refusal(
      'LOG_FORKED',
      `For ${String(next.size)} leaves this witness saw another root: the log shows different people different histories.`,
    );
  }
}
