#!/usr/bin/env node
/**
 * Checks an audit bundle of Resilience Fund: one file, Node 20 or newer, nothing to install, no network.
 *
 *     node verify.mjs [FOLDER] [--vkey VKEY] [--last FILE] [--witnesses FILE] [--json]
 *
 *     --vkey       the log's public key as it was given to you; without it the key in the bundle is trusted
 *     --last       the checkpoint you kept from an earlier audit: nothing before it may have changed
 *     --witnesses  your own copy of witnesses.txt: who must have seen the log, and how many of them
 *     --json       everything found, as JSON
 *
 * Prints one sentence. Exit status: 0 all is well, 1 tampered, 2 cannot tell (a file is missing or unreadable, a
 * version this program does not know, a wrong option).
 *
 * Two readers go through the bundle at once. The first (checkLog) hashes leaves.jsonl into the Merkle tree of
 * RFC 6962 and takes the root at every checkpoint. The second (matchRows) never looks at a hash of the tree: it lays
 * the rows of general-ledger.csv and events.csv beside the leaves, field by field, and adds up the books. What both
 * found is then held against the signatures. Memory does not grow with the log, except two bits for each number.
 */
import crypto from 'node:crypto';
import { closeSync, fstatSync, openSync, readFileSync, readSync, readdirSync, realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { Worker, parentPort, workerData } from 'node:worker_threads';

/**
 * @typedef {{ check: Check, sentence: string }} Finding
 * @typedef {'rows' | 'books' | 'log' | 'signature' | 'last' | 'witnesses' | 'files'} Check
 * @typedef {{ name: string, id: Buffer, algorithm: number, key: crypto.KeyObject, text: string }} PublicKey
 * @typedef {{ name: string, blob: Buffer }} Signature
 * @typedef {{ body: string, signatures: Signature[] }} Note
 * @typedef {Note & { origin: string, size: number, root: string, file: string }} Checkpoint
 * @typedef {{ file: string, rows?: number, bytes: number, sha256: string }} FileEntry
 * @typedef {{ currency: string, lines: string, debit: string, credit: string }} Total
 * @typedef {{ version: string, format: string, files: FileEntry[], control_totals: Total[],
 *   checkpoint: { size: string, root: string } }} Manifest
 * @typedef {{ leaf: number, kind: string, facts: Record<string, string> }} OpenEvent
 * @typedef {{ debits: bigint, credits: bigint, lines: number }} Sums
 * @typedef {{ leaves: number, entries: number, lines: number, events: number, checkpoints: number,
 *   witnessed: number }} Counts
 * @typedef {{ status: 0 | 1 | 2, sentence: string, findings: Finding[], notes: string[], counts: Counts | null }} Report
 * @typedef {{ vkey?: string | undefined, last?: string | undefined, witnesses?: string | undefined }} Options
 * @typedef {ReturnType<typeof checkBooks>} Checked
 */

const FORMAT = 'bundle';
const VERSION = '1';
/** First line of what is signed about the manifest. A checkpoint begins with the log's origin, so neither passes for the other. */
const MANIFEST_SIGNED_AS = 'resilience-fund/bundle/v1';
/** Most findings of one kind that are kept; the first of them is what the sentence says. */
const MOST_FINDINGS = 50;
/** Below this many bytes a second thread costs more than it saves. */
const WORTH_A_THREAD = 4 * 1024 * 1024;
const CHUNK = 1024 * 1024;

/** Where each column stands. @param {string} columns @returns {Record<string, number>} */
const placesOf = (columns) => Object.fromEntries(columns.split(',').map((column, at) => [column, at]));

const LEDGER =
  'leaf,entry,line,effective_on,posted_at,period,relates_to,kind,account,account_name,fund,currency,' +
  'amount_minor,debit,credit,award,actor,approver,reverses,reason,source,key';
const EVENTS = 'leaf,event,at,kind,act,actor,subject,purpose,details';
const BALANCES = 'account,account_name,account_type,fund,currency,debits,credits,net';
const ACCOUNTS = 'account,account_name,account_type,book,normal_side,donor_class';
const CURRENCIES = 'currency,decimals';
const PERIODS = 'period,starts_on,ends_on,state,closed_at,trial_balance_digest';
const L = placesOf(LEDGER);
const E = placesOf(EVENTS);
/** The columns that say the same in every row of an entry. */
const OF_THE_ENTRY = 'entry,effective_on,posted_at,period,relates_to,kind,actor,approver,reverses,reason,source,key'
  .split(',')
  .map((column) => L[column]);
/** Kinds of events whose details stand in the leaf in the open; of the others it holds a salted hash only. */
const OPEN_KINDS = ['export', 'period_close', 'key_rotation', 'restore', 'sign_off'];
/** Those of them this program draws conclusions from. */
const TELLING_KINDS = ['period_close', 'key_rotation'];

/** The question has no answer: nothing was shown to be wrong, nothing to be right. Exit status 2. */
class CannotTell extends Error {}

/** @param {unknown} error */
const whatItSays = (error) => String(/** @type {Error} */ (error)?.message ?? error);

/** What is wrong, the first of each check first. */
class Findings {
  /** @type {Finding[]} */
  list = [];

  /** @param {Check} check @param {string} sentence which names the place */
  add(check, sentence) {
    if (this.count(check) < MOST_FINDINGS) this.list.push({ check, sentence });
  }

  /** @param {Check} check */
  count(check) {
    return this.list.filter((finding) => finding.check === check).length;
  }
}

// Reading -----------------------------------------------------------------------------------------------------------

/** @param {string} path @returns {Buffer} */
function readFile(path) {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new CannotTell(`${path} cannot be read: ${whatItSays(error)}.`);
  }
}

/** A file of the bundle as text. @param {string} folder @param {string} file */
const textOf = (folder, file) => readFile(join(folder, file)).toString();

/**
 * The bytes of a file, 1 MiB at a time. A piece is valid until the next one is asked for.
 * @param {string} path @returns {Generator<Buffer, void, undefined>}
 */
