import { createHash, createPrivateKey, createPublicKey, sign, type KeyObject } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  ACCOUNTS,
  EXPONENTS,
  OPEN_KINDS,
  PERIODS,
  balancesOf,
  factsOf,
  hashOf,
  lastDay,
  leafText,
  markOf,
  type History,
  type MadeEntry,
  type MadeEvent,
} from './history.js';

/** The program that checks a bundle, in the sources or beside what was built from them. */
export const VERIFIER = join(import.meta.dirname, '../../src/exports/bundle/verify.mjs');

/** A key that signs notes: 1 as a log, 4 as a witness. */
export interface Signer {
  readonly name: string;
  readonly algorithm: 1 | 4;
  readonly key: KeyObject;
  readonly id: Buffer;
  readonly vkey: string;
}

export function signer(name: string, algorithm: 1 | 4, seed: string): Signer {
  const der = Buffer.from(`302e020100300506032b657004220420${hashOf(seed)}`, 'hex');
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const raw = createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32);
  const typed = Buffer.concat([Buffer.of(algorithm), raw]);
  const named = Buffer.concat([Buffer.from(`${name}\n`), typed]);
  const id = createHash('sha256').update(named).digest().subarray(0, 4);
  return {
    name,
    algorithm,
    key,
    id,
    vkey: `${name}+${id.toString('hex')}+${typed.toString('base64')}`,
  };
}

const line = (name: string, ...parts: Buffer[]): string =>
  `\u2014 ${name} ${Buffer.concat(parts).toString('base64')}\n`;

/** The signature line under a note's text. */
export function signatureOf(by: Signer, text: string): string {
  if (by.algorithm === 1) return line(by.name, by.id, sign(null, Buffer.from(text), by.key));
  const time = Buffer.alloc(8);
  time.writeBigUInt64BE(1_767_225_600n);
  const cosigned = Buffer.from(`cosignature/v1\ntime 1767225600\n${text}`);
  return line(by.name, by.id, time, sign(null, cosigned, by.key));
}

/** Everything a bundle is made of. */
export interface Plan {
  history: History;
  /** Ascending; the last is the length of the history. */
  checkpoints: number[];
  log: Signer;
  /** Who is listed in witnesses.txt, and who of them really signed. */
  witnesses: Signer[];
  cosigners: Signer[];
  quorum: number;
  salt: string;
  /** Text of verify.mjs in the bundle. */
  program: string;
}

/** Files by name. */
export type Files = Map<string, string>;

export const sha = (...parts: Uint8Array[]): Buffer =>
  createHash('sha256').update(Buffer.concat(parts)).digest();

/** The root by the recursive words of RFC 6962, section 2.1. */
export function rootOf(leaves: readonly string[]): Buffer {
  const over = (hashes: readonly Buffer[]): Buffer => {
    if (hashes.length <= 1) return hashes[0] ?? sha();
    let split = 1;
    while (split * 2 < hashes.length) split *= 2;
    return sha(Buffer.of(1), over(hashes.slice(0, split)), over(hashes.slice(split)));
  };
  return over(leaves.map((leaf) => sha(Buffer.of(0), Buffer.from(leaf))));
}

export const pseudonymOf = (salt: string, name: string): string =>
  `x${sha(Buffer.from(salt, 'hex'), Buffer.from(markOf(name)))
    .toString('hex')
    .slice(0, 20)}`;

export function decimal(minor: bigint, currency: string): string {
  const exponent = EXPONENTS[currency] ?? 0;
  if (exponent === 0) return String(minor);
  const unit = 10n ** BigInt(exponent);
  const size = minor < 0n ? -minor : minor;
  const fraction = String(size % unit).padStart(exponent, '0');
  return `${minor < 0n ? '-' : ''}${String(size / unit)}.${fraction}`;
}

const guarded = (text: string): string => (/^\s*[-=+@]|^[\t\r\n]/.test(text) ? `'${text}` : text);

const csv = (cells: readonly string[]): string =>
  cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',');

