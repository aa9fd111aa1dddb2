// @ts-check

const oneDigit = new Intl.NumberFormat('en', {
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
});

/** @param {string} line */
export function say(line) {
  process.stdout.write(`${line}\n`);
}

/** @param {unknown} problem */
export function complain(problem) {
  process.stderr.write(`${problem instanceof Error ? problem.message : String(problem)}\n`);
}

/**
 * A step that is done, with the time it took: "PostgreSQL 18.4 ready (1.2 s)".
 * @param {string} step
 * @param {number} begun from performance.now()
 */
export function report(step, begun) {
  say(`${step} (${oneDigit.format((performance.now() - begun) / 1000)} s)`);
}