function* piecesOf(path) {
  let file;
  try {
    file = openSync(path, 'r');
    const buffer = Buffer.allocUnsafe(Math.min(CHUNK, fstatSync(file).size + 1));
    for (let read = readSync(file, buffer); read > 0; read = readSync(file, buffer)) yield buffer.subarray(0, read);
  } catch (error) {
    throw new CannotTell(`${path} cannot be read: ${whatItSays(error)}.`);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/**
 * The lines of a text file without their line ends; what follows the last line end is a line too.
 * @param {string} path @returns {Generator<string, void, undefined>}
 */
function* linesOf(path) {
  const decoder = new StringDecoder();
  let rest = '';
  for (const piece of piecesOf(path)) {
    const lines = (rest + decoder.write(piece)).split('\n');
    rest = /** @type {string} */ (lines.pop());
    yield* lines;
  }
  rest += decoder.end();
  if (rest !== '') yield rest;
}

/** A CSV file of RFC 4180, row by row. The header is row 1, as a spreadsheet counts. */
class Rows {
  /** @param {string} folder @param {string} file @param {string} columns */
  constructor(folder, file, columns) {
    this.file = file;
    this.lines = linesOf(join(folder, file));
    this.number = 0;
    this.width = columns.split(',').length;
    /** @type {string[] | null} */
    this.row = null;
    const header = this.next()?.join(',');
    if (header !== columns) throw new CannotTell(`${file} does not have the columns this program knows.`);
    this.next();
  }

  /** Moves on; `row` is null after the last. */
  next() {
    const line = this.lines.next();
    this.number += 1;
    this.row = line.done ? null : line.value.includes('"') ? this.quoted(line.value) : line.value.split(',');
    return this.row;
  }

  /** @param {string} text a row that has quotes, and perhaps line ends between them */
  quoted(text) {
    let parts = text.split('"');
    while (parts.length % 2 === 0) {
      const more = this.lines.next();
      if (more.done) break;
      parts = (text += `\n${more.value}`).split('"');
    }
    const cells = [''];
    for (const [at, part] of parts.entries()) {
      // Every second part stood between quotes; nothing between two of those was a doubled quote.
      const doubled = part === '' && at > 0 && at < parts.length - 1;
      const [more, ...next] =
        at % 2 === 1 || doubled ? [part || (doubled && at % 2 === 0 ? '"' : '')] : part.split(',');
      cells.push(`${cells.pop()}${more}`, ...next);
    }
    return cells;
  }

  get rows() {
    return this.number - 2;
  }
}

/**
 * A small CSV file, whole.
 * @param {string} folder @param {string} file @param {string} columns @returns {string[][]}
 */
function table(folder, file, columns) {
  const rows = new Rows(folder, file, columns);
  const all = [];
  for (; rows.row !== null; rows.next()) all.push(rows.row);
  return all;
}

// Hashes ------------------------------------------------------------------------------------------------------------

/** As hex digits, or as the 32 bytes in a string (latin1), which costs less than a buffer. @type {(data: string | Buffer, as: 'hex' | 'binary') => string} */
const sha256 =
  typeof crypto.hash === 'function'
    ? (data, as) => crypto.hash('sha256', data, as)
    : (data, as) => crypto.createHash('sha256').update(data).digest(as);

/** How a leaf holds a text that is not for everybody: salted, so that guessing does not help. @param {string} salt @param {string} text */
const commitment = (salt, text) => sha256(`${salt}:${text}`, 'hex').slice(0, 32);

/** The RFC 6962 tree over all leaves so far, kept as the roots of its complete subtrees, largest first. */
class Tree {
  size = 0;
  /** @type {string[]} */
  peaks = [];
  pair = Buffer.alloc(65, 1);

  /** @param {string} left @param {string} right */
  node(left, right) {
    this.pair.write(left, 1, 'latin1');
    this.pair.write(right, 33, 'latin1');
    return sha256(this.pair, 'binary');
  }

  /** @param {Buffer} prefixed the leaf with a zero byte in front */
  append(prefixed) {
    let node = sha256(prefixed, 'binary');
    for (let rest = this.size; rest % 2 === 1; rest = (rest - 1) / 2) {
      node = this.node(/** @type {string} */ (this.peaks.pop()), node);
    }
    this.peaks.push(node);
    this.size += 1;
  }

  /** @returns {string} base64, as in a checkpoint */
  root() {
    const root = this.peaks.reduceRight((right, left) => this.node(left, right));
    return Buffer.from(root, 'latin1').toString('base64');
  }
}

// Signatures --------------------------------------------------------------------------------------------------------

/** Strictly: what decodes to the same bytes but is written differently was changed. @param {string} text */
function fromBase64(text) {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : null;
}

/**
 * A public key as C2SP writes it: name+hash+base64 of the algorithm's number (1: the log, 4: a witness) and 32 bytes.
 * @param {string} text @returns {PublicKey | null}
 */
function readKey(text) {
  const [, name, id, base64] = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text.trim()) ?? [];
  const bytes = fromBase64(base64 ?? '');
  if (name === undefined || bytes?.length !== 33) return null;
  const named = sha256(Buffer.concat([Buffer.from(`${name}\n`), bytes]), 'hex').slice(0, 8);
  if (named !== id) return null;
  const der = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), bytes.subarray(1)]);
  const key = crypto.createPublicKey({ key: der, format: 'der', type: 'spki' });
  return { name, id: Buffer.from(named, 'hex'), algorithm: /** @type {number} */ (bytes[0]), key, text: text.trim() };
}

/** A signed note of C2SP: text, an empty line, lines of signatures. @param {string} text @returns {Note | null} */
function readNote(text) {
  const end = text.indexOf('\n\n');
  if (end === -1 || !text.endsWith('\n')) return null;
  const signatures = [];
  for (const line of text.slice(end + 2, -1).split('\n')) {
    const [, name, base64] = /^\u2014 (\S+) (\S+)$/.exec(line) ?? [];
    const blob = fromBase64(base64 ?? '');
    if (name === undefined || blob === null || blob.length < 5) return null;
    signatures.push({ name, blob });
  }
  return { body: text.slice(0, end + 1), signatures };
}

/**
 * Checkpoints, one after the other with an empty line between: a name, a size, a root, signed as a note.
 * @param {string} text @param {string} file @returns {Checkpoint[]}
 */
