import { mkdir, open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type { Id } from '#kernel';
import { Config } from '#platform';
import { exportNotReady } from './exports.errors.js';

/** The folder of the files that were asked for on the page: DATA_DIR/exports, its owner's only. */
@Injectable()
export class ExportFiles {
  private readonly home: string;

  constructor(config: Config) {
    this.home = join(config.dataDir, 'exports');
  }

  /** An empty folder for one attempt; what earlier attempts left goes. */
  async workFolder(id: Id<'export'>, attempt: number): Promise<string> {
    await this.remove(id);
    const folder = join(this.home, `${id}.${String(attempt)}`);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return folder;
  }

  /** Where the one file of an attempt lies: a sleeper that wakes up late never overwrites its successor's. */
  archive(id: Id<'export'>, attempt: number): string {
    return join(this.home, `${id}.${String(attempt)}.zip`);
  }

  /** Throws `EXPORT_NOT_READY` (conflict) when the file is gone. */
  async read(id: Id<'export'>, attempt: number): Promise<Readable> {
    try {
      const file = await open(this.archive(id, attempt));
      return file.createReadStream();
    } catch {
      throw exportNotReady();
    }
  }

  /** The file of one attempt, if it came to one; where no file can be, there is none to take away. */
  async discard(id: Id<'export'>, attempt: number): Promise<void> {
    await rm(this.archive(id, attempt), { force: true }).catch(() => undefined);
  }

  /** Everything of one export. */
  async remove(id: Id<'export'>): Promise<void> {
    const names = await readdir(this.home).catch(() => []);
    for (const name of names.filter((one) => one.startsWith(`${id}.`))) {
      await rm(join(this.home, name), { recursive: true, force: true });
    }
  }
}
