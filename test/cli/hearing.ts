import type { ExitStatus } from '../../src/cli/command.js';

/** What somebody at the command line is told. */
export interface Told {
  readonly status: ExitStatus;
  readonly out: string;
  readonly err: string;
}

/** Runs a command and hears what it prints. */
export async function hear(command: () => Promise<ExitStatus>): Promise<Told> {
  const out: string[] = [];
  const err: string[] = [];
  const write = process.stdout.write.bind(process.stdout);
  const writeError = process.stderr.write.bind(process.stderr);
  process.stdout.write = (text): boolean => out.push(String(text)) > 0;
  process.stderr.write = (text): boolean => err.push(String(text)) > 0;
  try {
    const status = await command();
    return { status, out: out.join(''), err: err.join('') };
  } finally {
    process.stdout.write = write;
    process.stderr.write = writeError;
  }
}