function readCheckpoints(text, file) {
  const parts = text.replace(/\n$/, '').split('\n\n');
  const checkpoints = [];
  for (let at = 0; at < parts.length; at += 2) {
    const note = readNote(`${parts[at]}\n\n${parts[at + 1]}\n`);
    const [, origin, size, root] = /^(\S.*)\n(0|[1-9][0-9]{0,14})\n(\S{44})\n$/.exec(note?.body ?? '') ?? [];
    if (note === null || origin === undefined || root === undefined || fromBase64(root) === null) {
      throw new CannotTell(`${file} holds something that is not a checkpoint.`);
    }
    checkpoints.push({ ...note, origin, size: Number(size), root, file });
  }
  return checkpoints;
}

/** @param {Note} note @param {PublicKey} key */
function isSigned(note, key) {
  return note.signatures.some(
    ({ name, blob }) =>
      name === key.name &&
      key.id.equals(blob.subarray(0, 4)) &&
      crypto.verify(null, Buffer.from(note.body), key.key, blob.subarray(4)),
  );
}

/** A witness signs the time and the checkpoint. @param {Note} note @param {PublicKey} witness */
function isCosigned(note, witness) {
  return note.signatures.some(({ name, blob }) => {
    if (name !== witness.name || blob.length !== 76 || !witness.id.equals(blob.subarray(0, 4))) return false;
    const signed = `cosignature/v1\ntime ${blob.readBigUInt64BE(4)}\n${note.body}`;
    return crypto.verify(null, Buffer.from(signed), witness.key, blob.subarray(12));
  });
}

// Rows beside leaves ------------------------------------------------------------------------------------------------

/** Numbers seen, one bit each. */
class Seen {
  bits = new Uint8Array(1024);

  /** False when the number was here before, or is none. @param {string} text */
  add(text) {
    const number = Number(text);
    if (!/^[1-9][0-9]{0,9}$/.test(text)) return false;
    const at = Math.floor(number / 8);
    if (at >= this.bits.length) {
      const wider = new Uint8Array(at * 2);
      wider.set(this.bits);
      this.bits = wider;
    }
    const bit = 1 << (number % 8);
    const fresh = ((this.bits[at] ?? 0) & bit) === 0;
    this.bits[at] = (this.bits[at] ?? 0) | bit;
    return fresh;
  }
}

/**
 * Pseudonyms of one export: the mark by which the leaves name a person, an award, a key or a source, hashed with the
 * export's key. So no two share one, and a pseudonym put in another's place shows.
 */
class Pseudonyms {
  /** @type {Map<string, string>} */
  known = new Map();

  /** @param {string} key 32 hex digits */
  constructor(key) {
    this.keyed = Buffer.concat([Buffer.from(key, 'hex'), Buffer.alloc(32)]);
  }

  /** @param {string} mark */
  of(mark) {
    this.keyed.write(mark, this.keyed.length - 32, 'latin1');
    return `x${sha256(this.keyed, 'hex').slice(0, 20)}`;
  }

  /** The same for names that come again and again. @param {string} mark */
  often(mark) {
    let pseudonym = this.known.get(mark);
    if (pseudonym === undefined) {
      if (this.known.size > 20_000) this.known.clear();
      this.known.set(mark, (pseudonym = this.of(mark)));
    }
    return pseudonym;
  }
}

/**
 * Walks along a leaf: each step says what must come next by the rows. The two functions below are the whole format of
 * a leaf: canonical JSON (RFC 8785) of strings only.
 */
class Leaf {
  at = 0;
  same = true;
  salt = '';
  /** The cell looked at last, and where in the leaf it should be. */
  column = '';
  cell = '';
  from = 0;

  /** @param {string} text @param {Pseudonyms} pseudonyms @param {number} row */
  constructor(text, pseudonyms, row) {
    this.text = text;
    this.pseudonyms = pseudonyms;
    this.row = row;
  }

  /** @param {string} expected */
  then(expected) {
    this.same &&= this.text.startsWith(expected, this.at);
    if (this.same) this.at += expected.length;
    return this;
  }

  /** @param {string} column @param {string | undefined} cell */
  has(column, cell = '') {
    if (!this.same) return this;
    this.column = column;
    this.cell = cell;
    this.from = this.at;
    return this.then(cell);
  }

  /** A mark whose pseudonym this is. @param {string} column @param {string | undefined} cell */
  names(column, cell = '', often = true) {
    if (!this.same) return this;
    this.column = column;
    this.cell = cell;
    this.from = this.at;
    const mark = this.take(32);
    this.same = (often ? this.pseudonyms.often(mark) : this.pseudonyms.of(mark)) === cell;
    return this;
  }

  /** A text the leaf commits to; a spreadsheet's guard in front of it is ours. @param {string} mark @param {string} column @param {string} cell */
  commits(mark, column, cell) {
    if (!this.same) return this;
    const texts = cell.startsWith("'") ? [cell, cell.slice(1)] : [cell];
    this.same = texts.some((text) => commitment(this.salt, text) === mark);
    if (!this.same) [this.column, this.cell, this.from] = [column, cell, this.text.indexOf(mark)];
    return this;
  }

  /** @param {number} digits */
  take(digits) {
    this.at += digits;
    return this.text.slice(this.at - digits, this.at);
  }

  ends() {
    return this.same && this.at === this.text.length;
  }

  /** The first difference, in words. */
  difference() {
    const said = this.text.slice(this.from, this.text.indexOf('"', this.from));
    const where = `${this.column} in row ${this.row}`;
    if (said !== this.cell) return `${where} is ${quote(this.cell)} and the leaf says ${quote(said)}`;
    return `after ${where} the leaf goes on with ${quote(this.text.slice(this.at, this.at + 60))}, the row does not`;
  }
}

