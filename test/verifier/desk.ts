import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { writeBundle } from '../../bench/bundle/bundle.js';
import type { Crime, World } from './world.js';

/** A folder that always holds one bundle, and what its auditor keeps. */
export class Desk {
  private readonly folder = mkdtempSync(join(tmpdir(), 'fund-bundle-'));
  readonly bundle = join(this.folder, 'bundle');
  private readonly kept = join(this.folder, 'kept');

  constructor(private readonly world: World) {
    writeBundle(this.bundle, world.files);
    const { last, vkey, witnesses } = world;
    writeBundle(this.kept, new Map(Object.entries({ last, vkey, witnesses })));
  }

  options(brings: Crime['brings']): Record<string, string> {
    return Object.fromEntries(
      brings.map((what) => [what, what === 'vkey' ? this.world.vkey : join(this.kept, what)]),
    );
  }

  /** Puts in place what the adversary changed, for as long as the question takes. */
  async with<Answer>(crime: Crime, ask: () => Promise<Answer>): Promise<Answer> {
    const { files } = this.world;
    const changed = [...crime.files].filter(([file, content]) => files.get(file) !== content);
    const gone = [...files.keys()].filter((file) => !crime.files.has(file));
    for (const [file, content] of changed) this.put(file, content);
    for (const file of gone) rmSync(join(this.bundle, file));
    try {
      return await ask();
    } finally {
      for (const [file] of changed) {
        const content = files.get(file);
        if (content === undefined) rmSync(join(this.bundle, file));
        else this.put(file, content);
      }
      for (const file of gone) this.put(file, files.get(file) ?? '');
    }
  }

  private put(file: string, content: string | Buffer): void {
    mkdirSync(dirname(join(this.bundle, file)), { recursive: true });
    writeFileSync(join(this.bundle, file), content);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
