import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { TestDatabase } from './database.js';

/** Every row of every table as text: what somebody who steals the database holds. */
export async function dumpOf(database: TestDatabase): Promise<string> {
  const tables = await database.query<{ name: string }>(
    `select quote_ident(schemaname) || '.' || quote_ident(tablename) as name from pg_tables
     where schemaname not in ('pg_catalog', 'information_schema')`,
  );
  const dumps: string[] = [];
  for (const { name } of tables) {
    const sql = `select t::text as row from ${name} t`;
    const rows = await database.query<{ row: string }>(sql);
    dumps.push(`${name}\n${rows.map(({ row }) => row).join('\n')}`);
  }
  return dumps.join('\n');
}

/** Everything the test server wrote in its folder outside the cluster: its log above all. */
export function serverLogs(): string {
  const folder = process.env['TEST_SERVER_FOLDER'];
  if (folder === undefined || !existsSync(folder)) return '';
  return filesIn(folder)
    .filter((file) => /\.log$/.test(file))
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
}

function filesIn(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? (name === 'cluster' ? [] : filesIn(path)) : [path];
  });
}

/** The disguises a value wears in dumps: as it is, as hexadecimal of bytea, as base64, in capitals, reversed. */
export function disguises(value: string): string[] {
  const bytes = Buffer.from(value, 'utf8');
  return [
    value,
    value.toUpperCase(),
    value.toLowerCase(),
    Array.from(value).reverse().join(''),
    bytes.toString('hex'),
    // Any alignment inside a longer base64 text.
    ...[0, 1, 2].map((shift) =>
      Buffer.concat([Buffer.alloc(shift), bytes])
        .toString('base64')
        .slice(shift === 0 ? 0 : 4, -4),
    ),
    encodeURIComponent(value),
  ].filter((text) => text.length >= 6);
}

/** Which of the planted values are found in a text, in any disguise. */
export function found(planted: readonly string[], text: string): string[] {
  return planted.filter((value) => disguises(value).some((disguise) => text.includes(disguise)));
}
