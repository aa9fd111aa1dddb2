import { mkdtempSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MEMORY = '/dev/shm';
const ENOUGH_BYTES = 4 * 1024 ** 3;

/**
 * A folder for one drill, in memory where there is room and nobody asked for another place. An immediate stop ends
 * PostgreSQL and not the machine: what was handed to the system stays there, on a disk as in memory.
 */
export function drillFolder(): string {
  const isAsked = process.env['TMPDIR'] !== undefined;
  return mkdtempSync(join(!isAsked && hasRoom(MEMORY) ? MEMORY : tmpdir(), 'fund-prove-'));
}

function hasRoom(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize > ENOUGH_BYTES;
  } catch {
    return false;
  }
}
