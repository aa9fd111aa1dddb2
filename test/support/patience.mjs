// @ts-check
import { setTimeout as wait } from 'node:timers/promises';

/** Stories walk through many pages; a machine with two busy cores is slow. */
const PATIENCE_MS = 90_000;

/** @typedef {(...words: any[]) => any} Work */

/**
 * The runner waits for a test for ever: here a test or a hook that takes longer than it was given, in milliseconds, fails.
 * @param {Work} work
 * @param {number | undefined} patienceMs
 * @returns {Work}
 */
function within(work, patienceMs = PATIENCE_MS) {
  return async (...words) => {
    const over = new AbortController();
    const late = wait(patienceMs, undefined, { signal: over.signal, ref: false }).then(
      () => {
        throw new Error(`It takes longer than ${String(patienceMs / 1_000)} seconds.`);
      },
      () => undefined,
    );
    try {
      return await Promise.race([work(...words), late]);
    } finally {
      over.abort();
    }
  };
}

/** @param {'beforeAll' | 'beforeEach' | 'afterEach' | 'afterAll'} name */
function limitHook(name) {
  const hook = globalThis[name];
  globalThis[name] = (work, patienceMs) => {
    hook(within(/** @type {Work} */ (work), patienceMs));
  };
}

for (const name of /** @type {const} */ (['beforeAll', 'beforeEach', 'afterEach', 'afterAll'])) {
  limitHook(name);
}

const { it } = globalThis;
const limited = Object.assign(
  (/** @type {string} */ name, /** @type {Work} */ work, /** @type {number} */ patienceMs) => {
    it(name, within(work, patienceMs));
  },
  it,
  {
    each:
      (/** @type {any[]} */ ...table) =>
      (/** @type {string} */ name, /** @type {Work} */ work, /** @type {number} */ patienceMs) => {
        // @ts-expect-error the table is whatever the test gives
        it.each(...table)(name, within(work, patienceMs));
      },
  },
);
Object.assign(globalThis, { it: limited, test: limited });
