// @ts-check
import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { birthMark, isAlive } from './process.mjs';

/**
 * What a lock file says. `birth` tells the holder from a later process with the same id.
 * @typedef {{ pid: number, birth: string, [more: string]: unknown }} Holder
 *
 * `previous` is what a holder that was killed has left behind.
 * @typedef {object} Lock
 * @property {Holder | null} previous
 * @property {(more: object) => void} describe
 * @property {() => void} release
 */

/**
 * Takes the lock, or says which living process holds it. A killed process's lock is taken over.
 * @param {string} file
 * @param {object} more what others may want to know about the holder
 * @returns {{ lock: Lock } | { heldBy: Holder }}
 */
export function takeLock(file, more = {}) {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  /** @type {Holder | null} */
  let previous = null;
  for (;;) {
    if (publish(file, textFor(more))) return { lock: held(file, previous) };
    const text = read(file);
    const holder = parse(text);
    if (holder !== null && isStillThere(holder)) return { heldBy: holder };
    if (text !== null && discard(file, text)) previous = holder;
  }
}

/**
 * Whether the very process still runs, not another one that got its id.
 * @param {{ pid: number, birth: string }} holder
 */
export function isStillThere({ pid, birth }) {
  return isAlive(pid) && birthMark(pid) === birth;
}

/**
 * @param {string} file
 * @param {Holder | null} previous
 * @returns {Lock}
 */
function held(file, previous) {
  const isOurs = () => parse(read(file))?.pid === process.pid;
  return {
    previous,
    describe(more) {
      if (!isOurs()) return;
      const draft = draftOf(file);
      writeFileSync(draft, textFor(more), { mode: 0o600 });
      renameSync(draft, file);
    },
    release() {
      if (isOurs()) rmSync(file, { force: true });
    },
  };
}

/** @param {object} more */
function textFor(more) {
  return JSON.stringify({ ...more, pid: process.pid, birth: birthMark(process.pid) });
}

/**
 * The complete file appears in one step, or not at all when there is one.
 * @param {string} file
 * @param {string} text
 */
function publish(file, text) {
  const draft = draftOf(file);
  writeFileSync(draft, text, { mode: 0o600 });
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/**
 * Removes a dead holder's file. Another process may have done so and locked in the meantime: then the file
 * that was moved aside is not the one that was judged, and goes back.
 * @param {string} file
 * @param {string} judged
 */
function discard(file, judged) {
  const aside = draftOf(file);
  try {
    renameSync(file, aside);
  } catch {
    return false;
  }
  const moved = read(aside);
  if (moved !== null && moved !== judged) publish(file, moved);
  rmSync(aside, { force: true });
  return moved === judged;
}

/** @param {string} file */
function draftOf(file) {
  return `${file}.${process.pid}-${randomBytes(4).toString('hex')}`;
}

/** @param {string} file */
function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

/**
 * @param {string | null} text
 * @returns {Holder | null}
 */
function parse(text) {
  try {
    const value = JSON.parse(text ?? 'null');
    return typeof value?.pid === 'number' && typeof value.birth === 'string' ? value : null;
  } catch {
    return null;
  }
}
