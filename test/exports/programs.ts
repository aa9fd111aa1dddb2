import { execFileSync, spawnSync } from 'node:child_process';

/** Whether a program of somebody else's is installed here: what it says is asked only then. */
export function isInstalled(program: string, asked = '--version'): boolean {
  return spawnSync(program, [asked], { stdio: 'ignore' }).status === 0;
}

/** What it prints; throws with what it complained about. */
export function run(program: string, ...words: string[]): string {
  return execFileSync(program, words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}