/** Rows of general-ledger.csv for one entry. */
export function ledgerRows(entry: MadeEntry, leaf: number, salt: string): string[] {
  const named = (name: string | undefined): string =>
    name === undefined ? '' : pseudonymOf(salt, name);
  return entry.lines.map(({ account, fund, currency, amount, award }, at) =>
    csv([
      String(leaf),
      String(entry.seq),
      String(at + 1),
      entry.effective,
      entry.posted,
      entry.period,
      entry.relates ?? '',
      entry.kind,
      account,
      ACCOUNTS.find(([code]) => code === account)?.[1] ?? '',
      fund,
      currency,
      String(amount),
      decimal(amount > 0n ? amount : 0n, currency),
      decimal(amount < 0n ? -amount : 0n, currency),
      named(award),
      named(entry.actor),
      named(entry.approver),
      entry.reverses === undefined ? '' : String(entry.reverses),
      guarded(entry.reason ?? ''),
      named(entry.source),
      named(entry.key),
    ]),
  );
}

/** The row of events.csv. */
export function eventRow(event: MadeEvent, leaf: number, salt: string): string {
  return csv([
    String(leaf),
    String(event.seq),
    event.at,
    event.kind,
    event.act,
    pseudonymOf(salt, event.actor),
    pseudonymOf(salt, event.subject),
    event.purpose ?? '',
    OPEN_KINDS.includes(event.kind) ? factsOf(event) : '',
  ]);
}

export const LEDGER_HEADER =
  'leaf,entry,line,effective_on,posted_at,period,relates_to,kind,account,account_name,fund,currency,amount_minor,debit,credit,award,actor,approver,reverses,reason,source,key';
export const EVENTS_HEADER = 'leaf,event,at,kind,act,actor,subject,purpose,details';

const table = (header: string, rows: readonly string[]): string =>
  [header, ...rows].map((row) => `${row}\n`).join('');

/** Files that are small whatever the log is. */
export function smallFiles({ history, witnesses, quorum, log, program, salt }: Plan): Files {
  const balances = balancesOf(history).map(([key, { debits, credits }]) => {
    const [code = '', fund = '', currency = ''] = key.split('|');
    const [, name = '', type = ''] = ACCOUNTS.find(([each]) => each === code) ?? [];
    const amounts = [debits, credits, debits - credits].map((sum) => decimal(sum, currency));
    return csv([code, name, type, fund, currency, ...amounts]);
  });
  const closings = new Map(
    history.flatMap((item) =>
      item.what === 'event' && item.kind === 'period_close'
        ? [[item.details['period'], { at: item.at, digest: item.details['trial_balance_digest'] }]]
        : [],
    ),
  );
  const periods = PERIODS.map((period) => {
    const closing = closings.get(period);
    const state = closing === undefined ? ['open', '', ''] : ['closed', closing.at, closing.digest];
    return csv([period, `${period}-01`, lastDay(period), ...state.map(String)]);
  });
  return new Map([
    [
      'trial-balance.csv',
      table('account,account_name,account_type,fund,currency,debits,credits,net', balances),
    ],
    [
      'chart-of-accounts.csv',
      table(
        'account,account_name,account_type,book,normal_side,donor_class',
        ACCOUNTS.map((cells) => csv([...cells, 'debit', ''])),
      ),
    ],
    [
      'currencies.csv',
      table(
        'currency,decimals',
        Object.entries(EXPONENTS).map(([currency, digits]) => csv([currency, String(digits)])),
      ),
    ],
    ['pseudonym.key', `${salt}\n`],
    [
      'periods.csv',
      table('period,starts_on,ends_on,state,closed_at,trial_balance_digest', periods),
    ],
    [
      'witnesses.txt',
      table(
        `quorum ${String(quorum)}`,
        witnesses.map(({ vkey }) => vkey),
      ),
    ],
    ['log.vkey', `${log.vkey}\n`],
    ['README.md', 'How to check this.\n'],
    ['verify.mjs', program],
  ]);
}

