// @ts-check
import { spawn } from 'node:child_process';

/** `npm run check`: the slowest of the house rules beside all others. Each tells what it found when it is done. */
const LANES = [['lint'], ['format:check', 'types', 'dead', 'tidy']];

/**
 * @param {string} name
 * @returns {Promise<boolean>} whether the rule is kept
 */
function isKept(name) {
  const child = spawn(process.execPath, ['--run', name], { stdio: ['ignore', 'pipe', 'pipe'] });
  let told = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (/** @type {string} */ text) => (told += text));
  }
  return new Promise((done) => {
    child.once('close', (status) => {
      process.stdout.write(`${status === 0 ? 'kept  ' : 'BROKEN'} ${name}\n${told}`);
      done(status === 0);
    });
  });
}

/** @param {readonly string[]} names */
async function oneAfterAnother(names) {
  let areKept = true;
  for (const name of names) areKept = (await isKept(name)) && areKept;
  return areKept;
}

const kept = await Promise.all(LANES.map(oneAfterAnother));
process.exitCode = kept.every(Boolean) ? 0 : 1;
