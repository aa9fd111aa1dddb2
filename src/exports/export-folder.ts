import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { manifestText, type ExportFile, type Manifest } from './manifest.js';
import type { Written } from './snapshot.store.js';

/** How far an export is: rows written, and how many there will be, near enough to show. */
export type Told = (done: number, total: number) => void;

const LINE_FEED = 10;
/** What may wait for the disk: the database need not stop for each write. */
const WAITING_BYTES = 1_048_576;

/** Takes the files of one export: each is written, counted and hashed in one pass, readable by its owner only. */
export class ExportFolder {
  readonly files: ExportFile[] = [];
  private readonly started: string[] = [];
  private rows = 0;
  private total = 0;

  constructor(
    private readonly path: string,
    private readonly tell: Told,
  ) {}

  /** Says how many rows there will be. */
  expect(rows: number): void {
    this.total = rows;
    this.advance(0);
  }

  /** A file as it streams out of the database, a line for a row. */
  async write(file: string, written: Written): Promise<ExportFile> {
    return this.store(file, written, (chunk) => {
      this.advance(linesIn(chunk));
    });
  }

  /** A file made here, whose rows are counted where they are read. */
  async writeMade(file: string, written: Written): Promise<ExportFile> {
    return this.store(file, written, nothing);
  }

  /** A file made here, piece by piece; `rows` says how many rows it had when the last piece was given. */
  async compose(file: string, pieces: Pieces, rows: () => number): Promise<ExportFile> {
    return this.writeMade(file, { stream: Readable.from(bytesOf(pieces)), rows });
  }

  /** Passes rows on and counts them. */
  async *counting<Item>(rows: AsyncIterable<Item>): AsyncGenerator<Item, void> {
    for await (const row of rows) {
      this.advance(1);
      yield row;
    }
  }

  private async store(
    file: string,
    { stream, rows }: Written,
    count: (chunk: Buffer) => void,
  ): Promise<ExportFile> {
    this.started.push(file);
    const hash = createHash('sha256');
    let bytes = 0;
    const passing = new Transform({
      highWaterMark: WAITING_BYTES,
      transform: (chunk: Buffer, _encoding, done): void => {
        hash.update(chunk);
        bytes += chunk.length;
        count(chunk);
        done(null, chunk);
      },
    });
    await pipeline(
      stream,
      passing,
      createWriteStream(join(this.path, file), {
        mode: 0o600,
        flags: 'wx',
        highWaterMark: WAITING_BYTES,
      }),
    );
    const written = { file, rows: rows(), bytes, sha256: hash.digest('hex') };
    this.files.push(written);
    return written;
  }

  /** Writes manifest.json, last, and returns what can be said about it. */
  async close(about: Omit<Manifest, 'files'>): Promise<ExportFile> {
    const places = new Map(this.started.map((file, place) => [file, place]));
    const place = ({ file }: ExportFile): number => places.get(file) ?? 0;
    const files = this.files.toSorted((one, other) => place(one) - place(other));
    const text = manifestText({ ...about, files });
    const manifest = await this.compose('manifest.json', [text], () => 0);
    this.files.pop();
    return manifest;
  }

  /** Takes away what was written: nothing half made is left behind. */
  async clear(): Promise<void> {
    for (const file of this.started) await rm(join(this.path, file), { force: true });
  }

  private advance(rows: number): void {
    this.rows += rows;
    this.tell(this.rows, Math.max(this.total, this.rows));
  }
}

type Pieces = AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>;

const nothing = (): void => undefined;

/** Near enough: a text with a line break in it counts as two until the file is whole. */
function linesIn(chunk: Buffer): number {
  let lines = 0;
  for (let at = chunk.indexOf(LINE_FEED); at >= 0; at = chunk.indexOf(LINE_FEED, at + 1)) {
    lines += 1;
  }
  return lines;
}

/** Small pieces together: a write for every line would cost more than the line. */
async function* bytesOf(pieces: Pieces): AsyncGenerator<Buffer, void> {
  let waiting: Buffer[] = [];
  let size = 0;
  for await (const piece of pieces) {
    const bytes = Buffer.from(piece);
    waiting.push(bytes);
    size += bytes.length;
    if (size >= 65_536) {
      yield Buffer.concat(waiting);
      [waiting, size] = [[], 0];
    }
  }
  if (size > 0) yield Buffer.concat(waiting);
}
