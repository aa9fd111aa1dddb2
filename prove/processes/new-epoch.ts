import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { environmentOf } from './house.js';
import type { Ground } from './settings.js';

const COMMAND = join(import.meta.dirname, '../../src/cli/main.js');
const REASON = 'A backup was put back.';

/** What a person does after a restore that nothing else tells of: `fund sending new-epoch`. */
export async function beginEpoch(ground: Ground): Promise<void> {
  const words = [COMMAND, 'sending', 'new-epoch', '--reason', REASON];
  await promisify(execFile)(process.execPath, words, {
    env: { ...process.env, ...environmentOf(ground) },
  });
}
