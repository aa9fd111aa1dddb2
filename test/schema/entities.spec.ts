import { DataSource } from 'typeorm';
import { startModules, type RunningModules } from '../support/modules.js';
import { AppModule } from '../../src/app.module.js';

interface Column {
  readonly table: string;
  readonly column: string;
  readonly type: string;
  readonly nullable: boolean;
}

/** TypeORM's short names for PostgreSQL's. */
const NAMES: Readonly<Record<string, string>> = {
  int: 'integer',
  int4: 'integer',
  int8: 'bigint',
  int2: 'smallint',
  timestamptz: 'timestamp with time zone',
  varchar: 'character varying',
  char: 'character',
  bool: 'boolean',
};

describe('the entities', () => {
  let house: RunningModules;
  beforeAll(async () => {
    house = await startModules([AppModule]);
  });
  afterAll(() => house.stop());

  it('match the database: every column exists, with its type and whether it may be empty', async () => {
    const actual = new Map(
      (
        await house.database.query<Column>(
          `select table_schema || '.' || table_name as "table", column_name as "column",
                  case data_type when 'ARRAY' then trim(leading '_' from udt_name) || '[]' else data_type end as type,
                  is_nullable = 'YES' as nullable
           from information_schema.columns where table_schema in ('public', 'ledger')`,
        )
      ).map((column) => [`${column.table}.${column.column}`, column]),
    );
    const metadata = house.get(DataSource).entityMetadatas;
    expect(metadata.length).toBeGreaterThan(15);
    const offences = metadata.flatMap((entity) =>
      entity.columns.flatMap((column) => {
        const name = `${entity.schema ?? 'public'}.${entity.tableName}.${column.databaseName}`;
        const found = actual.get(name);
        if (!found) return [`${name} is not in the database`];
        const declared =
          typeof column.type === 'string' ? column.type : column.type.name.toLowerCase();
        const base = NAMES[declared] ?? (declared === 'string' ? 'text' : declared);
        const type = column.isArray ? `${base}[]` : base;
        return [
          ...(type === found.type ? [] : [`${name} is ${found.type}, declared ${type}`]),
          ...(column.isNullable === found.nullable
            ? []
            : [`${name} nullable: ${String(found.nullable)}`]),
        ];
      }),
    );
    expect(offences).toEqual([]);
  });

  it('leave no column of their tables out', async () => {
    const declared = new Set(
      house
        .get(DataSource)
        .entityMetadatas.flatMap((entity) =>
          entity.columns.map(
            (column) => `${entity.schema ?? 'public'}.${entity.tableName}.${column.databaseName}`,
          ),
        ),
    );
    const tables = [...new Set([...declared].map((name) => name.split('.').slice(0, 2).join('.')))];
    const rows = await house.database.query<{ name: string }>(
      `select table_schema || '.' || table_name || '.' || column_name as name
       from information_schema.columns where table_schema || '.' || table_name = any($1)`,
      [tables],
    );
    expect(rows.map(({ name }) => name).filter((name) => !declared.has(name))).toEqual([]);
  });
});
