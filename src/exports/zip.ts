import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';

/** Packs the files of a folder into one file of its owner's only; returns what a reader can check it by. */
export async function zipFolder(
  folder: string,
  target: string,
  at: Date,
): Promise<{ readonly bytes: bigint; readonly sha256: string }> {
  const zip = new ZipFile();
  for (const name of (await readdir(folder)).sort()) {
    zip.addFile(join(folder, name), name, { mtime: at, mode: 0o100_600 });
  }
  const hash = createHash('sha256');
  let bytes = 0n;
  const packed = new PassThrough();
  packed.on('data', (chunk: Buffer) => {
    hash.update(chunk);
    bytes += BigInt(chunk.length);
  });
  // A file that cannot be read is an event of the archive, not of its stream.
  zip.on('error', (error: Error) => packed.destroy(error));
  zip.end();
  await pipeline(zip.outputStream, packed, createWriteStream(target, { mode: 0o600, flags: 'wx' }));
  return { bytes, sha256: hash.digest('hex') };
}
