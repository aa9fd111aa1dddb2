import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT } from '#platform';

/** Asks the database; any login that may read the catalogue will do. */
export type Ask = <Row>(sql: string) => Promise<Row[]>;

interface Column {
  readonly table: string;
  readonly name: string;
  readonly type: string;
  readonly isNullable: boolean;
  readonly isPrimary: boolean;
  readonly isForeign: boolean;
}

interface Reference {
  readonly child: string;
  readonly parent: string;
  readonly columns: string;
  readonly isOptional: boolean;
}

const TABLE = `case n.nspname when 'public' then c.relname else n.nspname || '.' || c.relname end`;
/** Our tables: not the queue's, which belong to a library, and not the list of migrations. */
const OURS = `c.relkind = 'r' and n.nspname in ('public', 'ledger') and c.relname <> 'migration'`;

const COLUMNS = `
  select ${TABLE} as "table", a.attname as name, format_type(a.atttypid, a.atttypmod) as type,
         not a.attnotnull as "isNullable",
         exists (select 1 from pg_constraint k where k.conrelid = c.oid and k.contype = 'p'
                   and a.attnum = any (k.conkey)) as "isPrimary",
         exists (select 1 from pg_constraint k where k.conrelid = c.oid and k.contype = 'f'
                   and a.attnum = any (k.conkey)) as "isForeign"
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  where ${OURS}
  order by 1, a.attnum`;

const REFERENCES = `
  select ${TABLE} as child,
         (select case pn.nspname when 'public' then p.relname else pn.nspname || '.' || p.relname end
          from pg_class p join pg_namespace pn on pn.oid = p.relnamespace where p.oid = k.confrelid) as parent,
         (select string_agg(a.attname, ', ' order by x.n)
          from unnest(k.conkey) with ordinality x (attnum, n)
          join pg_attribute a on a.attrelid = k.conrelid and a.attnum = x.attnum) as columns,
         (select bool_or(not a.attnotnull) from pg_attribute a
          where a.attrelid = k.conrelid and a.attnum = any (k.conkey)) as "isOptional"
  from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
  where k.contype = 'f' and ${OURS}
  order by 1, 3, 2`;

/** Short names for types, as a diagram has little room. */
const TYPES: Readonly<Record<string, string>> = {
  'timestamp with time zone': 'timestamptz',
  'character(3)': 'char3',
};

/** The tables as Mermaid diagrams, one for each module, drawn from the database itself. */
export async function drawSchema(ask: Ask): Promise<string> {
  const columns = await ask<Column>(COLUMNS);
  const references = await ask<Reference>(REFERENCES);
  const modules = modulesOf([...new Set(columns.map(({ table }) => table))]);
  const parts = [...modules].map(([module, tables]) =>
    [`## ${module}`, '', ...drawModule(tables, columns, references)].join('\n'),
  );
  return parts.join('\n\n');
}

function drawModule(
  tables: readonly string[],
  columns: readonly Column[],
  references: readonly Reference[],
): string[] {
  const boxes = tables.flatMap((table) => [
    `  ${boxName(table)} {`,
    ...columns.filter((column) => column.table === table).map(drawColumn),
    '  }',
  ]);
  const lines = references
    .filter(({ child }) => tables.includes(child))
    .map(({ parent, child, columns: by, isOptional }) => {
      const arrow = isOptional ? '|o--o{' : '||--o{';
      return `  ${boxName(parent)} ${arrow} ${boxName(child)} : "${by}"`;
    });
  return ['```mermaid', 'erDiagram', ...boxes, ...lines, '```'];
}

function drawColumn({ name, type, isNullable, isPrimary, isForeign }: Column): string {
  const keys = [...(isPrimary ? ['PK'] : []), ...(isForeign ? ['FK'] : [])].join(', ');
  const short = TYPES[type] ?? type.replaceAll(/[^A-Za-z0-9_[\]]/g, '_');
  return `    ${short} ${name}${keys === '' ? '' : ` ${keys}`}${isNullable ? ' "null"' : ''}`;
}

const boxName = (table: string): string => table.replace('.', '_');

/** Tables by the module whose migration makes them, in the order of the migrations. */
function modulesOf(tables: readonly string[]): Map<string, string[]> {
  const folder = join(PROJECT_ROOT, 'migrations');
  const modules = new Map<string, string[]>();
  const left = new Set(tables);
  for (const file of readdirSync(folder).sort()) {
    const module = /^\d+-([a-z-]+)\.sql$/.exec(file)?.[1];
    if (module === undefined) continue;
    const sql = readFileSync(join(folder, file), 'utf8');
    const made = [...sql.matchAll(/^create table (?:if not exists )?([a-z_.]+)/gm)]
      .map(([, table = '']) => table)
      .filter((table) => left.delete(table));
    if (made.length > 0) modules.set(module, [...(modules.get(module) ?? []), ...made]);
  }
  if (left.size > 0) modules.set('others', [...left]);
  return modules;
}
