import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import {
  EVENTS_HEADER,
  LEDGER_HEADER,
  checkpointOf,
  eventRow,
  ledgerRows,
  sealed,
  smallFiles,
  type Listed,
  type Plan,
} from './bundle.js';
import { leafText } from './history.js';

/** A bundle too large to be made in one piece: the three long files are written as they come. */
export function writeLargeBundle(folder: string, plan: Plan): void {
  mkdirSync(folder, { recursive: true });
  const leaves = new LongFile(folder, 'leaves.jsonl');
  const ledger = new LongFile(folder, 'general-ledger.csv');
  const events = new LongFile(folder, 'events.csv');
  ledger.add(LEDGER_HEADER);
  events.add(EVENTS_HEADER);
  const peaks: { size: number; hash: Buffer<ArrayBuffer> }[] = [];
  const notes: string[] = [];
  const node = (left: Buffer, right: Buffer): Buffer<ArrayBuffer> =>
    createHash('sha256')
      .update(Buffer.concat([Buffer.of(1), left, right]))
      .digest();
  for (const [index, item] of plan.history.entries()) {
    const leaf = leafText(item);
    leaves.add(leaf);
    if (item.what === 'event') events.add(eventRow(item, index, plan.salt));
    else for (const row of ledgerRows(item, index, plan.salt)) ledger.add(row);
    let peak = { size: 1, hash: createHash('sha256').update(`\0${leaf}`).digest() };
    while (peaks.at(-1)?.size === peak.size) {
      const left = peaks.pop();
      peak = { size: peak.size * 2, hash: node(left?.hash ?? peak.hash, peak.hash) };
    }
    peaks.push(peak);
    if (!plan.checkpoints.includes(index + 1)) continue;
    const root = peaks.map(({ hash }) => hash).reduceRight((right, left) => node(left, right));
    notes.push(checkpointOf(plan, index + 1, root));
  }
  const small = smallFiles(plan);
  small.set('checkpoint', notes.at(-1) ?? '');
  small.set('checkpoints.txt', notes.join('\n'));
  const list = [leaves, ledger, events].map((file) => file.end());
  for (const [file, text] of small) {
    writeFileSync(join(folder, file), text);
    list.push({
      file,
      bytes: Buffer.byteLength(text),
      sha256: createHash('sha256').update(readFileSync(join(folder, file))).digest('hex'),
    });
  }
  for (const [file, text] of sealed(plan, list, small.get('checkpoint') ?? '')) {
    writeFileSync(join(folder, file), text);
  }
}

class LongFile {
  private readonly descriptor: number;
  private readonly digest = createHash('sha256');
  private bytes = 0;
  private waiting: string[] = [];

  constructor(
    folder: string,
    private readonly file: string,
  ) {
    this.descriptor = openSync(join(folder, file), 'w');
  }

  add(line: string): void {
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
    return { file: this.file, bytes: this.bytes, sha256: this.digest.digest('hex') };
  }
}
