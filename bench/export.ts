import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Writable } from 'node:stream';
import { to as copyTo } from 'pg-copy-streams';
import { Sealer } from '#audit';
import { Exporter, ExportsModule } from '#exports';
import { invariant, newId } from '#kernel';
import { GENERAL_LEDGER } from '#ledger';
import { questionOf } from '../src/exports/dataset.sql.js';
import { openBooks } from './support/books.js';
import type { Benchmark, Measured } from './support/benchmark.js';
import { figuresOf, interleave, perSecond, ratioOf } from './support/rounds.js';
import type { House, Stage } from './support/stage.js';

const LINES_PER_ENTRY = 4;
const MOST_RISE_MIB = 40;
const MOST_DIFFERENCE = 0.2;
/** A tenth of the entries are of the first of these days, the others of the second. */
const FIRST_DAY = '2026-02-01';
const LAST_DAY = '2026-02-02';

/** What an export's digest, manifest, file and the rest of it cost beside the rows alone. */
function exportOf(name: string, lines: number, more: Partial<Benchmark> = {}): Benchmark {
  const figure = new Intl.NumberFormat('en').format(lines);
  return {
    name,
    compares: `lines per second of a whole CSV export of ${figure} postings (digest, manifest, files), divided by those of one bare COPY of the same question, drained.`,
    wants: 'at least',
    floor: 0.8,
    target: 0.9,
    measure: (stage) => measure(stage, lines),
    ...more,
  };
}

export const exportBooks = exportOf('export', 1_000_000);
export const exportLarge = exportOf('export-large', 10_000_000, { isOnlyByName: true });

async function measure(stage: Stage, lines: number): Promise<Measured> {
  await openBooks(stage);
  const house = await stage.open([ExportsModule]);
  await house.get(Sealer).seal();
  await fillBooks(stage, lines);
  const folder = mkdtempSync(join(tmpdir(), 'fund-bench-export-'));
  try {
    // The first export wakes everything up; it does not count.
    await riseDuring(() => exportDays(house, folder, FIRST_DAY, lines / 10));
    const small = await riseDuring(() => exportDays(house, folder, FIRST_DAY, lines / 10));
    const rises: number[] = [];
    const { ours, limit } = await interleave(stage, {
      ours: async () => {
        rises.push(await riseDuring(() => exportDays(house, folder, LAST_DAY, lines)));
        return { operations: lines };
      },
      limit: async () => {
        await bareCopy(stage);
        return { operations: lines };
      },
    });
    const large = Math.max(...rises);
    return {
      ratio: ratioOf(ours, limit, perSecond),
      figures: {
        ...figuresOf('ours', ours),
        ...figuresOf('limit', limit),
        riseOfTenthMiB: small,
        riseOfWholeMiB: large,
      },
      limits: [
        {
          says: `memory rises by less than ${String(MOST_RISE_MIB)} MiB`,
          holds: large < MOST_RISE_MIB,
        },
        {
          says: 'ten times the rows take no more memory (a fifth more at most)',
          holds: large <= Math.max(small, 10) * (1 + MOST_DIFFERENCE),
        },
      ],
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Entries and lines straight into the tables, as nobody but the owner of the database can: only their number matters. */
async function fillBooks(stage: Stage, lines: number): Promise<void> {
  const client = await stage.owner.connect();
  try {
    await client.query('set session_replication_role = replica');
    await client.query(FILL_ENTRIES, [lines / LINES_PER_ENTRY, FIRST_DAY, LAST_DAY]);
    await client.query(FILL_LINES);
    await client.query(FILL_LEAVES);
    await client.query(FILL_HEAD);
    await client.query('reset session_replication_role');
    await client.query('vacuum analyze ledger.entry, ledger.posting, leaf');
  } finally {
    client.release();
  }
}

const FILL_ENTRIES = `insert into ledger.entry
    (kind, effective_on, period, idempotency_key, body_digest, actor, approver, source_ref)
  select 'interfund.transfer', case when n <= $1::integer / 10 then $2::date else $3::date end, '2026-02',
    'bench-' || n || ':interfund.transfer', sha256('bench'), 'per_0123456789abcdef0123', 'per_3210fedcba9876543210',
    case when n % 2 = 0 then 'pay_' || lpad(n::text, 20, '0') end
  from generate_series(1, $1::integer) n`;
const FILL_LINES = `insert into ledger.posting (entry_seq, line, account, fund, currency, amount, award_ref)
  select e.seq, l.line, l.account, l.fund, 'USD', l.sign * (100 + e.seq % 100000),
    case when l.line = 1 then gen_random_uuid() end
  from ledger.entry e
  cross join (values (1, '3900', 'GEN', 1), (2, '1110', 'GEN', -1), (3, '1110', 'RES', 1), (4, '3900', 'RES', -1))
    l (line, account, fund, sign)
  where e.idempotency_key like 'bench-%' order by e.seq, l.line`;

/** Places in the log without its hashes: an export only looks up the numbers. */
const FILL_LEAVES = `insert into leaf (idx, source, seq, hash)
  select (select size from checkpoint order by size desc limit 1) + row_number() over (order by seq) - 1, 'entry', seq,
    sha256('bench')
  from ledger.entry where idempotency_key like 'bench-%'`;
const FILL_HEAD = `insert into checkpoint (size, root, note, key_id, watermark, system_identifier)
  select (select count(*) from leaf), root, note, key_id, pg_current_xact_id(), system_identifier
  from checkpoint order by size desc limit 1`;

/** One export, checked: rows, bytes and digest of the manifest are those of the file. */
async function exportDays(house: House, home: string, to: string, lines: number): Promise<void> {
  const folder = mkdtempSync(join(home, 'one-'));
  const order = { format: 'csv', from: FIRST_DAY, to, fund: null, actor: 'per_bench' };
  let told = 0;
  await house.get(Exporter).make(newId('export'), order, folder, (done) => (told = done));
  invariant(told >= lines, 'Every line was counted while it was written.');
  invariant(readdirSync(folder).includes('manifest.json'), 'The manifest is there.');
  rmSync(folder, { recursive: true });
}

async function bareCopy(stage: Stage): Promise<void> {
  const client = await stage.owner.connect();
  try {
    await client.query('begin isolation level repeatable read read only');
    await client.query(`set local datestyle = 'ISO, YMD'`);
    const asked = {
      from: `'${FIRST_DAY}'`,
      to: `'${LAST_DAY}'`,
      fund: 'null',
      key: `'\\x00112233445566778899aabbccddeeff'::bytea`,
    };
    const question = questionOf(GENERAL_LEDGER, asked, 'spreadsheet');
    const stream = client.query(copyTo(`copy (${question}) to stdout (format csv, header)`));
    await pipeline(
      stream,
      new Writable({
        write: (_chunk, _encoding, done) => {
          done();
        },
      }),
    );
    await client.query('commit');
  } finally {
    client.release();
  }
}

const SAMPLE_MS = 20;
const MIB = 1_048_576;

/** By how much the memory of this process was larger at most than before, in MiB. */
async function riseDuring(work: () => Promise<void>): Promise<number> {
  global.gc?.();
  const before = process.memoryUsage.rss();
  let most = before;
  const look = (): void => {
    most = Math.max(most, process.memoryUsage.rss());
  };
  const watch = setInterval(look, SAMPLE_MS);
  await work().finally(() => {
    clearInterval(watch);
  });
  look();
  return (most - before) / MIB;
}
