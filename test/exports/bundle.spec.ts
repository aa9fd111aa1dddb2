import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AuditTrail, cosign, KeyRotation, LogKeys, LogProofs, makeKey, Witnessing } from '#audit';
import { Exporter } from '#exports';
import { days, newId } from '#kernel';
import { Periods } from '#ledger';
import { UnitOfWork } from '#platform';
import { readInclusionProof, readRequest } from '../../src/audit/log/proof-files.js';
import { leafHash, provesConsistency, provesInclusion } from '../../src/audit/log/tree.js';
import { verifyBundle } from '../../src/exports/bundle/verify.mjs';
import { anOrder, usd } from '../ledger/bookkeeping.js';
import { wholeLife } from '../ledger/whole-life.js';
import { isInstalled, run } from './programs.js';
import { EVERYTHING, newFolder, openWorkshop, readFolder, type Workshop } from './workshop.js';

const headOf = (note = ''): { size: number; root: Buffer } => {
  const [, size = '', root = ''] = note.split('\n');
  return { size: Number(size), root: Buffer.from(root, 'base64') };
};

const named = (files: Readonly<Record<string, string>>, name: RegExp): string =>
  Object.entries(files).find(([file]) => name.test(file))?.[1] ?? '';

const NAMES = ['per_first', 'per_second', 'per_reader', 'life:award', 'secret detail'];

