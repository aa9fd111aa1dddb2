// @ts-check
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Socket } from 'node:net';

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

/**
 * Has a shell run a command however this process ends: it waits for the end of a pipe from here. Nothing where there is no
 * such shell. Whoever ends the child takes the command back.
 * @param {string} command it finds `word` as `$1`
 * @param {string} word
 */
export function whenThisProcessEnds(command, word) {
  if (process.platform === 'win32') return undefined;
  const guard = spawn('sh', ['-c', `cat >/dev/null; ${command}`, 'sh', word], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  guard.unref();
  if (guard.stdin instanceof Socket) guard.stdin.unref();
  return guard;
}