/** @param {Leaf} leaf @param {string[][]} rows those of one entry @returns {boolean} */
function isEntry(leaf, rows) {
  const first = rows[0] ?? [];
  leaf.then('{"actor":"').names('actor', first[L.actor]);
  if (first[L.approver] !== '') leaf.then('","approver":"').names('approver', first[L.approver]);
  leaf.then('","effective":"').has('effective_on', first[L.effective_on]);
  leaf.then('","key":"').names('key', first[L.key], false);
  leaf.then('","kind":"').has('kind', first[L.kind]).then('","lines":[');
  for (const [at, row] of rows.entries()) {
    leaf.then(at === 0 ? '["' : '"],["').has('account', row[L.account]);
    leaf.then('","').has('fund', row[L.fund]).then('","').has('currency', row[L.currency]);
    leaf.then('","').has('amount_minor', row[L.amount_minor]).then('","');
    if (row[L.award] !== '') leaf.names('award', row[L.award]);
    if (leaf.same) leaf.row += 1;
  }
  leaf.then('"]],"period":"').has('period', first[L.period]);
  leaf.then('","posted":"').has('posted_at', first[L.posted_at]);
  const reason = first[L.reason] === '' ? '' : leaf.then('","reason":"').take(32);
  if (first[L.relates_to] !== '') leaf.then('","relates":"').has('relates_to', first[L.relates_to]);
  if (first[L.reverses] !== '') leaf.then('","reverses":"').has('reverses', first[L.reverses]);
  leaf.salt = leaf.then('","salt":"').take(32);
  leaf.then('","seq":"').has('entry', first[L.entry]);
  if (first[L.source] !== '') leaf.then('","source":"').names('source', first[L.source], false);
  if (reason !== '') leaf.commits(reason, 'reason', first[L.reason] ?? '');
  return leaf.then('","t":"journal","v":"1"}').ends();
}

/** @param {Leaf} leaf @param {string[][]} rows of which there must be one @returns {boolean} */
function isEvent(leaf, rows) {
  const [row = []] = rows;
  const open = OPEN_KINDS.includes(row[E.kind] ?? '');
  leaf.then('{"act":"').has('act', row[E.act]).then('","actor":"').names('actor', row[E.actor]);
  leaf.then('","at":"').has('at', row[E.at]).then('"');
  if (row[E.details] !== '') leaf.then(open ? ',"facts":' : ',').has('details', row[E.details]);
  else if (!open && leaf.text.startsWith(',"details":"', leaf.at)) leaf.then(',"details":"').take(33);
  const purpose = row[E.purpose] === '' ? '' : leaf.then(',"purpose":"').take(33).slice(0, 32);
  leaf.salt = leaf.then(',"salt":"').take(32);
  leaf.then('","seq":"').has('event', row[E.event]);
  leaf.then('","subject":"').names('subject', row[E.subject], false);
  if (purpose !== '') leaf.commits(purpose, 'purpose', row[E.purpose] ?? '');
  if (rows.length > 1) leaf.has('leaf', `in row ${leaf.row + 1}, a second time`);
  return leaf.then('","t":"').has('kind', row[E.kind]).then('","v":"1"}').ends();
}

// The books ---------------------------------------------------------------------------------------------------------

