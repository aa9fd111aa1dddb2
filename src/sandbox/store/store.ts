import type { Change, Journal } from './journal.js';
import { groupings, tableNames, type Tables } from './tables.js';

type TableName = keyof Tables;
type Maps = { [K in TableName]: Map<string, Tables[K]> };

const commitsKeptPerRecord = 2;

/**
 * The provider's memory: tables in memory, each commit one line in the journal. What a request does
 * is seen whole or not at all, also after the process was killed between two requests.
 */
export class Store {
  #maps: Maps = emptyMaps();
  #groups = new Map<TableName, Map<string, Set<string>>>();
  #open: { changes: Change[]; undo: (() => void)[]; after: (() => void)[] } | null = null;

  constructor(private readonly journal: Journal) {
    let commits = 0;
    for (const changes of journal.read()) {
      commits += 1;
      for (const change of changes) this.#apply(change);
    }
    if (commits > commitsKeptPerRecord * this.#size() + 1000) this.#compact();
  }

  get<K extends TableName>(table: K, id: string): Tables[K] | undefined {
    return this.#map(table).get(id);
  }

  /** All records, oldest first. */
  all<K extends TableName>(table: K): Tables[K][] {
    return [...this.#map(table).values()];
  }

  count(table: TableName): number {
    return this.#map(table).size;
  }

  /** The records of one group of `groupings`, oldest first. */
  group<K extends TableName>(table: K, key: string): Tables[K][] {
    const ids = this.#groups.get(table)?.get(key) ?? [];
    const map = this.#map(table);
    return [...ids].flatMap((id) => map.get(id) ?? []);
  }

  put<K extends TableName>(table: K, id: string, value: Tables[K]): void {
    this.#change({ table, id, value });
  }

  remove(table: TableName, id: string): void {
    if (this.#map(table).has(id)) this.#change({ table, id, value: null });
  }

  /** Runs work as one commit; when it throws, nothing of it stays. A commit inside one joins it. */
  commit<T>(work: () => T): T {
    if (this.#open) return work();
    const open = { changes: [], undo: [], after: [] as (() => void)[] };
    this.#open = open;
    try {
      const result = work();
      if (open.changes.length > 0) this.journal.append(open.changes);
      return result;
    } catch (error) {
      for (const undo of (open.undo as (() => void)[]).reverse()) undo();
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
    this.#maps = emptyMaps();
    this.#groups.clear();
    this.journal.rewrite([]);
  }

  /** Lets go of the journal's file. */
  close(): void {
    this.journal.close();
  }

  #change(change: Change & { table: TableName }): void {
    if (!this.#open) throw new Error('The sandbox changes its records only inside a commit.');
    const { table, id } = change;
    const before = this.#map(table).get(id) ?? null;
    this.#open.undo.push(() => {
      this.#apply({ table, id, value: before });
    });
    this.#open.changes.push(change);
    this.#apply(change);
  }

  #apply(change: Change): void {
    const table = tableNames.find((name) => name === change.table);
    if (!table) throw new Error(`The sandbox journal names an unknown table: ${change.table}.`);
    // The journal is written by this class only, so a record has the shape of its table.
    const map = this.#maps[table] as Map<string, object>;
    const before = map.get(change.id) ?? null;
    this.#regroup(table, change.id, { before, after: change.value });
    if (change.value === null) map.delete(change.id);
    else map.set(change.id, change.value);
  }

  /** A record that changes within its group keeps its place, so groups stay in order of creation. */
  #regroup(
    table: TableName,
    id: string,
    { before, after }: { readonly before: object | null; readonly after: object | null },
  ): void {
    const keyOf = groupings[table] as ((record: object) => string) | undefined;
    if (!keyOf) return;
    const groups = this.#groups.get(table) ?? new Map<string, Set<string>>();
    this.#groups.set(table, groups);
    const oldKey = before && keyOf(before);
    const newKey = after && keyOf(after);
    if (oldKey === newKey) return;
    if (oldKey !== null) groups.get(oldKey)?.delete(id);
    if (newKey !== null) groups.set(newKey, (groups.get(newKey) ?? new Set()).add(id));
  }

  #map<K extends TableName>(table: K): Map<string, Tables[K]> {
    return this.#maps[table];
  }

  #size(): number {
    return tableNames.reduce((sum, name) => sum + this.#maps[name].size, 0);
  }

  #compact(): void {
    const commits: Change[][] = [];
    for (const table of tableNames) {
      for (const [id, value] of this.#maps[table]) commits.push([{ table, id, value }]);
    }
    this.journal.rewrite(commits);
  }
}

function emptyMaps(): Maps {
  return {
    account: new Map(),
    accountLink: new Map(),
    setupIntent: new Map(),
    payoutMethod: new Map(),
    payment: new Map(),
    receivedCredit: new Map(),
    transaction: new Map(),
    entry: new Map(),
    books: new Map(),
    event: new Map(),
    delivery: new Map(),
    reply: new Map(),
    due: new Map(),
    firstReply: new Map(),
    transfer: new Map(),
    reversal: new Map(),
    connectPayout: new Map(),
    topup: new Map(),
    balanceTransaction: new Map(),
    holding: new Map(),
    balanceSettings: new Map(),
    snapshot: new Map(),
    message: new Map(),
    cardholder: new Map(),
    issuingCard: new Map(),
    issuingAuthorization: new Map(),
    issuingTransaction: new Map(),
    cardShowing: new Map(),
    rewardOrder: new Map(),
    rewardReview: new Map(),
    rewardMovement: new Map(),
    rewardCampaign: new Map(),
    rewardLink: new Map(),
    rewardNotice: new Map(),
    settings: new Map(),
    clock: new Map(),
  };
}
