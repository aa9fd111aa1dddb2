import type { Table } from './table.js';

/** The rows of one table, oldest first, and its groups beside them, so that a list by group stays quick. */
export class Rows<Row extends object> {
  readonly #rows = new Map<string, Row>();
  readonly #groups = new Map<string, Map<string, Row>>();

  constructor(private readonly table: Table<Row>) {}

  get size(): number {
    return this.#rows.size;
  }

  get(id: string): Row | undefined {
    return this.#rows.get(id);
  }

  all(): Row[] {
    return [...this.#rows.values()];
  }

  group(key: string): Row[] {
    return [...(this.#groups.get(key)?.values() ?? [])];
  }

  entries(): Iterable<[string, Row]> {
    return this.#rows.entries();
  }

  /** Null takes the row away. A row that changes keeps its place, in its group too while that is the same. */
  set(id: string, row: Row | null): void {
    if (this.table.group) this.#regroup(id, row);
    if (row === null) this.#rows.delete(id);
    else this.#rows.set(id, row);
  }

  clear(): void {
    this.#rows.clear();
    this.#groups.clear();
  }

  #regroup(id: string, row: Row | null): void {
    const before = this.#rows.get(id);
    const oldKey = before && this.table.group?.(before);
    const newKey = row ? this.table.group?.(row) : undefined;
    if (oldKey !== undefined && oldKey !== newKey) this.#leave(oldKey, id);
    if (row && newKey !== undefined) this.#join(newKey, id, row);
  }

  #join(key: string, id: string, row: Row): void {
    const group = this.#groups.get(key);
    if (group) group.set(id, row);
    else this.#groups.set(key, new Map([[id, row]]));
  }

  #leave(key: string, id: string): void {
    const group = this.#groups.get(key);
    group?.delete(id);
    if (group?.size === 0) this.#groups.delete(key);
  }
}
