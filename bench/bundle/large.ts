import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import {
  EVENTS_HEADER,
  LEDGER_HEADER,
  checkpointOf,
  eventRow,
  ledgerRows,
  listed,
  sealed,
  smallFiles,
  type Listed,
  sha,
  type Plan,
} from './bundle.js';
import { leafText } from './history.js';

/** A bundle too large to be made in one piece: the three long files are written as they come. */
export function writeLargeBundle(folder: string, plan: Plan): void {
  mkdirSync(folder, { recursive: true });
  const sizes = new Set(plan.checkpoints);
  const leaves = new LongFile(folder, 'leaves.jsonl');
  const ledger = new LongFile(folder, 'general-ledger.csv');
  const events = new LongFile(folder, 'events.csv');
  ledger.add(LEDGER_HEADER);
  events.add(EVENTS_HEADER);
  const tree = new Roots();
  const notes: string[] = [];
  for (const [index, item] of plan.history.entries()) {
    const leaf = leafText(item);
    leaves.add(leaf);
    if (item.what === 'event') events.add(eventRow(item, index, plan.salt));
    else for (const row of ledgerRows(item, index, plan.salt)) ledger.add(row);
    tree.append(leaf);
    if (sizes.has(index + 1)) notes.push(checkpointOf(plan, index + 1, tree.root()));
  }
  const small = smallFiles(plan);
  small.set('checkpoint', notes.at(-1) ?? '');
  small.set('checkpoints.txt', notes.join('\n'));
  const list = [leaves, ledger, events].map((file) => file.end());
  for (const [file, text] of small) {
    writeFileSync(join(folder, file), text);
    list.push(listed(file, text));
  }
  for (const [file, text] of sealed(plan, list, small.get('checkpoint') ?? '')) {
    writeFileSync(join(folder, file), text);
  }
}

/** Roots of complete subtrees, largest first. */
class Roots {
  private readonly peaks: { size: number; hash: Buffer }[] = [];

  append(leaf: string): void {
    let peak = { size: 1, hash: sha(Buffer.from(`\0${leaf}`)) };
    for (let left = this.peaks.at(-1); left?.size === peak.size; left = this.peaks.at(-1)) {
      this.peaks.pop();
      peak = { size: peak.size * 2, hash: sha(Buffer.of(1), left.hash, peak.hash) };
    }
    this.peaks.push(peak);
  }

  root(): Buffer {
    const hashes = this.peaks.map(({ hash }) => hash);
    return hashes.reduceRight((right, left) => sha(Buffer.of(1), left, right));
  }
}

class LongFile {
  private readonly descriptor: number;
  private readonly digest = createHash('sha256');
  private bytes = 0;
  private rows = 0;
  private waiting: string[] = [];

  constructor(
    folder: string,
    private readonly file: string,
  ) {
    this.descriptor = openSync(join(folder, file), 'w');
  }

  add(line: string): void {
    this.rows += 1;
    if (this.waiting.push(`${line}\n`) >= 5_000) this.flush();
  }

  private flush(): void {
    const text = Buffer.from(this.waiting.join(''));
    this.waiting = [];
    this.digest.update(text);
    this.bytes += text.length;
    writeSync(this.descriptor, text);
  }

  end(): Listed {
    this.flush();
    closeSync(this.descriptor);
    const rows = this.file.endsWith('.csv') ? this.rows - 1 : this.rows;
    return { file: this.file, rows, bytes: this.bytes, sha256: this.digest.digest('hex') };
  }
}