describe('an audit bundle', () => {
  let shop: Workshop;
  let folder: string;
  let files: Readonly<Record<string, string>>;

  const make = async (): Promise<string> => {
    const path = newFolder();
    const order = { ...EVERYTHING, format: 'bundle' };
    await shop.get(Exporter).make(newId('export'), order, path);
    return path;
  };
  const text = (file: string): string => files[file] ?? '';
  const event = (purpose: string): Promise<unknown> =>
    shop.get(UnitOfWork).run(() =>
      shop.get(AuditTrail).record({
        kind: 'access',
        act: 'FilesRead',
        actor: 'per_reader',
        subject: 'award:of-somebody',
        purpose,
        details: { what: 'secret detail', none: null, many: 3 },
      }),
    );
  const close = async (period: string): Promise<void> => {
    await shop.get(Periods).softClose(period, 'per_preparer');
    await shop.get(Periods).close(period, 'per_director');
  };

  beforeAll(async () => {
    shop = await openWorkshop();
    shop.clock.advance(days(19));
    await shop.must(
      anOrder('fund.received.unrestricted', { effectiveOn: '2025-11-03', amount: usd(70) }),
      ...wholeLife(),
      anOrder('provider.fee', { reason: '=cmd()|"a", b\nc', sourceRef: 'po_1' }),
    );
    await event('an "audit", of course');
    await close('2025-11');
    folder = await make();
    files = readFolder(folder);
  });
  afterAll(() => shop.stop());

  it('is accepted by the program inside it, row by row and leaf by leaf', async () => {
    const report = await verifyBundle(folder, { vkey: text('log.vkey') });
    expect(report).toMatchObject({ status: 0, findings: [], notes: [] });
    const [count] = await shop.database.query<object>(
      `select (select count(*)::integer from ledger.entry) as entries,
              (select count(*)::integer from ledger.posting) as lines`,
    );
    expect(report.counts).toMatchObject(count ?? {});
    const [status, sentence] = [0, 'ALL IS WELL: '];
    const command = spawnSync(process.execPath, [join(folder, 'verify.mjs'), folder]);
    expect([command.status, String(command.stdout)]).toEqual([
      status,
      expect.stringContaining(sentence),
    ]);
  });

  it('names nobody, and shows details only of events that are for everybody', () => {
    const data = Object.entries(files).filter(([file]) => !/^(README|verify)/.test(file));
    for (const [file, content] of data) {
      for (const name of NAMES) expect([file, content.includes(name)]).toEqual([file, false]);
    }
    expect(text('events.csv')).toContain('an ""audit"", of course');
    expect(text('events.csv')).toContain('""period"":""2025-11""');
  });

  it('shows one cent more in a row, one less in a leaf, and a digest of a month that is not its own', async () => {
    const changes = [
      ['general-ledger.csv', /,USD,5000000,/, ',USD,5000001,', /amount_minor in row \d+/],
      ['leaves.jsonl', /"5000000"/, '"4999999"', /amount_minor in row \d+/],
      ['periods.csv', /[0-9a-f]{64}/, '0'.repeat(64), /periods\.csv/],
      ['trial-balance.csv', /\d\n$/, '7\n', /trial-balance\.csv/],
      ['events.csv', /of course/, 'of curse', /purpose in row \d+/],
      ['pseudonym.key', /^./, 'x', /row 2/],
    ] as const;
    for (const [file, from, to, place] of changes) {
      writeFileSync(join(folder, file), text(file).replace(from, to));
      const { status, sentence } = await verifyBundle(folder);
      writeFileSync(join(folder, file), text(file));
      expect([file, status, sentence]).toEqual([file, 1, expect.stringMatching(place)]);
    }
  });

  it('proves in the next one that the log only grew, and that this one was recorded', async () => {
    const kept = join(folder, 'checkpoint');
    const next = await make();
    const report = await verifyBundle(next, { vkey: text('log.vkey'), last: kept });
    expect(report.sentence).toContain('unchanged since your checkpoint of');
    const now = readFolder(next);
    const head = headOf(now['checkpoint']);
    const grown = named(now, /^proof-grown-/);
    const { old, hashes } = readRequest(grown);
    const notes = text('checkpoints.txt').split('\n\n');
    const before = headOf(notes.find((note) => headOf(note).size === old));
    expect(provesConsistency(before, hashes, head)).toBe(true);
    const { index, hashes: path } = readInclusionProof(named(now, /\.tlog-proof$/));
    const leaf = named(now, /^leaves/).split('\n')[index] ?? '';
    const manifest = createHash('sha256').update(text('manifest.json')).digest('hex');
    expect(leaf).toContain(manifest);
    expect(provesInclusion({ index, hash: leafHash(Buffer.from(leaf)) }, path, head)).toBe(true);
  });

  it('has other pseudonyms each time', async () => {
    const names = (content = ''): string[] => content.match(/x[0-9a-f]{20}/g) ?? [];
    const other = readFolder(await make());
    const here = new Set(names(text('general-ledger.csv')));
    expect(names(other['general-ledger.csv']).filter((name) => here.has(name))).toEqual([]);
  });

  it('follows a new key of the log from the one that was handed out, and counts witnesses', async () => {
    const oldKey = text('log.vkey').trim();
    await shop.get(KeyRotation).rotate('per_admin');
    const signer = makeKey('auditor.example/w1', 'witness');
    await shop.get(Witnessing).add(signer.verifier.vkey, 'per_admin');
    const between = await make();
    const logKeys = (await shop.get(LogKeys).known()).map(({ verifier }) => verifier);
    const request = await shop.get(LogProofs).request(0);
    const { cosigned } = cosign(request, { signer, logKeys, last: null }, 1_790_000_000);
    await shop.get(Witnessing).handIn(cosigned, 'per_auditor');
    const after = await make();
    expect(readFileSync(join(after, 'log.vkey'), 'utf8').trim()).not.toBe(oldKey);
    expect(readFileSync(join(after, 'checkpoints.txt'), 'utf8')).toContain('auditor.example/w1');
    for (const bundle of [between, after]) {
      const report = await verifyBundle(bundle, { vkey: oldKey, last: join(folder, 'checkpoint') });
      expect(report).toMatchObject({ status: 0, findings: [] });
    }
  });

  it('is always of the whole log', async () => {
    const order = { ...EVERYTHING, format: 'bundle', fund: 'GEN' };
    await expect(shop.get(Exporter).check(order)).rejects.toMatchObject({
      code: 'EXPORT_ALWAYS_WHOLE',
    });
  });

  (isInstalled('openssl', 'version') ? it : it.skip)(
    'has checkpoints that openssl verifies',
    () => {
      const [body = '', signatures = ''] = text('checkpoint').split('\n\n');
      const work = newFolder();
      const key = Buffer.from(text('log.vkey').trim().split('+').slice(2).join('+'), 'base64');
      const der = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), key.subarray(1)]);
      const signature = Buffer.from(signatures.split('\n')[0]?.split(' ')[2] ?? '', 'base64');
      writeFileSync(join(work, 'log.der'), der);
      writeFileSync(join(work, 'body'), `${body}\n`);
      writeFileSync(join(work, 'signature'), signature.subarray(4));
      const words = ['pkeyutl', '-verify', '-rawin', '-pubin', '-keyform', 'DER'];
      const said = run(
        'openssl',
        ...words,
        ...['-inkey', join(work, 'log.der'), '-in', join(work, 'body')],
        ...['-sigfile', join(work, 'signature')],
      );
      expect(said).toContain('Signature Verified Successfully');
    },
  );
});
