import { Injectable } from '@nestjs/common';
import { checkpointUnknown, leafUnknown, logDamaged, sizeInvalid } from '../audit.errors.js';
import { LogStore, type StoredCheckpoint } from '../leaves/log.store.js';
import { readNote, writeNote } from '../log/note.js';
import { writeInclusionProof, writeRequest } from '../log/proof-files.js';
import {
  consistencyRanges,
  inclusionRanges,
  rootOver,
  subtreesOf,
  type LeafRange,
} from '../log/tree.js';
import { WitnessStore } from '../witnessing/witness.store.js';

/** Proofs from the log, for auditors and witnesses. Hashes come from stored leaves; nothing of a body is in them. */
@Injectable()
export class LogProofs {
  constructor(
    private readonly store: LogStore,
    private readonly witnesses: WitnessStore,
  ) {}

  /** The hashes that show leaf `index` in the tree of `size` leaves. Throws `LEAF_UNKNOWN` (not_found). */
  async inclusion(index: number, size: number): Promise<Buffer[]> {
    if (!Number.isSafeInteger(index) || index < 0 || index >= size) throw leafUnknown();
    return this.roots(inclusionRanges(index, size));
  }

  /** The hashes that show that the tree of `size` leaves grew from the one of `old`. Throws `SIZE_INVALID` (invalid). */
  async consistency(old: number, size: number): Promise<Buffer[]> {
    if (!Number.isSafeInteger(old) || old < 0 || old > size) throw sizeInvalid(size);
    return this.roots(consistencyRanges(old, size));
  }

  /** A checkpoint with the cosignatures of its witnesses. Throws `CHECKPOINT_UNKNOWN` (not_found). */
  async cosigned(size: number): Promise<string> {
    const checkpoint = await this.store.checkpointAt(size);
    if (checkpoint === null) throw checkpointUnknown();
    return this.withCosignatures(checkpoint);
  }

  /** The latest checkpoint with cosignatures, or null before the first seal. */
  async latest(): Promise<string | null> {
    const head = await this.store.head();
    return head === null ? null : this.withCosignatures(head);
  }

  /** The file (c2sp.org/tlog-proof) that shows a leaf in the latest checkpoint. Throws `LEAF_UNKNOWN` (not_found). */
  async inclusionFile(index: number): Promise<string> {
    const head = await this.store.head();
    if (head === null) throw leafUnknown();
    return this.inclusionFileAt(index, head.size);
  }

  /** The same in the checkpoint of a size. Throws `LEAF_UNKNOWN`, `CHECKPOINT_UNKNOWN` (not_found). */
  async inclusionFileAt(index: number, size: number): Promise<string> {
    return writeInclusionProof({
      index,
      hashes: await this.inclusion(index, size),
      checkpoint: await this.cosigned(size),
    });
  }

  /**
   * That the checkpoint of `to` leaves only grew from the one of `from`, in the form a witness is asked in. Throws
   * `SIZE_INVALID` (invalid), `CHECKPOINT_UNKNOWN` (not_found).
   */
  async grown(from: number, to: number): Promise<string> {
    const checkpoint = await this.cosigned(to);
    return writeRequest({ old: from, hashes: await this.consistency(from, to), checkpoint });
  }

  /**
   * What a witness that saw `from` leaves last is asked to cosign: the latest checkpoint and the proof that it only
   * grew. Throws `SIZE_INVALID` (invalid), `CHECKPOINT_UNKNOWN` (not_found) before the first seal.
   */
  async request(from: number): Promise<string> {
    const head = await this.store.head();
    if (head === null) throw checkpointUnknown();
    const hashes = await this.consistency(from, head.size);
    return writeRequest({ old: from, hashes, checkpoint: head.note });
  }

  private async withCosignatures({ size, note }: StoredCheckpoint): Promise<string> {
    const { text, signatures } = readNote(note);
    const lines = signatures.map(({ line }) => line);
    return writeNote(text, [...lines, ...(await this.witnesses.lines(size))]);
  }

  private async roots(ranges: readonly LeafRange[]): Promise<Buffer[]> {
    const parts = ranges.map(subtreesOf);
    const hashes = await this.store.roots(parts.flat());
    if (hashes === null) throw logDamaged(Math.max(...ranges.map(({ to }) => to)));
    let at = 0;
    return parts.map(({ length }) => rootOver(hashes.slice(at, (at += length))));
  }
}