/** Minor units as the exact decimal that stands in the files. @param {string} minor @param {number} exponent */
function decimal(minor, exponent) {
  if (exponent === 0) return minor;
  const sign = minor.startsWith('-') ? '-' : '';
  const digits = minor.slice(sign.length).padStart(exponent + 1, '0');
  return `${sign}${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}

/** @param {Map<string, Sums>} total @param {string} key @param {Sums} more */
function addTo(total, key, more) {
  const { debits, credits, lines } = total.get(key) ?? { debits: 0n, credits: 0n, lines: 0 };
  total.set(key, { debits: debits + more.debits, credits: credits + more.credits, lines: lines + more.lines });
}

/** Adds up the rows: per period, account, fund and currency. */
class Books {
  /** @type {Map<string, Map<string, Sums>>} */
  periods = new Map();
  /** Of the closing trial balance of each period. @type {Record<string, string>} */
  digests = {};

  /** @param {string} folder @param {Manifest} manifest @param {Findings} findings */
  constructor(folder, manifest, findings) {
    this.findings = findings;
    this.manifest = manifest;
    this.currencyRows = table(folder, 'currencies.csv', CURRENCIES);
    this.exponents = new Map(this.currencyRows.map(([code, digits]) => [code, Number(digits)]));
    this.accountRows = table(folder, 'chart-of-accounts.csv', ACCOUNTS);
    this.periodRows = table(folder, 'periods.csv', PERIODS);
    this.balanceRows = table(folder, 'trial-balance.csv', BALANCES);
    this.accounts = new Map(this.accountRows.map(([code, name, type, book]) => [code, { name, type, book }]));
    this.spans = new Map(this.periodRows.map(([id, starts = '', ends = '']) => [id, { starts, ends }]));
  }

  /**
   * Adds an entry. What is wrong with its rows by themselves comes back in words, and then nothing is added.
   * @param {string[][]} rows @param {number} number of the first row @returns {string | null}
   */
  add(rows, number) {
    const first = rows[0] ?? [];
    const span = this.spans.get(first[L.period]);
    const effective = first[L.effective_on] ?? '';
    if (!span || effective < span.starts || effective > span.ends) {
      return `effective_on in row ${number} is not in period ${first[L.period]}`;
    }
    /** @type {{ book: string | undefined, fund: string | undefined, currency: string | undefined, sum: bigint }[]} */
    const sums = [];
    const amounts = [];
    for (const [at, row] of rows.entries()) {
      const column = this.wrongCell(row, at === 0 ? null : first, at + 1);
      if (column !== null) return `${column} in row ${number + at} is not what the rest of it says`;
      const amount = BigInt(row[L.amount_minor] ?? '');
      amounts.push(amount);
      const [book, fund, currency] = [this.accounts.get(row[L.account])?.book, row[L.fund], row[L.currency]];
      const same = sums.find((each) => each.book === book && each.fund === fund && each.currency === currency);
      if (same) same.sum += amount;
      else sums.push({ book, fund, currency, sum: amount });
    }
    const off = sums.find(({ sum }) => sum !== 0n);
    if (off)
      return `its lines (row ${number} on) do not add up to zero in book ${off.book}, fund ${off.fund}, ${off.currency}`;
    for (const [at, row] of rows.entries()) this.count(row, amounts[at] ?? 0n);
    return null;
  }

  /** The column of a cell that contradicts the others. @param {string[]} row @param {string[] | null} first @param {number} line */
  wrongCell(row, first, line) {
    if (row[L.line] !== String(line)) return 'line';
    if (first) {
      for (const column of OF_THE_ENTRY) if (row[column] !== first[column]) return LEDGER.split(',')[column];
    }
    const account = this.accounts.get(row[L.account]);
    const exponent = this.exponents.get(row[L.currency] ?? '');
    const amount = row[L.amount_minor] ?? '';
    if (account === undefined || account.name !== row[L.account_name]) return 'account_name';
    if (exponent === undefined || !/^-?[1-9][0-9]*$/.test(amount)) return 'amount_minor';
    const zero = decimal('0', exponent);
    const credit = amount.startsWith('-') ? decimal(amount.slice(1), exponent) : zero;
    const debit = credit === zero ? decimal(amount, exponent) : zero;
    if (row[L.debit] !== debit) return 'debit';
    return row[L.credit] === credit ? null : 'credit';
  }

  /** @param {string[]} row @param {bigint} amount */
  count(row, amount) {
    const period = row[L.period] ?? '';
    let balances = this.periods.get(period);
    if (!balances) this.periods.set(period, (balances = new Map()));
    const key = `${row[L.account]}\t${row[L.fund]}\t${row[L.currency]}`;
    let sums = balances.get(key);
    if (!sums) balances.set(key, (sums = { debits: 0n, credits: 0n, lines: 0 }));
    sums.lines += 1;
    if (amount > 0n) sums.debits += amount;
    else sums.credits -= amount;
  }

  /** Everything effective up to the end of a period, or ever. @param {string} [last] @returns {Map<string, Sums>} */
  upTo(last) {
    const total = new Map();
    for (const [period, balances] of this.periods) {
      if (last !== undefined && period > last) continue;
      for (const [key, sums] of balances) addTo(total, key, sums);
    }
    return new Map([...total].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  checkTrialBalance() {
    const wanted = [...this.upTo()].map(([key, { debits, credits }]) => {
      const [code, fund, currency] = /** @type {[string, string, string]} */ (key.split('\t'));
      const account = this.accounts.get(code);
      const amounts = [debits, credits, debits - credits].map((sum) =>
        decimal(String(sum), this.exponents.get(currency) ?? 0),
      );
      return [code, account?.name, account?.type, fund, currency, ...amounts].join(',');
    });
    const given = this.balanceRows.map((row) => row.join(','));
    const longer = wanted.length > given.length ? wanted : given;
    const at = longer.findIndex((_, n) => wanted[n] !== given[n]);
    if (at === -1) return;
    const rows = `${quote(given[at])}, and general-ledger.csv adds up to ${quote(wanted[at])}`;
    this.findings.add('books', `Row ${at + 2} of trial-balance.csv is ${rows}.`);
  }

  checkTotals() {
    const sums = new Map();
    for (const [key, balance] of this.upTo()) addTo(sums, String(key.split('\t')[2]), balance);
    const wanted = [...sums].map(([currency, { debits, credits, lines }]) => {
      const amounts = [debits, credits].map((sum) => decimal(String(sum), this.exponents.get(currency) ?? 0));
      return [currency, lines, ...amounts].join(' ');
    });
    const given = this.manifest.control_totals.map((total) =>
      [total.currency, total.lines, total.debit, total.credit].join(' '),
    );
    if (wanted.sort().join() === given.sort().join()) return;
    this.findings.add('books', 'The control totals in manifest.json are not the sums of general-ledger.csv.');
  }

  /**
   * A closing names the digest of the balances it was made on: everything effective up to the end of the period.
   * Nothing can be written into a closed period later, so all rows count, wherever their leaf stands.
   */
  checkPeriods() {
    for (const [period = '', , , state, , digest] of this.periodRows) {
      const lines = [...this.upTo(period)].map(([key, sums]) =>
        [...key.split('\t'), sums.debits, sums.credits].join('|'),
      );
      this.digests[period] = sha256(lines.join('\n'), 'hex');
      if (state !== 'closed' || digest === this.digests[period]) continue;
      this.findings.add(
        'books',
        `periods.csv gives a digest for the closing trial balance of ${period} that is not the one of the rows in general-ledger.csv.`,
      );
    }
  }
}

/** @param {string | undefined} row */
const quote = (row) => (row === undefined ? 'missing' : JSON.stringify(row));

/** Lays the rows of one file beside the leaves they name, both ways. */
class Beside {
  index = 0;
  matched = 0;
  seen = new Seen();

  /** @param {string} folder @param {Rows} rows @param {Findings} findings */
  constructor(folder, rows, findings) {
    this.rows = rows;
    this.findings = findings;
    this.pseudonyms = new Pseudonyms(textOf(folder, 'pseudonym.key').trim());
  }

  /** @param {string} sentence about the leaf @returns {null} */
  wrong(sentence) {
    const { index } = this;
    this.findings.add('rows', `Leaf ${index} (line ${index + 1} of leaves.jsonl) ${sentence}.`);
    return null;
  }

  /** Says of rows before a leaf that no leaf asked for them. @param {number} index */
  reach(index) {
    this.index = index;
    const { rows, findings } = this;
    while (rows.row !== null && !(Number(rows.row[0]) >= index)) {
      const sentence = `Row ${rows.number} of ${rows.file} names leaf ${quote(rows.row[0])}, which has no place for it there.`;
      findings.add('rows', sentence);
      rows.next();
    }
  }

  /**
   * The rows of the leaf, when they say the same as it does.
   * @param {number} index @param {string} text @param {(leaf: Leaf, rows: string[][]) => boolean} isSame
   */
  match(index, text, isSame) {
    this.reach(index);
    const { rows } = this;
    const [found, number] = [/** @type {string[][]} */ ([]), rows.number];
    for (const name = String(index); rows.row?.[0] === name; rows.next()) found.push(rows.row);
    if (found.length === 0) return this.wrong(`has no row in ${rows.file}`);
    this.matched += 1;
    if (found.some((row) => row.length !== rows.width))
      return this.wrong(`has rows with too many or too few cells (row ${number} of ${rows.file})`);
    const leaf = new Leaf(text, this.pseudonyms, number);
    if (!isSame(leaf, found)) return this.wrong(`and ${rows.file} disagree: ${leaf.difference()}`);
    if (!this.seen.add(found[0]?.[1] ?? ''))
      return this.wrong(`stands twice in the log (row ${number} of ${rows.file})`);
    return { found, number };
  }

  get full() {
    return this.findings.count('rows') >= MOST_FINDINGS;
  }
}

/**
 * The first reader: hashes every leaf, takes the root wherever a checkpoint stands, and lays events.csv beside.
 * @param {string} folder @param {Set<number>} sizes @param {Findings} findings
 */
function checkLog(folder, sizes, findings) {
  const tree = new Tree();
  const digest = crypto.createHash('sha256');
  const roots = new Map([[0, Buffer.from(sha256('', 'hex'), 'hex').toString('base64')]]);
  const beside = new Beside(folder, new Rows(folder, 'events.csv', EVENTS), findings);
  /** @type {OpenEvent[]} */
  const telling = [];
  let bytes = 0;
  // The byte before a leaf is the line end of the one before, or the spare one in front: the prefix goes there.
  let buffer = Buffer.alloc(4096);
  let filled = 1;
  const take = (/** @type {number} */ from, /** @type {number} */ to) => {
    buffer[from - 1] = 0;
    const index = tree.size;
    tree.append(buffer.subarray(from - 1, to));
    if (sizes.has(tree.size)) roots.set(tree.size, tree.root());
    if (beside.full || buffer.toString('latin1', from, from + 9) === '{"actor":') return;
    const event = beside.match(index, buffer.toString('utf8', from, to), isEvent);
    const [row = []] = event?.found ?? [];
    if (TELLING_KINDS.includes(row[E.kind] ?? '')) {
      telling.push({
        leaf: index,
        kind: String(row[E.kind]),
        facts: JSON.parse(row[E.details] || '{}'),
      });
    }
  };
  for (const piece of piecesOf(join(folder, 'leaves.jsonl'))) {
    digest.update(piece);
    bytes += piece.length;
    if (filled + piece.length > buffer.length) buffer = Buffer.concat([buffer], (filled + piece.length) * 2);
    piece.copy(buffer, filled);
    filled += piece.length;
    let from = 1;
    for (let to = buffer.indexOf(10, from); to !== -1 && to < filled; to = buffer.indexOf(10, from)) {
      take(from, to);
      from = to + 1;
    }
    buffer.copyWithin(1, from, filled);
    filled -= from - 1;
  }
  if (filled > 1) take(1, filled);
  beside.reach(Infinity);
  /** @type {Record<string, number>} */
  const rows = { 'leaves.jsonl': tree.size, 'events.csv': beside.rows.rows };
  return { size: tree.size, roots, telling, rows, leaves: { bytes, sha256: digest.digest('hex') } };
}

/**
 * The second reader: entries, and what the books add up to.
 * @param {string} folder @param {Manifest} manifest
 */
function checkBooks(folder, manifest) {
  const findings = new Findings();
  const books = new Books(folder, manifest, findings);
  const beside = new Beside(folder, new Rows(folder, 'general-ledger.csv', LEDGER), findings);
  let index = 0;
  for (const text of linesOf(join(folder, 'leaves.jsonl'))) {
    if (text.startsWith('{"actor":')) {
      const entry = beside.match(index, text, isEntry);
      const problem = entry && books.add(entry.found, entry.number);
      if (problem) beside.wrong(`is wrong in general-ledger.csv: ${problem}`);
    }
    index += 1;
    if (beside.full) break;
  }
  beside.reach(Infinity);
  books.checkTrialBalance();
  books.checkTotals();
  books.checkPeriods();
  const rows = {
    'general-ledger.csv': beside.rows.rows,
    'trial-balance.csv': books.balanceRows.length,
    'chart-of-accounts.csv': books.accountRows.length,
    'periods.csv': books.periodRows.length,
    'currencies.csv': books.currencyRows.length,
  };
  return { findings: findings.list, rows, entries: beside.matched, digests: books.digests };
}

// The verdict -------------------------------------------------------------------------------------------------------

/** @param {Buffer} bytes @returns {Manifest} */
function readManifest(bytes) {
  /** @type {any} */
  let manifest;
  try {
    manifest = JSON.parse(bytes.toString());
  } catch {
    throw new CannotTell('manifest.json is not JSON.');
  }
  if (manifest?.format !== FORMAT || manifest.version !== VERSION) {
    throw new CannotTell(
      `This program knows bundles of version ${VERSION}; manifest.json says ${quote(String(manifest?.version))}.`,
    );
  }
  const { checkpoint, control_totals: totals, files } = manifest;
  const isListed = (/** @type {FileEntry} */ entry) => /^[\w-][\w./-]*$/.test(String(entry?.file ?? ''));
  const whole = Array.isArray(files) && files.every(isListed) && Array.isArray(totals);
  if (typeof checkpoint?.size !== 'string' || !whole) {
    throw new CannotTell('manifest.json does not say what a manifest says.');
  }
  return manifest;
}

/** Who must have seen the log: `quorum K`, then the vkey of each witness. @param {string} text @param {string} file */
function readPolicy(text, file) {
  const [first = '', ...lines] = text.trimEnd().split('\n');
  const [, quorum] = /^quorum (0|[1-9][0-9]?)$/.exec(first) ?? [];
  const witnesses = lines.map(readKey).filter((key) => key?.algorithm === 4);
  const names = new Set(witnesses.map((key) => key?.key.export({ format: 'jwk' }).x));
  if (quorum === undefined || names.size !== lines.length || Number(quorum) > lines.length) {
    throw new CannotTell(`${file} is not a list of witnesses.`);
  }
  return { quorum: Number(quorum), witnesses: /** @type {PublicKey[]} */ (witnesses) };
}

/** One audit of one bundle: what was found so far, and what it is held against. */
class Audit {
  findings = new Findings();
  /** @type {string[]} */
  notes = [];

  /** @param {string} folder @param {Options} options */
  constructor(folder, options) {
    this.folder = folder;
    this.given = options.vkey === undefined ? 'the key in log.vkey' : 'the key you gave';
    const trusted = readKey(options.vkey ?? textOf(folder, 'log.vkey'));
    if (!trusted) throw new CannotTell(`${this.given} is not a public key.`);
    this.trusted = trusted;
    if (options.vkey === undefined) {
      this.notes.push('The key was taken from the bundle itself: give the one you were handed with --vkey.');
    }
    const [checkpoint] = readCheckpoints(textOf(folder, 'checkpoint'), 'checkpoint');
    if (!checkpoint) throw new CannotTell('checkpoint is empty.');
    this.checkpoint = checkpoint;
    this.checkpoints = readCheckpoints(textOf(folder, 'checkpoints.txt'), 'checkpoints.txt');
    const { last } = options;
    this.last = last === undefined ? null : (readCheckpoints(readFile(last).toString(), last)[0] ?? null);
    const policy = textOf(folder, 'witnesses.txt');
    const kept = options.witnesses === undefined ? policy : readFile(options.witnesses).toString();
    this.policy = readPolicy(kept, options.witnesses ?? 'witnesses.txt');
    if (kept !== policy) this.findings.add('witnesses', 'witnesses.txt of the bundle is not your own copy.');
  }

  /** @param {Manifest} manifest @param {number} size @param {Map<string | number, string>} roots */
  checkRoots(manifest, size, roots) {
    const { checkpoint, findings } = this;
    const newest = this.checkpoints.at(-1);
    if (this.checkpoints.some((note, at) => note.size <= (this.checkpoints[at - 1]?.size ?? -1))) {
      findings.add('log', 'The checkpoints in checkpoints.txt do not stand in order.');
    }
    if (newest?.body !== checkpoint.body) {
      findings.add('log', 'The last checkpoint in checkpoints.txt is not the one in checkpoint.');
    }
    if (manifest.checkpoint.size !== String(checkpoint.size) || manifest.checkpoint.root !== checkpoint.root) {
      findings.add('log', 'manifest.json was made for another checkpoint than the one in checkpoint.');
    }
    if (size !== checkpoint.size) {
      findings.add(
        'log',
        `leaves.jsonl has ${size} leaves and the checkpoint in checkpoint is over ${checkpoint.size}.`,
      );
    }
    let good = 0;
    for (const note of [...this.checkpoints, checkpoint]) {
      if (roots.get(note.size) === note.root) good = Math.max(good, note.size);
      else if (note.size > size) continue;
      else {
        findings.add(
          'log',
          `The leaves do not hash to the root of the checkpoint at ${note.size} in ${note.file}: something was changed between leaf ${good} and leaf ${note.size - 1}.`,
        );
        break;
      }
    }
  }

  /** @param {OpenEvent[]} telling @param {Record<string, string>} digests */
  checkClosings(telling, digests) {
    for (const { leaf, kind, facts } of telling) {
      const period = facts['period'] ?? '';
      if (kind !== 'period_close' || facts['trial_balance_digest'] === digests[period]) continue;
      this.findings.add(
        'books',
        `The closing of ${period} in leaf ${leaf} was made on another trial balance than general-ledger.csv adds up to at the end of that period.`,
      );
    }
  }

  /**
   * The key that must have signed a checkpoint of a size: the one trusted, or what a rotation made of it. A new key is
   * named by a leaf, and the first checkpoint over that leaf is signed by the old key too. What was signed before the
   * trusted key was named is not judged by its signature (null), only by its root.
   * @param {number} size @param {OpenEvent[]} telling @returns {PublicKey | null}
   */
  keyAt(size, telling) {
    const named = telling
      .filter(({ kind }) => kind === 'key_rotation')
      .map(({ leaf, facts }) => ({ leaf, key: readKey(facts['new_key'] ?? '') }));
    let key = this.trusted;
    let since = named.findLast((next) => next.key?.text === key.text)?.leaf ?? -1;
    if (size <= since) return null;
    for (const next of named) {
      if (next.leaf <= since || next.leaf >= size || !next.key) continue;
      const covering = this.checkpoints.find((checkpoint) => checkpoint.size > next.leaf);
      if (!covering || !isSigned(covering, key)) continue;
      key = next.key;
      since = next.leaf;
    }
    return key;
  }

  /** @param {OpenEvent[]} telling */
  checkSignatures(telling) {
    const { checkpoint, findings, folder, given, trusted } = this;
    for (const { origin, size, file, ...note } of [checkpoint, ...this.checkpoints]) {
      const key = this.keyAt(size, telling);
      if (origin === trusted.name && (key === null || isSigned(note, key))) continue;
      findings.add('signature', `The checkpoint at ${size} in ${file} is not signed by ${given} or one it named.`);
      break;
    }
    const key = this.keyAt(checkpoint.size, telling) ?? trusted;
    if (key.text !== textOf(folder, 'log.vkey').trim()) {
      findings.add('signature', `log.vkey of the bundle is not ${given} or one it named.`);
    }
    const note = readNote(textOf(folder, 'manifest.sig'));
    const body = `${MANIFEST_SIGNED_AS}\n${digestOf(join(folder, 'manifest.json')).sha256}\n`;
    if (note?.body !== body || !isSigned(note, key)) {
      findings.add('signature', `manifest.json is not the one signed in manifest.sig by ${given} or one it named.`);
    }
  }

  /** @param {OpenEvent[]} telling @param {Map<number, string>} roots @param {number} size */
  checkLast(telling, roots, size) {
    const { last, findings } = this;
    if (last === null) return;
    const yours = `your checkpoint of ${last.size} leaves in ${last.file}`;
    const key = this.keyAt(last.size, telling);
    if (last.origin !== this.trusted.name || (key !== null && !isSigned(last, key))) {
      findings.add('last', `checkpoint is of another log: ${yours} is not signed by ${this.given} or one it named.`);
    } else if (last.size > size || last.size > this.checkpoint.size) {
      findings.add('last', `The log was rolled back: ${yours} is newer than checkpoint, of ${this.checkpoint.size}.`);
    } else if (roots.get(last.size) !== last.root) {
      findings.add('last', `The log was rewritten: the first ${last.size} in leaves.jsonl are not those of ${yours}.`);
    }
  }

  /** @param {OpenEvent[]} telling @returns {number} up to which leaf enough witnesses have seen the log */
  checkWitnesses(telling) {
    const { quorum, witnesses } = this.policy;
    if (quorum === 0) return 0;
    const newestFirst = [this.checkpoint, ...[...this.checkpoints].reverse()];
    const enough = newestFirst.find((note) => witnesses.filter((key) => isCosigned(note, key)).length >= quorum);
    const seen = enough?.size ?? 0;
    // A period may close only after enough of them saw the log; the closing itself they see later.
    const closings = telling.filter(({ kind }) => kind === 'period_close');
    const due = closings.at(-2) ?? closings.at(-1);
    if (due && (seen === 0 || (closings.length > 1 && due.leaf >= seen))) {
      const who = `${quorum} of the ${witnesses.length} in witnesses.txt`;
      this.findings.add(
        'witnesses',
        `Since leaf ${seen} no checkpoint was signed by ${who}, and yet periods were closed.`,
      );
    }
    return seen;
  }

  /** @param {Manifest} manifest @param {Record<string, number>} rows @param {{ bytes: number, sha256: string }} leaves */
  checkFiles(manifest, rows, leaves) {
    const listed = new Map(manifest.files.map((entry) => [entry.file, entry]));
    for (const [file, entry] of listed) {
      const { bytes, sha256: digest } = file === 'leaves.jsonl' ? leaves : digestOf(join(this.folder, file));
      if (digest !== entry.sha256 || bytes !== entry.bytes || (rows[file] ?? entry.rows) !== entry.rows) {
        this.findings.add('files', `${file} is not the file that manifest.json lists.`);
      }
    }
    for (const file of filesIn(this.folder)) {
      if (listed.has(file) || file === 'manifest.json' || file === 'manifest.sig') continue;
      this.findings.add('files', `${file} does not belong to the bundle: manifest.json does not list it.`);
    }
  }
}

/** @param {string} path */
function digestOf(path) {
  const digest = crypto.createHash('sha256');
  let bytes = 0;
  for (const piece of piecesOf(path)) {
    digest.update(piece);
    bytes += piece.length;
  }
  return { bytes, sha256: digest.digest('hex') };
}

/** @param {string} folder @returns {string[]} */
function filesIn(folder, below = '') {
  return readdirSync(join(folder, below), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesIn(folder, `${below}${entry.name}/`) : [`${below}${entry.name}`],
  );
}

/** The second reader, in a thread of its own when there is enough to read. @param {string} folder @param {Manifest} manifest @returns {Promise<Checked>} */
function booksBeside(folder, manifest) {
  const { bytes = 0 } = manifest.files.find(({ file }) => file === 'leaves.jsonl') ?? {};
  if (bytes < WORTH_A_THREAD) return Promise.resolve(checkBooks(folder, manifest));
  return new Promise((done, fail) => {
    const worker = new Worker(new URL(import.meta.url), {
      workerData: { books: { folder, manifest } },
    });
    worker.once('message', ({ checked, problem }) => (checked ? done(checked) : fail(new CannotTell(problem))));
    worker.once('error', fail);
  });
}

/** What speaks first when several things are wrong: where it is, before what follows from it. @type {Check[]} */
const MOST_TELLING = ['rows', 'log', 'books', 'signature', 'last', 'witnesses', 'files'];

/** @param {Audit} audit @param {Counts} counts @returns {Report} */
function conclude(audit, counts) {
  const findings = MOST_TELLING.flatMap((check) => audit.findings.list.filter((finding) => finding.check === check));
  const first = findings[0];
  if (first) {
    const more = findings.length - 1;
    const sentence = `TAMPERED: ${first.sentence}${more === 0 ? '' : ` (${more} more with --json)`}`;
    return { status: 1, sentence, findings, notes: audit.notes, counts };
  }
  const since = audit.last === null ? '' : `, unchanged since your checkpoint of ${audit.last.size}`;
  const seen = counts.witnessed === 0 ? '' : `, witnessed up to ${counts.witnessed}`;
  const sentence = `ALL IS WELL: ${counts.leaves} leaves${since}${seen}, ${counts.checkpoints} checkpoints, ${counts.entries} entries in ${counts.lines} lines and ${counts.events} events agree.`;
  return { status: 0, sentence, findings, notes: audit.notes, counts };
}

/**
 * Checks the bundle in a folder.
 * @param {string} folder @param {Options} [options] @returns {Promise<Report>}
 */
export async function verifyBundle(folder, options = {}) {
  try {
    const manifest = readManifest(readFile(join(folder, 'manifest.json')));
    const audit = new Audit(folder, options);
    const sizes = [audit.checkpoint, ...audit.checkpoints, ...(audit.last ? [audit.last] : [])].map(({ size }) => size);
    const beside = booksBeside(folder, manifest);
    const { size, roots, telling, rows, leaves } = checkLog(folder, new Set(sizes), audit.findings);
    const books = await beside;
    Object.assign(rows, books.rows);
    audit.findings.list.push(...books.findings);
    audit.checkRoots(manifest, size, roots);
    audit.checkClosings(telling, books.digests);
    audit.checkSignatures(telling);
    audit.checkLast(telling, roots, size);
    const witnessed = audit.checkWitnesses(telling);
    audit.checkFiles(manifest, rows, leaves);
    const counted = {
      entries: books.entries,
      lines: rows['general-ledger.csv'] ?? 0,
      events: rows['events.csv'],
    };
    return conclude(audit, { leaves: size, ...counted, checkpoints: sizes.length, witnessed });
  } catch (error) {
    const sentence = `CANNOT TELL: ${whatItSays(error)}`;
    return { status: 2, sentence, findings: [], notes: [], counts: null };
  }
}

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      vkey: { type: 'string' },
      last: { type: 'string' },
      witnesses: { type: 'string' },
      json: { type: 'boolean' },
    },
  });
  if (positionals.length > 1) throw new Error('Name one folder.');
  const report = await verifyBundle(resolve(positionals[0] ?? '.'), values);
  const lines = values.json ? [JSON.stringify(report)] : [report.sentence, ...report.notes];
  console.log(lines.join('\n'));
  process.exitCode = report.status;
}

if (workerData?.books) {
  const { folder, manifest } = workerData.books;
  try {
    parentPort?.postMessage({ checked: checkBooks(folder, manifest) });
  } catch (error) {
    parentPort?.postMessage({
      problem: whatItSays(error),
    });
  }
} else if (process.argv[1] && import.meta.url === pathToFileURL(realpathSync(process.argv[1])).href) {
  main().catch((error) => {
    console.log(`CANNOT TELL: ${error.message}`);
    process.exitCode = 2;
  });
}
