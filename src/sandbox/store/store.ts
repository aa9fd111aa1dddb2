import type { Change, Journal } from './journal.js';
import { Rows } from './rows.js';
import type { Table } from './table.js';

/** What an open commit did so far, how to undo it, and what is to follow. */
interface Commit {
  readonly changes: Change[];
  readonly undo: (() => void)[];
  readonly after: (() => void)[];
}

const commitsKeptPerRecord = 2;

/**
 * The provider's memory: tables in memory, each commit one line in the journal. What a request does
 * is seen whole or not at all, also after the process was killed between two requests. It knows the
 * tables it is given, in the order in which they are written down.
 */
export class Store {
  readonly #rows: ReadonlyMap<Table<object>, Rows<object>>;
  #open: Commit | null = null;

  constructor(
    private readonly journal: Journal,
    tables: readonly Table<object>[],
  ) {
    this.#rows = new Map(tables.map((table) => [table, new Rows(table)]));
    const commits = this.#replay();
    if (commits > commitsKeptPerRecord * this.#size() + 1000) this.#compact();
  }

  get<Row extends object>(table: Table<Row>, id: string): Row | undefined {
    return this.#rowsOf(table).get(id);
  }

  /** All records, oldest first. */
  all<Row extends object>(table: Table<Row>): Row[] {
    return this.#rowsOf(table).all();
  }

  count(table: Table<object>): number {
    return this.#rowsOf(table).size;
  }

  /** The records of one group of a table, oldest first. */
  group<Row extends object>(table: Table<Row>, key: string): Row[] {
    return this.#rowsOf(table).group(key);
  }

  put<Row extends object>(table: Table<Row>, id: string, row: NoInfer<Row>): void {
    this.#change(table, id, row);
  }

  remove(table: Table<object>, id: string): void {
    if (this.#rowsOf(table).get(id)) this.#change(table, id, null);
  }

  /** Runs work as one commit; when it throws, nothing of it stays. A commit inside one joins it. */
  commit<T>(work: () => T): T {
    if (this.#open) return work();
    const open: Commit = { changes: [], undo: [], after: [] };
    this.#open = open;
    try {
      const result = work();
      if (open.changes.length > 0) this.journal.append(open.changes);
      return result;
    } catch (error) {
      for (const undo of open.undo.reverse()) undo();
      open.after.length = 0;
      throw error;
    } finally {
      this.#open = null;
      for (const act of open.after) act();
    }
  }

  /** Something to do once the open commit is written, for example sending its webhook. */
  afterCommit(act: () => void): void {
    if (!this.#open) throw new Error('afterCommit is for acts inside a commit.');
    this.#open.after.push(act);
  }

  /** Forgets everything, in memory and on disk. */
  clear(): void {
    for (const rows of this.#rows.values()) rows.clear();
    this.journal.rewrite([]);
  }

  /** Lets go of the journal's file. */
  close(): void {
    this.journal.close();
  }

  #change<Row extends object>(table: Table<Row>, id: string, value: Row | null): void {
    if (!this.#open) throw new Error('The sandbox changes its records only inside a commit.');
    const rows = this.#rowsOf(table);
    const before = rows.get(id) ?? null;
    this.#open.undo.push(() => {
      rows.set(id, before);
    });
    this.#open.changes.push({ table: table.name, id, value });
    rows.set(id, value);
  }

  #rowsOf<Row extends object>(table: Table<Row>): Rows<Row> {
    const rows = this.#rows.get(table);
    if (!rows) throw new Error(`The sandbox store was not given the table ${table.name}.`);
    // They were made for this very table.
    return rows as Rows<Row>;
  }

  /** Reads the journal and counts its commits. Only this class writes it, so a record has the shape of its table. */
  #replay(): number {
    const named = this.#named();
    let commits = 0;
    for (const changes of this.journal.read()) {
      commits += 1;
      for (const { table, id, value } of changes) {
        const rows = named.get(table);
        if (!rows) throw new Error(`The sandbox journal names an unknown table: ${table}.`);
        rows.set(id, value);
      }
    }
    return commits;
  }

  #named(): ReadonlyMap<string, Rows<object>> {
    const named = new Map<string, Rows<object>>();
    for (const [{ name }, rows] of this.#rows) {
      if (named.has(name)) throw new Error(`Two tables of the sandbox are called ${name}.`);
      named.set(name, rows);
    }
    return named;
  }

  #size(): number {
    return [...this.#rows.values()].reduce((sum, { size }) => sum + size, 0);
  }

  #compact(): void {
    const commits: Change[][] = [];
    for (const [{ name: table }, rows] of this.#rows) {
      for (const [id, value] of rows.entries()) commits.push([{ table, id, value }]);
    }
    this.journal.rewrite(commits);
  }
}
