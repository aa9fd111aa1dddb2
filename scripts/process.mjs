// @ts-check
import { readFileSync } from 'node:fs';

/**
 * Whether a process with this id runs, whoever owns it.
 * @param {number} pid
 */
export function isAlive(pid) {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/**
 * A dead child that nobody collected still has an id; it holds nothing.
 * @param {number} pid
 */
function isZombie(pid) {
  return statOf(pid)?.[0] === 'Z';
}

/**
 * Which process this id means: a mark that a later process with the same id does not share.
 * Empty where the system does not tell.
 * @param {number} pid
 */
export function birthMark(pid) {
  const started = statOf(pid)?.[19];
  if (started === undefined) return '';
  return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}:${started}`;
}

/**
 * The process that a process belongs to, or undefined where the system does not tell.
 * @param {number} pid
 */
export function parentOf(pid) {
  return statOf(pid)?.[1];
}

/**
 * The fields of /proc/<pid>/stat from the state on; what stands before may hold any character.
 * @param {number} pid
 */
function statOf(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

/**
 * The words a process was started with, or undefined where the system does not tell.
 * @param {number} pid
 */
export function commandLine(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    return undefined;
  }
}

/** @param {number} timeoutMs */
export function pause(timeoutMs) {
  return new Promise((resume) => setTimeout(resume, timeoutMs));
}

/**
 * Waits until the process is gone; false when it is still there after the time.
 * @param {number} pid
 * @param {number} timeoutMs
 */
export async function waitForEnd(pid, timeoutMs) {
  for (const end = performance.now() + timeoutMs; isAlive(pid); await pause(20)) {
    if (performance.now() > end) return false;
  }
  return true;
}
