import { randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { Config } from '#platform';
import { readSignedCheckpoint } from '../log/checkpoint.js';

const LATEST = 'latest';
const PUBLISHED = /^checkpoint-[0-9]{15}-[0-9a-f]{8}\.txt$/;

/**
 * Checkpoints outside the database, where restoring it does not reach: `latest`, rewritten after each seal, and one
 * file for each published checkpoint, never changed. Best on a disk of its own.
 */
@Injectable()
export class CheckpointFolder {
  private readonly folder: string;

  constructor(config: Config) {
    this.folder = config.checkpointFolder;
  }

  /** The newest checkpoint known outside, or null when none is. */
  latest(): string | null {
    const file = join(this.folder, LATEST);
    if (existsSync(file)) return readFileSync(file, 'utf8');
    return this.published().at(-1) ?? null;
  }

  /** Every published checkpoint, the smallest first. */
  published(): string[] {
    if (!existsSync(this.folder)) return [];
    return readdirSync(this.folder)
      .filter((name) => PUBLISHED.test(name))
      .sort()
      .map((name) => readFileSync(join(this.folder, name), 'utf8'));
  }

  /** Remembers the newest checkpoint: whole or not at all. */
  remember(note: string): void {
    this.write(LATEST, note);
  }

  /** Publishes a checkpoint; a second time changes nothing. Returns the name of its file. */
  publish(note: string): string {
    const { size, root } = readSignedCheckpoint(note);
    const name = `checkpoint-${String(size).padStart(15, '0')}-${root.toString('hex', 0, 4)}.txt`;
    if (!existsSync(join(this.folder, name))) this.write(name, note);
    return name;
  }

  private write(name: string, note: string): void {
    mkdirSync(this.folder, { recursive: true });
    const draft = join(this.folder, `.${name}.${randomBytes(6).toString('hex')}`);
    writeFileSync(draft, note, { flag: 'wx' });
    renameSync(draft, join(this.folder, name));
  }
}
