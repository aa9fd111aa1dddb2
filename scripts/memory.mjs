// @ts-check
import { statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';

const MEMORY = '/dev/shm';

/**
 * Where files go that nobody keeps: memory where that many gigabytes are free, else the folder for such files.
 * @param {number} gigabytes
 */
export function fastFolder(gigabytes) {
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    return bavail * bsize > gigabytes * 1024 ** 3 ? MEMORY : tmpdir();
  } catch {
    return tmpdir();
  }
}
