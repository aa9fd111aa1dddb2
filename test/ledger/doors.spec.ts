import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ENTRY_DOORS } from '../../src/cli/docs/entry-doors.js';
import { writtenByHand } from '../stories/books-by-hand.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';

const ROOT = join(import.meta.dirname, '../..');
const nameOf = ({ kind, variant }: { kind: string; variant: string }): string =>
  `${kind}:${variant}`;

describe('every event of the books', () => {
  let database: TestDatabase;
  let templates: string[];
  beforeAll(async () => {
    database = await freshDatabase();
    const rows = await database.query<{ kind: string; variant: string }>(
      `select distinct k.kind, coalesce(r.variant, k.variant) as variant
       from ledger.entry_kind k left join ledger.entry_rule r on r.kind = k.kind`,
    );
    templates = rows.map(nameOf).sort();
  });
  afterAll(() => database.drop());

  it('has one door: a form, or the act it belongs to', () => {
    expect(ENTRY_DOORS.map(nameOf).sort()).toEqual(templates);
  });

  it('has a story that names its accounts before and after', () => {
    const byHand = writtenByHand();
    const untold = ENTRY_DOORS.filter((door) => {
      if (byHand.includes(nameOf(door))) return false;
      return !readFileSync(join(ROOT, door.story), 'utf8').includes(door.kind);
    });
    expect(untold.map(nameOf)).toEqual([]);
  });
});
