// @ts-check
import { spawn } from 'node:child_process';
import {
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { birthMark, pause } from '../process.mjs';

const ROOT = join(import.meta.dirname, '..', '..');
const LARGEST_LOG = 10_000_000;
const STOP_LIMIT_MS = 30_000;
const READY_LIMIT_MS = 60_000;

/**
 * A program of ours that runs until it is stopped. `exited` resolves with the reason.
 * @typedef {object} Child
 * @property {string} name
 * @property {{ pid: number, birth: string }} identity
 * @property {Promise<string>} exited
 * @property {() => Promise<void>} stop
 * @property {string} log
 * @property {() => string} printed everything it has printed since its start
 */

/**
 * Starts a program from dist/ in a process group of its own, so that Ctrl-C reaches this script alone
 * and it can stop things in order. The channel between them closes when this script is killed, and the
 * program then ends by itself.
 * @param {{ name: string, script: string, env: NodeJS.ProcessEnv, logs: string }} choice
 * @returns {Child}
 */
export function startChild({ name, script, env, logs }) {
  const { log, output, printed } = openLog(logs, name);
  const child = spawn(process.execPath, ['--enable-source-maps', join(ROOT, script)], {
    cwd: ROOT,
    env,
    // Straight into the file: a pipe would break, and the last words with it, when this script is killed.
    stdio: ['ignore', output, output, 'ipc'],
    detached: true,
  });
  closeSync(output);
  const exited = endOf(child);
  const pid = child.pid ?? 0;
  return {
    name,
    log,
    identity: { pid, birth: birthMark(pid) },
    exited,
    printed,
    async stop() {
      const limit = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
      child.kill('SIGTERM');
      await exited;
      clearTimeout(limit);
    },
  };
}

/**
 * Waits until `ready` gives a result. Throws the last words of a program that ends before, or takes too long.
 * @template Result
 * @param {Child} child
 * @param {() => Promise<Result | null>} ready
 * @returns {Promise<Result>}
 */
export async function waitUntil(child, ready) {
  let ended = '';
  void child.exited.then((reason) => (ended = reason));
  for (const limit = performance.now() + READY_LIMIT_MS; ; await pause(25)) {
    const result = await ready();
    if (result !== null) return result;
    if (ended !== '') {
      throw new Error(`The ${child.name} ended by itself (${ended}).`);
    }
    if (performance.now() > limit) {
      throw new Error(`The ${child.name} is not ready after a minute. ${lastWords(child)}`);
    }
  }
}

/**
 * Runs the `fund` command to its end and returns what it printed. Throws its last words when it fails.
 * @param {{ words: string[], env: NodeJS.ProcessEnv, logs: string, signal: AbortSignal }} choice
 * @returns {Promise<string>}
 */
export async function runCommand({ words, env, logs, signal }) {
  const { output, ...setup } = openLog(logs, 'setup');
  const child = spawn(
    process.execPath,
    ['--enable-source-maps', join(ROOT, 'dist/src/cli/main.js'), ...words],
    {
      cwd: ROOT,
      env,
      stdio: ['ignore', 'pipe', output],
      detached: true,
      signal,
      killSignal: 'SIGTERM',
    },
  );
  closeSync(output);
  let answer = '';
  child.stdout?.setEncoding('utf8').on('data', (text) => (answer += text));
  const reason = await endOf(child);
  if (reason === 'exit status 0') return answer;
  throw new Error(`fund ${words.join(' ')} failed (${reason}).\n${answer}${lastWords(setup)}`);
}

/**
 * What a program said last, for a person who wants to know why it ended.
 * @param {Pick<Child, 'log' | 'printed'>} program
 */
export function lastWords({ log, printed }) {
  const text = printed().trimEnd();
  if (text === '') return `It wrote nothing to ${log}.`;
  const lines = text.split('\n').slice(-15);
  return `The end of ${log}:\n${lines.map((line) => `  ${line}`).join('\n')}`;
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<string>}
 */
function endOf(child) {
  return new Promise((end) => {
    child.once('error', (error) => end(error.message));
    child.once('exit', (code, signal) => end(signal ?? `exit status ${String(code)}`));
  });
}

/**
 * `printed` reads what is added from now on.
 * @param {string} logs
 * @param {string} name
 */
function openLog(logs, name) {
  mkdirSync(logs, { recursive: true, mode: 0o700 });
  const log = join(logs, `${name}.log`);
  if (existsSync(log) && statSync(log).size > LARGEST_LOG) renameSync(log, `${log}.old`);
  const output = openSync(log, 'a', 0o600);
  const before = fstatSync(output).size;
  return { log, output, printed: () => readFileSync(log).subarray(before).toString('utf8') };
}
