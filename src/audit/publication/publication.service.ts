import { Injectable } from '@nestjs/common';
import { CheckpointFolder } from './checkpoint-folder.js';
import { CheckpointMail } from './checkpoint-mail.service.js';
import { LogProofs } from './log-proofs.service.js';
import { LogStore, type StoredCheckpoint } from '../leaves/log.store.js';
import { readSignedCheckpoint } from '../log/checkpoint.js';

/**
 * Shows checkpoints to the world, so that nobody can rewrite what lies before them: the last of each day, and those
 * of period closes. Only they leave the house. Finer ones would tell an onlooker when people ask for help.
 */
@Injectable()
export class Publication {
  constructor(
    private readonly store: LogStore,
    private readonly proofs: LogProofs,
    private readonly folder: CheckpointFolder,
    private readonly mail: CheckpointMail,
  ) {}

  /** The last checkpoint of the latest day (UTC) that is over, to the folder and by mail; null when there is none yet. */
  async publishDay(): Promise<string | null> {
    const checkpoint = await this.store.lastBeforeToday();
    return checkpoint === null ? null : this.publish(checkpoint);
  }

  /** The latest checkpoint, at once: for the close of a period. Outside a unit of work. */
  async publishNow(): Promise<string | null> {
    const checkpoint = await this.store.head();
    return checkpoint === null ? null : this.publish(checkpoint);
  }

  /** The newest public checkpoint with its cosignatures, or null. */
  async latest(): Promise<string | null> {
    const checkpoint = await this.store.lastBeforeToday();
    const size = Math.max(checkpoint?.size ?? 0, ...this.sizesInFolder());
    return size === 0 ? null : this.find(size);
  }

  /** A public checkpoint with its cosignatures, or null when none of this size is public. */
  async find(size: number): Promise<string | null> {
    const isPublic = this.sizesInFolder().includes(size) || (await this.store.isLastOfItsDay(size));
    if (!isPublic || (await this.store.checkpointAt(size)) === null) return null;
    return this.proofs.cosigned(size);
  }

  private async publish({ size, note }: StoredCheckpoint): Promise<string> {
    const name = this.folder.publish(note);
    await this.mail.post(size);
    return name;
  }

  private sizesInFolder(): number[] {
    return this.folder.published().map((note) => readSignedCheckpoint(note).size);
  }
}
