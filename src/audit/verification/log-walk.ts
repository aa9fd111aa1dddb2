import { DomainError } from '#kernel';
import { keysFor, type LogKey } from '../keys/log-key.js';
import { checkpointText, type TreeHead } from '../log/checkpoint.js';
import type { VerifierKey } from '../log/keys.js';
import { heldSignatures, readNote, readSignature } from '../log/note.js';
import { leafHash, RightEdge } from '../log/tree.js';

/** A leaf as it is stored, with the body its row has now; null when the row is gone. */
interface WalkedLeaf {
  readonly idx: number;
  readonly source: string;
  readonly seq: string;
  readonly hash: Buffer;
  readonly body: string | null;
}

/** A head that the walk passes: signed in the database, or kept outside (`where` says so). */
export interface WalkedHead extends TreeHead {
  readonly where: string;
}

/** A checkpoint of the database with the lines of its witnesses. */
export interface WalkedCheckpoint extends TreeHead {
  readonly note: string;
  readonly cosignatures: readonly { readonly witness: string; readonly line: string }[];
}

/** Stands for a leaf that is not there, so that the count goes on. */
const MISSING = Buffer.alloc(32);
/** More than these are counted, not told one by one. */
const MOST_FINDINGS = 100;

/**
 * Walks the log from its first leaf: hashes every body again, rebuilds the root at every checkpoint, and looks at every
 * signature. What is wrong becomes a sentence that says where.
 */
export class LogWalk {
  readonly findings: string[] = [];
  private readonly edge = new RightEdge();
  private untold = 0;
  private sealedTo = 0;
  private isRootWrong = false;

  constructor(
    private readonly keys: readonly LogKey[],
    private readonly witnesses: readonly VerifierKey[],
  ) {}

  /** How many leaves were walked. */
  get size(): number {
    return this.edge.size;
  }

  leaf({ idx, source, seq, hash, body }: WalkedLeaf): void {
    this.passMissing(idx);
    if (body === null) {
      this.tell(`Leaf ${String(idx)} stands for ${source} ${seq}, which is gone.`);
    } else if (!leafHash(Buffer.from(body)).equals(hash)) {
      this.tell(`Leaf ${String(idx)}: ${source} ${seq} is not what was sealed.`);
    }
    this.edge.append(hash);
  }

  /** Leaves below `idx` that did not come are missing; what is built on them cannot be judged. */
  private passMissing(idx: number): void {
    while (this.edge.size < idx) {
      this.tell(`Leaf ${String(this.edge.size)} is missing.`);
      this.isRootWrong = true;
      this.edge.append(MISSING);
    }
  }

  /** The root over all leaves so far, compared with what was signed for as many. */
  head({ size, root, where }: WalkedHead): void {
    this.passMissing(size);
    if (this.isRootWrong || this.edge.root().equals(root)) return;
    this.isRootWrong = true;
    this.tell(`The first ${String(size)} leaves do not make the root ${where}.`);
  }

  checkpoint({ size, root, note, cosignatures }: WalkedCheckpoint): void {
    this.head({ size, root, where: 'in the checkpoint of that size' });
    this.attempt(`The checkpoint of ${String(size)} leaves`, () => {
      const read = readNote(note);
      const signers = keysFor(this.keys, this.sealedTo, size).map(({ verifier }) => verifier);
      const origin = this.keys[0]?.verifier.name ?? '';
      if (read.text !== checkpointText({ origin, size, root })) {
        return 'does not say what its row says';
      }
      const held = heldSignatures(read, signers);
      return held.length === signers.length && held.length > 0
        ? null
        : 'is not signed by the key of its time';
    });
    for (const { witness, line } of cosignatures) {
      this.attempt(`The cosignature of ${witness} under ${String(size)} leaves`, () => {
        const text = checkpointText({ origin: this.keys[0]?.verifier.name ?? '', size, root });
        const held = heldSignatures({ text, signatures: [readSignature(line)] }, this.witnesses);
        return held.length === 1 ? null : 'is of an unknown key';
      });
    }
    this.sealedTo = size;
  }

  /** Adds a finding of somebody else. */
  tell(sentence: string): void {
    if (this.findings.length < MOST_FINDINGS) this.findings.push(sentence);
    else this.untold += 1;
  }

  /** Ends the walk: every finding, and how many more there are. */
  end(): string[] {
    return this.untold === 0
      ? this.findings
      : [...this.findings, `And ${String(this.untold)} more.`];
  }

  /** What does not read or verify is a finding, not an end. */
  private attempt(what: string, look: () => string | null): void {
    try {
      const wrong = look();
      if (wrong !== null) this.tell(`${what} ${wrong}.`);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      this.tell(`${what}: ${error.message}`);
    }
  }
}
