import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Beside a copy that `npm start` runs, commands find its settings in the data folder, so that they work as typed.
 * What the environment says itself always wins.
 */
export function adoptRunningCopy(): void {
  const file = join(process.env['DATA_DIR'] ?? '.data', 'environment.json');
  if (process.env['DATABASE_URL'] !== undefined || !existsSync(file)) return;
  const left = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
  for (const [name, value] of Object.entries(left)) process.env[name] ??= value;
}