/** A checkpoint over the first `size` leaves. */
export function checkpointOf(plan: Plan, size: number, root: Buffer): string {
  const text = `${plan.log.name}\n${String(size)}\n${root.toString('base64')}\n`;
  const signers = [plan.log, ...plan.cosigners];
  return `${text}\n${signers.map((each) => signatureOf(each, text)).join('')}`;
}

/** All files of a bundle but the manifest and its signature. */
export function filesOf(plan: Plan): Files {
  const { history, salt } = plan;
  const leaves = history.map(leafText);
  const rows = history.flatMap((item, leaf) =>
    item.what === 'entry' ? ledgerRows(item, leaf, salt) : [],
  );
  const events = history.flatMap((item, leaf) =>
    item.what === 'event' ? [eventRow(item, leaf, salt)] : [],
  );
  const notes = plan.checkpoints.map((size) =>
    checkpointOf(plan, size, rootOf(leaves.slice(0, size))),
  );
  return new Map([
    ['leaves.jsonl', leaves.map((leaf) => `${leaf}\n`).join('')],
    ['general-ledger.csv', table(LEDGER_HEADER, rows)],
    ['events.csv', table(EVENTS_HEADER, events)],
    ['checkpoint', notes.at(-1) ?? ''],
    ['checkpoints.txt', notes.join('\n')],
    ['proofs/README', 'none\n'],
    ...smallFiles(plan),
  ]);
}

/** What the manifest says of a file. */
export interface Listed {
  readonly file: string;
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string;
}

export const listed = (file: string, text: string): Listed => ({
  file,
  rows: rowsIn(file, text),
  bytes: Buffer.byteLength(text),
  sha256: hashOf(text),
});

/** Leaves, or rows below the header; a line end between quotes ends no row. */
function rowsIn(file: string, text: string): number {
  if (file === 'leaves.jsonl') return text.split('\n').length - 1;
  if (!file.endsWith('.csv')) return 1;
  return text.replace(/"[^"]*"/g, '').split('\n').length - 2;
}

function totalsOf(history: History): object[] {
  const lines = history.flatMap((item) => (item.what === 'entry' ? item.lines : []));
  return Object.keys(EXPONENTS).flatMap((currency) => {
    const own = lines.filter((each) => each.currency === currency).map(({ amount }) => amount);
    const sum = (amounts: readonly bigint[]): string =>
      decimal(
        amounts.reduce((total, amount) => total + amount, 0n),
        currency,
      );
    const debits = own.filter((amount) => amount > 0n);
    const credits = own.flatMap((amount) => (amount < 0n ? [-amount] : []));
    const [debit, credit] = [sum(debits), sum(credits)];
    return own.length === 0 ? [] : [{ currency, lines: String(own.length), debit, credit }];
  });
}

/** Manifest and signature over files as they are. */
export function sealed(plan: Plan, list: readonly Listed[], checkpoint: string): Files {
  const [, size = '', root = ''] = checkpoint.split('\n');
  const manifest = {
    version: '1',
    format: 'bundle',
    files: list,
    control_totals: totalsOf(plan.history),
    checkpoint: { size, root, note: checkpoint },
  };
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  const signed = `resilience-fund/bundle/v1\n${hashOf(text)}\n`;
  return new Map([
    ['manifest.json', text],
    ['manifest.sig', `${signed}\n${signatureOf(plan.log, signed)}`],
  ]);
}

/** Manifest and signature over files as they are now. */
export function relisted(plan: Plan, files: Files): Files {
  const rest = [...files].filter(([file]) => !file.startsWith('manifest.'));
  const list = rest.map(([file, text]) => listed(file, text));
  return new Map([...rest, ...sealed(plan, list, files.get('checkpoint') ?? '')]);
}

/** A whole bundle. */
export const bundleOf = (plan: Plan): Files => relisted(plan, filesOf(plan));

export function writeBundle(folder: string, files: Files): void {
  for (const [file, text] of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
}
