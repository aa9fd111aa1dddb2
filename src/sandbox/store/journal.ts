import {
  appendFileSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';

/** One change: a table, an id, and the record that stands there now (null: taken away). */
export interface Change {
  readonly table: string;
  readonly id: string;
  readonly value: object | null;
}

/** Where commits are kept. A commit is one line, so half a commit can never be read back. */
export interface Journal {
  read(): Iterable<readonly Change[]>;
  append(changes: readonly Change[]): void;
  rewrite(commits: Iterable<readonly Change[]>): void;
  /** Lets go of the file; another commit would open it again. */
  close(): void;
}

/** For tests that need no restart. */
export const forgetfulJournal: Journal = {
  read: () => [],
  append: () => undefined,
  rewrite: () => undefined,
  close: () => undefined,
};

/**
 * JSON lines in one file, readable by its owner only. It survives the end of the process at any
 * moment: a torn last line is a commit that was never answered, and is left out.
 */
export class FileJournal implements Journal {
  /** Open from the first commit on. */
  #file: number | null = null;

  constructor(private readonly path: string) {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  }

  *read(): Iterable<readonly Change[]> {
    if (!existsSync(this.path)) return;
    const text = readFileSync(this.path, 'utf8');
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    if (whole.length < text.length) writeFileSync(this.path, whole, { mode: 0o600 });
    for (const line of whole.split('\n')) {
      if (line !== '') yield changesOf(line);
    }
  }

  append(changes: readonly Change[]): void {
    this.#file ??= openSync(this.path, 'a', 0o600);
    appendFileSync(this.#file, lineOf(changes));
  }

  /** Replaces the file in one step (write beside it, then rename). */
  rewrite(commits: Iterable<readonly Change[]>): void {
    this.close();
    const beside = `${this.path}.new`;
    writeFileSync(beside, [...commits].map(lineOf).join(''), { mode: 0o600 });
    renameSync(beside, this.path);
  }

  close(): void {
    if (this.#file !== null) closeSync(this.#file);
    this.#file = null;
  }
}

function lineOf(changes: readonly Change[]): string {
  return `${JSON.stringify(changes.map(({ table, id, value }) => [table, id, value]))}\n`;
}

function changesOf(line: string): readonly Change[] {
  const parsed: unknown = JSON.parse(line);
  if (!Array.isArray(parsed)) throw new Error('A line of the sandbox journal is not a commit.');
  return parsed.map((item: unknown) => {
    if (!Array.isArray(item)) throw new Error('A line of the sandbox journal holds no change.');
    const [table, id, value] = item as unknown[];
    if (typeof table !== 'string' || typeof id !== 'string' || typeof value !== 'object') {
      throw new Error('A change in the sandbox journal has the wrong shape.');
    }
    return { table, id, value };
  });
}
