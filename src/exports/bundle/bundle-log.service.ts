import { Injectable } from '@nestjs/common';
import { LogKeys, LogProofs, Sealer, Witnessing } from '#audit';
import { UnitOfWork } from '#platform';

/** What a bundle takes from the log besides rows. */
@Injectable()
export class BundleLog {
  constructor(
    private readonly sealer: Sealer,
    private readonly keys: LogKeys,
    private readonly proofs: LogProofs,
    private readonly witnessing: Witnessing,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** Gives everything committed before the call its leaf. Throws `LOG_…` (unavailable). */
  async seal(): Promise<void> {
    await this.sealer.seal();
  }

  /** The public key of the log when it had this many leaves. */
  async vkey(size: number): Promise<string> {
    const known = await this.keys.known();
    const named = known.filter(({ namedAt }) => namedAt !== null && namedAt < size);
    return named.at(-1)?.verifier.vkey ?? '';
  }

  /** Who counts as a witness, and how many of them a closing needs: `quorum K`, then a vkey a line. */
  async policy(): Promise<string> {
    const counting = (await this.witnessing.all()).filter(({ removedAt }) => removedAt === null);
    const { needed } = await this.witnessing.covers(0);
    // More than there are can never be had: that is for the people who close, not for who reads.
    const quorum = Math.min(needed, counting.length);
    const vkeys = counting.map(({ verifier }) => verifier.vkey);
    return [`quorum ${String(quorum)}`, ...vkeys].map((line) => `${line}\n`).join('');
  }

  /** The proof that one checkpoint only grew from an earlier one. */
  async grown(from: number, to: number): Promise<string> {
    return this.proofs.grown(from, to);
  }

  /** The proof that a leaf is in a checkpoint (c2sp.org/tlog-proof). */
  async contains(leaf: number, size: number): Promise<string> {
    return this.proofs.inclusionFileAt(leaf, size);
  }

  /** A note that is no checkpoint, signed by the key of the log at this size. Throws `LOG_KEY_…` (unavailable). */
  async sign(text: string, size: number): Promise<string> {
    return this.unitOfWork.run(() => this.keys.signNote(text, size));
  }
}
