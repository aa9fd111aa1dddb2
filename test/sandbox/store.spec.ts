import type { Change, Journal } from '../../src/sandbox/store/journal.js';
import { Store } from '../../src/sandbox/store/store.js';
import { table } from '../../src/sandbox/store/table.js';

interface Letter {
  readonly to: string;
  readonly text: string;
}

const letters = table<Letter>('letter', { group: ({ to }) => to });
const stamps = table<{ readonly worth: number }>('stamp');

/** A journal in memory: what it holds outlives the store that wrote it. */
class Lines implements Journal {
  #commits: (readonly Change[])[] = [];

  get length(): number {
    return this.#commits.length;
  }

  read(): Iterable<readonly Change[]> {
    return this.#commits;
  }

  append(changes: readonly Change[]): void {
    this.#commits.push(structuredClone(changes));
  }

  rewrite(commits: Iterable<readonly Change[]>): void {
    this.#commits = [...commits];
  }

  close(): void {
    // Nothing is held open.
  }
}

describe('the memory of the sandbox', () => {
  let journal: Lines;
  let store: Store;

  beforeEach(() => {
    journal = new Lines();
    store = new Store(journal, [letters, stamps]);
  });

  const write = (id: string, to: string, text = 'hello'): void => {
    store.commit(() => {
      store.put(letters, id, { to, text });
    });
  };

  const readAgain = (): Store => new Store(journal, [stamps, letters]);

  it('keeps rows and groups in the order in which they came, over a restart too', () => {
    write('1', 'Ann');
    write('2', 'Bob');
    write('3', 'Ann');
    write('1', 'Ann', 'hello again');
    for (const memory of [store, readAgain()]) {
      expect(memory.get(letters, '2')).toEqual({ to: 'Bob', text: 'hello' });
      expect(memory.all(letters).map(({ to }) => to)).toEqual(['Ann', 'Bob', 'Ann']);
      expect(memory.group(letters, 'Ann').map(({ text }) => text)).toEqual([
        'hello again',
        'hello',
      ]);
      expect(memory.group(letters, 'Cleo')).toEqual([]);
      expect(memory.count(letters)).toBe(3);
      expect(memory.count(stamps)).toBe(0);
    }
  });

  it('takes a row out of its group when it changes to another or goes away', () => {
    write('1', 'Ann');
    write('2', 'Ann');
    write('1', 'Bob');
    store.commit(() => {
      store.remove(letters, '2');
      store.remove(letters, 'never there');
    });
    for (const memory of [store, readAgain()]) {
      expect(memory.group(letters, 'Ann')).toEqual([]);
      expect(memory.group(letters, 'Bob')).toHaveLength(1);
      expect(memory.get(letters, '2')).toBeUndefined();
    }
  });

  it('keeps nothing of a commit that throws, and does nothing after it', () => {
    write('1', 'Ann');
    const after = jest.fn();
    const broken = (): void => {
      store.put(letters, '1', { to: 'Bob', text: 'moved' });
      store.put(letters, '2', { to: 'Ann', text: 'new' });
      store.remove(letters, '1');
      store.afterCommit(after);
      throw new Error('halfway');
    };
    expect(() => {
      store.commit(broken);
    }).toThrow('halfway');
    for (const memory of [store, readAgain()]) {
      expect(memory.all(letters)).toEqual([{ to: 'Ann', text: 'hello' }]);
      expect(memory.group(letters, 'Ann')).toHaveLength(1);
      expect(memory.group(letters, 'Bob')).toEqual([]);
    }
    expect(after).not.toHaveBeenCalled();
    expect(journal.length).toBe(1);
  });

  it('forgets everything, on disk too', () => {
    write('1', 'Ann');
    store.clear();
    for (const memory of [store, readAgain()]) {
      expect(memory.all(letters)).toEqual([]);
      expect(memory.group(letters, 'Ann')).toEqual([]);
    }
  });

  it('writes a long journal again as what stands', () => {
    for (let n = 0; n < 1_010; n += 1) write(String(n % 3), 'Ann', String(n));
    const again = readAgain();
    expect(journal.length).toBe(3);
    expect(again.group(letters, 'Ann')).toEqual(store.group(letters, 'Ann'));
    expect(readAgain().all(letters)).toEqual(store.all(letters));
  });

  it('changes inside a commit only', () => {
    expect(() => {
      store.put(stamps, '1', { worth: 5 });
    }).toThrow('only inside a commit');
  });

  it('refuses two tables of one name', () => {
    expect(() => new Store(journal, [letters, table('letter')])).toThrow(
      'Two tables of the sandbox are called letter.',
    );
  });

  it('refuses a table it was not given, whatever its name', () => {
    expect(() => store.get(table('letter'), '1')).toThrow('was not given the table letter');
  });

  it('refuses a journal that names an unknown table', () => {
    write('1', 'Ann');
    expect(() => new Store(journal, [stamps])).toThrow(
      'The sandbox journal names an unknown table: letter.',
    );
  });
});
