import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { PROJECT_ROOT } from '../project-root.js';

/** TypeORM orders migrations by the 13 digits that end their names; ours are the number of the file. */
const EPOCH = 1_763_800_000_000;

/**
 * The files of migrations/, each one forward step of plain SQL, as TypeORM migrations. A step that
 * has landed is never edited: the next one corrects it.
 */
export function readMigrations(): (new () => MigrationInterface)[] {
  const folder = join(PROJECT_ROOT, 'migrations');
  return readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .sort()
    .map((file) => migration(file, readFileSync(join(folder, file), 'utf8')));
}

function migration(file: string, sql: string): new () => MigrationInterface {
  const [number = '', ...words] = file.replace(/\.sql$/, '').split('-');
  const name = `${words.join('_')}${String(EPOCH + Number(number))}`;
  return class implements MigrationInterface {
    readonly name = name;

    async up(runner: QueryRunner): Promise<void> {
      await runner.query(sql);
    }

    down(): Promise<void> {
      return Promise.reject(new Error('Migrations go forward only: write the next step.'));
    }
  };
}
