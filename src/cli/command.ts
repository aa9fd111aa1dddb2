/** Exit statuses, the same for every command: fine, a finding, could not run. */
export const FINE = 0;
export const FINDING = 1;
export const CANNOT_RUN = 2;
export type ExitStatus = typeof FINE | typeof FINDING | typeof CANNOT_RUN;

/** One word of the command line. */
export interface Command {
  readonly name: string;
  /** One line for `fund help`. */
  readonly summary: string;
  /** Options as they are typed, for `fund help NAME`. */
  readonly usage: string;
  run(words: readonly string[]): Promise<ExitStatus>;
}

/** Wrong use of the command line: said with the usage, exit status 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Writes one line to standard output. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
