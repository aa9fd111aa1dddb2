import { Injectable } from '@nestjs/common';
import type { DomainError } from '#kernel';
import { forked, rolledBack } from '../audit.errors.js';
import { CheckpointFolder } from '../publication/checkpoint-folder.js';
import { readSignedCheckpoint, type TreeHead } from '../log/checkpoint.js';
import { LogStore } from '../leaves/log.store.js';
import { RestoresStore } from './restores.store.js';

/** Compares the database with the newest checkpoint outside it: a restored older copy must not be sealed in silence. */
@Injectable()
export class HistoryGuard {
  constructor(
    private readonly folder: CheckpointFolder,
    private readonly store: LogStore,
    private readonly restores: RestoresStore,
  ) {}

  /** Null, or `LOG_ROLLED_BACK` / `LOG_FORKED` (unavailable). */
  async trouble(): Promise<DomainError | null> {
    const outside = this.outside();
    if (outside === null) return null;
    const head = await this.store.head();
    const same = await this.store.checkpointAt(outside.size);
    if (same?.root.equals(outside.root)) return null;
    if (await this.isAccepted(outside)) return null;
    const size = head?.size ?? 0;
    return size < outside.size ? rolledBack(outside.size, size) : forked(outside.size);
  }

  /** The head outside the database, or null when there is none. */
  outside(): TreeHead | null {
    const latest = this.folder.latest();
    return latest === null ? null : readSignedCheckpoint(latest);
  }

  /**
   * Every head kept outside that this database must agree with, the smallest first: all but those of a history that
   * was lost in a restore somebody accepted.
   */
  async publishedHeads(): Promise<TreeHead[]> {
    const accepted = await this.restores.all();
    return this.folder
      .published()
      .map(readSignedCheckpoint)
      .filter(
        ({ size }) => !accepted.some(({ lost, keptSize }) => size > keptSize && size <= lost.size),
      );
  }

  private async isAccepted({ size, root }: TreeHead): Promise<boolean> {
    const accepted = await this.restores.all();
    return accepted.some(({ lost }) => lost.size === size && lost.root.equals(root));
  }
}
