import { existsSync, mkdirSync, readdirSync, rmSync, type PathLike } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { checkOrder, Exporter, FORMAT_NAMES, type ExportOrder } from '#exports';
import { DomainError, newId } from '#kernel';
import { FINE, say, UsageError, type Command } from '../command.js';
import { codeOf } from '../complaints.js';
import { inTheHouse } from '../house.js';

/** Writes the books into a folder, streamed from one view of the database. */
export const exportBooks: Command = {
  name: 'export',
  summary: 'Writes the books into an empty folder, in a format of your choice, with a manifest.',
  usage: `--format ${FORMAT_NAMES.join('|')} --from YYYY-MM-DD --to YYYY-MM-DD --out FOLDER [--fund CODE]`,
  run: async (words) => {
    const { order, out } = read(words);
    checkOrder(order, FORMAT_NAMES);
    const made = emptyFolder(out);
    try {
      await inTheHouse((house) =>
        house.get(Exporter).make(newId('export'), order, out, progressOnStandardError()),
      );
    } catch (error) {
      if (made !== undefined) rmSync(made, { recursive: true, force: true });
      throw error;
    }
    for (const name of readdirSync(out).sort()) say(join(out, name));
    return FINE;
  },
};

function read(words: readonly string[]): { readonly order: ExportOrder; readonly out: string } {
  const text = { type: 'string' } as const;
  const options = { format: text, from: text, to: text, fund: text, out: text };
  const { values } = parseArgs({ args: [...words], options });
  const needed = (name: 'format' | 'from' | 'to' | 'out', hint: string): string => {
    const value = values[name];
    if (value === undefined || value === '') throw new UsageError(`Say ${hint}.`);
    return value;
  };
  const order = {
    format: needed('format', 'which format: --format csv'),
    from: needed('from', 'from which day: --from YYYY-MM-DD'),
    to: needed('to', 'to which day: --to YYYY-MM-DD'),
    fund: values.fund ?? null,
    actor: 'system',
  };
  return { order, out: needed('out', 'where: --out FOLDER') };
}

/** Makes the folder where it is missing, and returns what was made of it; throws `OUT_…` when it cannot be used. */
function emptyFolder(out: string): string | undefined {
  let made: string | undefined;
  try {
    made = makeFolder(resolve(out));
    if (readdirSync(out).length === 0) return made;
  } catch (error) {
    throw unusable(out, error);
  }
  throw refuse('OUT_NOT_EMPTY', out, 'is not empty: files of two exports would be mixed');
}

/** The first folder it had to make, if any. Node's recursive mkdir never returns under /proc, so each step is made here. */
function makeFolder(path: string): string | undefined {
  if (existsSync(path)) return undefined;
  const above = makeFolder(dirname(path));
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if (above !== undefined) rmSync(above, { recursive: true, force: true });
    throw error;
  }
  return above ?? path;
}

function unusable(out: PathLike, error: unknown): Error {
  if (['EEXIST', 'ENOTDIR'].includes(codeOf(error)))
    return refuse('OUT_NOT_A_FOLDER', out, 'is a file');
  return refuse('OUT_NOT_WRITABLE', out, 'cannot be written to');
}

const refuse = (code: string, out: PathLike, what: string): DomainError =>
  new DomainError('invalid', code, `${String(out)} ${what}.`);

const EVERY_ROWS = 250_000;

/** Short exports say nothing. */
function progressOnStandardError(): (done: number, total: number) => void {
  let told = 0;
  return (done, total) => {
    if (done < told + EVERY_ROWS) return;
    told = done;
    const figure = new Intl.NumberFormat('en');
    process.stderr.write(`${figure.format(done)} of about ${figure.format(total)} rows\n`);
  };
}
