import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GRAPHS } from '../../src/cli/docs/graphs.js';
import { fillIn, MADE_PAGES, partsIn } from '../../src/cli/docs/made-parts.js';
import { stalePages } from '../../src/cli/docs/write-docs.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';

const ROOT = join(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

describe('the documentation', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await freshDatabase();
  });

  afterAll(async () => {
    await database.drop();
  });

  it('draws states, tables, settings and jobs as they are now (npx fund docs writes them)', async () => {
    const stale = await stalePages((sql) => database.query(sql));
    expect(stale.map(({ file }) => file)).toEqual([]);
  });

  it('draws every state graph and everything else that is made, once', () => {
    const drawn = MADE_PAGES.flatMap((page) => partsIn(read(`docs/${page}`)));
    const wanted = [
      ...Object.keys(GRAPHS).map((name) => `graph ${name}`),
      'accounts',
      'entries',
      'event types',
      'schema',
      'settings',
      'timetable',
    ];
    expect([...drawn].sort()).toEqual([...wanted].sort());
  });

  it('keeps what people wrote around a made part', () => {
    const page = 'before\n<!-- made: settings -->\nold\n<!-- end -->\nafter\n';
    expect(fillIn(page, new Map([['settings', 'new']]))).toBe(
      'before\n<!-- made: settings -->\n\nnew\n\n<!-- end -->\nafter\n',
    );
  });

  it('links to files that exist', () => {
    const pages = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md'].concat(
      readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.md'))
        .map((file) => `docs/${file}`),
    );
    const broken = pages.flatMap((page) =>
      [...read(page).matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)/g)]
        .map(([, target = '']) => target)
        .filter((target) => !existsSync(join(ROOT, page, '..', target)))
        .map((target) => `${page} -> ${target}`),
    );
    expect(broken).toEqual([]);
  });
});
