import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FLOORS, PROCESSES } from './floors.js';

const SRC = join(import.meta.dirname, '../../src');
const ALL: Readonly<Record<string, readonly string[]>> = { ...FLOORS, ...PROCESSES };

/** What may stand in src itself: the entry, the list of modules, the last look at the database before opening. */
const TOP = /^(main|app\.module|boot-checks)\.ts$/;

/** Names that may appear only in the listed places. The right-hand side says what to use instead. */
const RESERVED: readonly { name: RegExp; onlyIn: RegExp; instead: string }[] = [
  {
    name: /from 'stripe'/,
    onlyIn: /^payouts\/rails\/(stripe-[a-z]+|prepaid-card)\//,
    instead: 'the PayoutRail port',
  },
  {
    name: /\b(CompanyRails|(PrepaidCard|StripeOutbound|StripeConnect|Tremendous|Manual)Rail)\b/,
    onlyIn: /^payouts\/(rails\/|payouts\.module\.ts$)/,
    instead: 'RailRegistry or CardRail, where calls are counted and heard',
  },
  {
    name: /process\.env/,
    onlyIn: /^(platform\/config|cli|sandbox\/main)/,
    instead: 'Config',
  },
  {
    name: /new Date\(\)|Date\.now\(/,
    onlyIn: /^(kernel\/clock|sandbox\/)/,
    instead: 'Clock',
  },
  {
    name: /parseFloat|Math\.round|\.toFixed\(/,
    onlyIn: /^kernel\/money\.ts$/,
    instead: 'Money',
  },
  {
    name: /from 'typeorm'/,
    onlyIn: /^platform\/database\/|\.(entity|store)\.ts$/,
    instead: 'the module store',
  },
  {
    name: /\bFIXME\b|console\.(log|error|warn)|\.only\(/,
    onlyIn: /^cli\//,
    instead: 'Log, or nothing',
  },
  {
    name: /@Cron\(|@Interval\(|@nestjs\/schedule/,
    onlyIn: /^jobs\//,
    instead: 'a row in jobs/timetable.ts',
  },
  {
    name: /@Controller\(|from 'fastify'|HttpException/,
    onlyIn: /^web\//,
    instead: 'a DomainError; HTTP lives in web/',
  },
  { name: /forwardRef|@Global\(/, onlyIn: /^$/, instead: 'the table of floors' },
  { name: /\.query\(\s*`[^`]*\$\{/, onlyIn: /^$/, instead: 'parameters' },
];

interface SourceFile {
  readonly path: string;
  readonly module: string;
  readonly text: string;
  readonly imports: readonly string[];
}

const files: readonly SourceFile[] = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.spec.ts'))
  .map((path) => {
    const text = readFileSync(join(SRC, path), 'utf8');
    const imports = [...text.matchAll(/(?:from|import)\s+'([^']+)'/g)].map((m) => m[1] ?? '');
    return { path, module: path.includes('/') ? (path.split('/')[0] ?? '') : '', text, imports };
  });

const offences = (check: (file: SourceFile) => readonly string[]): string[] =>
  files.flatMap((file) => check(file).map((offence) => `${file.path}: ${offence}`));

const foreign = (file: SourceFile): string[] =>
  file.imports.filter((name) => name.startsWith('#')).map((name) => name.slice(1));

describe('the house', () => {
  it('has found its source files', () => {
    expect(files.length).toBeGreaterThan(100);
  });

  it('lists every module folder on exactly one floor', () => {
    const folders = [...new Set(files.map((file) => file.module).filter(Boolean))].sort();
    expect(folders).toEqual(Object.keys(ALL).sort());
    expect(Object.keys(FLOORS)).toHaveLength(17);
  });

  it('lets a floor rest only on floors above it in the table', () => {
    const order = Object.keys(FLOORS);
    for (const [name, needs] of Object.entries(FLOORS)) {
      for (const need of needs) {
        expect([name, need, order.indexOf(need) < order.indexOf(name)]).toEqual([name, need, true]);
      }
    }
  });

  it('imports another module only where the table says so', () => {
    expect(
      offences((file) =>
        file.module === ''
          ? []
          : foreign(file)
              .filter((name) => !ALL[file.module]?.includes(name))
              .map((name) => `may not import #${name}`),
      ),
    ).toEqual([]);
  });

  it('enters another module only by its front door', () => {
    expect(
      offences((file) =>
        file.imports
          .filter((name) => name.startsWith('.') && file.module !== '')
          // The command line opens the whole house, as main.ts does.
          .filter((name) => !(file.module === 'cli' && name === '../app.module.js'))
          .filter((name) => join('/', file.path, '..', name).split('/')[1] !== file.module)
          .map((name) => `leaves the module through ${name}`),
      ),
    ).toEqual([]);
    expect(
      offences((file) =>
        file.imports
          .filter((name) => /^#[^/]+\//.test(name))
          .map((name) => `reaches behind the door: ${name}`),
      ),
    ).toEqual([]);
  });

  it('keeps every permission it grants in use', () => {
    const used = new Set(
      files.flatMap((file) => foreign(file).map((name) => `${file.module}>${name}`)),
    );
    expect(
      Object.entries(FLOORS)
        .flatMap(([module, needs]) => needs.map((need) => `${module}>${need}`))
        .filter((edge) => !used.has(edge)),
    ).toEqual([]);
  });

  it('keeps reserved names in their place', () => {
    expect(
      offences((file) =>
        RESERVED.filter((rule) => !rule.onlyIn.test(file.path) && rule.name.test(file.text)).map(
          (rule) => `${rule.name.source} is reserved; use ${rule.instead}`,
        ),
      ),
    ).toEqual([]);
  });

  it('tells at every front door what comes in, what goes out and what is always true', () => {
    const doors = files.filter((file) => /^[a-z-]+\/index\.ts$/.test(file.path));
    const silent = doors.filter((door) => !/In: [\s\S]*Out: [\s\S]*Always: /.test(door.text));
    expect(silent.map((door) => door.path)).toEqual([]);
    expect(doors).toHaveLength(17);
  });

  it('keeps files short enough to read in one sitting', () => {
    expect(
      offences((file) => {
        const lines = file.text.split('\n').length;
        return lines > 400 ? [`${String(lines)} lines`] : [];
      }),
    ).toEqual([]);
  });

  it('lets nothing into a page unescaped but our own style and script', () => {
    const folder = join(SRC, '../templates/pages');
    const raw = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.hbs'))
      .flatMap(
        (path) =>
          readFileSync(join(folder, path), 'utf8').match(/\{\{\{[^}]*\}\}\}|\{\{&[^}]*\}\}/g) ?? [],
      );
    expect([...new Set(raw)].sort()).toEqual(['{{{script}}}', '{{{style}}}']);
  });

  it('leaves nothing loose at the top of src', () => {
    expect(
      files.filter((file) => file.module === '' && !TOP.test(file.path)).map((file) => file.path),
    ).toEqual([]);
  });
});
