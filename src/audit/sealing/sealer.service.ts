import { setTimeout } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { invariant } from '#kernel';
import { UnitOfWork } from '#platform';
import { logDamaged, notSealed } from '../audit.errors.js';
import { CheckpointFolder } from '../publication/checkpoint-folder.js';
import { HistoryGuard } from '../restores/history-guard.service.js';
import { LogKeys } from '../keys/log-keys.service.js';
import {
  LogStore,
  TILE_LEVELS,
  type Batch,
  type Bounds,
  type Horizon,
  type StoredCheckpoint,
} from '../leaves/log.store.js';
import { checkpointText } from '../log/checkpoint.js';
import { signatureLine, writeNote } from '../log/note.js';
import { RightEdge, subtreesOf, type Subtree } from '../log/tree.js';

/** What one seal did. */
interface Step {
  /** Null when nothing waited. */
  readonly checkpoint: Omit<StoredCheckpoint, 'sealedAt'> | null;
  /** More rows wait. */
  readonly isCut: boolean;
  /** Every row of a transaction below has its leaf, unless `isCut`. */
  readonly watermark: bigint;
}

/** Every row of a transaction of this cluster below `watermark` is among the first `size` leaves. */
type Sealed = Pick<StoredCheckpoint, 'size' | 'watermark' | 'cluster'>;

/** Leaves of one seal; memory and the length of a transaction stay small whatever waits. */
const LARGEST_BATCH = 10_000;
const PATIENCE_TRIES = 200;
const PAUSE_MS = 50;

/**
 * Turns committed rows into leaves and signs the new head. A seal takes the rows of transactions below the oldest
 * running one: that set is closed, so late commits wait for a later seal and nothing is numbered twice or forgotten.
 * Rows are read and hashed first; everything written is one transaction under one lock that starts with a look
 * whether the head is still the same: a seal may be killed anywhere, and two may start at once.
 */
@Injectable()
export class Sealer {
  /** What a look at every row of a restored database found sealed: it need not be looked at again. */
  private lookedThrough: Sealed | null = null;

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly store: LogStore,
    private readonly keys: LogKeys,
    private readonly guard: HistoryGuard,
    private readonly folder: CheckpointFolder,
  ) {}

  /**
   * Seals whatever can be sealed now and returns whether anything was. Outside a unit of work. Throws `LOG_…`
   * (unavailable) when the log must not go on; the sentence says why.
   */
  async sealClosed(): Promise<boolean> {
    const { checkpoint } = await this.sealBatches();
    return checkpoint !== null;
  }

  /**
   * Seals everything that was committed before the call and returns the head that covers it; null when the log
   * is empty. Throws like `sealClosed`, and `LOG_NOT_SEALED` when an earlier transaction does not end in ten seconds.
   */
  async seal(): Promise<StoredCheckpoint | null> {
    const { horizon } = await this.store.horizon();
    for (let attempt = 0; attempt < PATIENCE_TRIES; attempt += 1) {
      const { watermark } = await this.sealBatches();
      if (watermark >= BigInt(horizon)) return this.store.head();
      await setTimeout(PAUSE_MS);
    }
    throw notSealed();
  }

  private async sealBatches(): Promise<Step> {
    invariant(!this.unitOfWork.isRunning, 'A seal is a unit of work of its own.');
    let step = await this.sealBatch();
    let { checkpoint } = step;
    while (step.isCut) {
      step = await this.sealBatch();
      checkpoint = step.checkpoint ?? checkpoint;
    }
    return { ...step, checkpoint };
  }

  private async sealBatch(): Promise<Step> {
    const trouble = await this.guard.trouble();
    if (trouble !== null) throw trouble;
    const head = await this.store.head();
    const now = await this.store.horizon();
    const bounds = boundsOf(this.sealedSoFar(head, now), now);
    const batch = await this.store.nextBatch(bounds, LARGEST_BATCH);
    const watermark = BigInt(now.watermark);
    if (batch.parts.every(({ count }) => count === 0)) {
      if (bounds.reach === 'moved') this.lookedThrough = { ...now, size: head?.size ?? 0 };
      return { checkpoint: null, isCut: false, watermark };
    }
    const checkpoint = await this.unitOfWork.run(async () => {
      await this.store.lock();
      const latest = await this.store.head();
      // Another sealer was faster: what it left is looked at anew.
      if (latest?.size !== head?.size) return null;
      return this.sign(head, batch, reached(head, now, { bounds, cutAt: batch.cutAt }));
    });
    if (checkpoint === null) return { checkpoint, isCut: true, watermark };
    this.folder.remember(checkpoint.note);
    return { checkpoint, isCut: batch.cutAt !== null, watermark };
  }

  /** From where on rows may lack their leaf: what the head says, or a look since, when that was in another cluster. */
  private sealedSoFar(head: StoredCheckpoint | null, now: Horizon): Sealed | null {
    const known = [head, this.lookedThrough].find((each) => each?.cluster === now.cluster);
    return known?.size === (head?.size ?? 0) ? known : null;
  }

  private async sign(
    head: StoredCheckpoint | null,
    batch: Batch,
    reach: { watermark: string; cluster: string },
  ): Promise<Omit<StoredCheckpoint, 'sealedAt'>> {
    const from = head?.size ?? 0;
    const tree = await this.grow(head, await this.store.number(from, batch));
    const signers = await this.keys.signers(from, tree.size);
    const [signer] = signers;
    invariant(signer !== undefined, 'Somebody signs.');
    const text = checkpointText({ origin: signer.verifier.name, ...tree });
    const lines = signers.map((each) => signatureLine(text, each));
    const note = writeNote(text, lines);
    const checkpoint = { ...tree, note, keyId: signer.verifier.id, ...reach };
    await this.store.addCheckpoint(checkpoint);
    return checkpoint;
  }

  private async grow(
    head: StoredCheckpoint | null,
    hashes: readonly Buffer[],
  ): Promise<{ size: number; root: Buffer }> {
    const nodes: (Subtree & { hash: Buffer })[] = [];
    const size = head?.size ?? 0;
    const peaks = await this.store.roots(subtreesOf({ from: 0, to: size }));
    if (peaks === null) throw logDamaged(size);
    const edge = new RightEdge(size, peaks, (subtree, hash) => {
      if (subtree.level % TILE_LEVELS === 0) nodes.push({ ...subtree, hash });
    });
    if (head !== null && !edge.root().equals(head.root)) throw logDamaged(size);
    for (const hash of hashes) edge.append(hash);
    await this.store.addNodes(nodes);
    return { size: edge.size, root: edge.root() };
  }
}

/** Where nothing is known of this cluster, transaction numbers in the rows may be those of another. */
function boundsOf(sealed: Sealed | null, now: Horizon): Bounds {
  return sealed === null
    ? { reach: 'moved', from: now.horizon, below: now.watermark }
    : { reach: 'closed', from: sealed.watermark, below: now.watermark };
}

/** Up to where everything is sealed now. A batch that was cut after a move must start over. */
function reached(
  head: StoredCheckpoint | null,
  now: Horizon,
  { bounds, cutAt }: { bounds: Bounds; cutAt: string | null },
): { watermark: string; cluster: string } {
  if (cutAt === null) return { watermark: now.watermark, cluster: now.cluster };
  if (bounds.reach === 'closed') return { watermark: cutAt, cluster: now.cluster };
  return { watermark: '0', cluster: head?.cluster ?? 'none' };
}
