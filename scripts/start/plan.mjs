// @ts-check
import { createServer } from 'node:net';
import { resolve } from 'node:path';

/** Something the person has to change first: said in a sentence, exit status 2. */
export class Refusal extends Error {
  /** @override */
  name = 'Refusal';
}

/**
 * @typedef {object} Plan
 * @property {number} port
 * @property {string} host address the service listens on
 * @property {string} localUrl where this machine reaches the service
 * @property {string} publicUrl what people type
 * @property {string} dataDir
 * @property {string | undefined} externalUrl owner login of a database of the person's own
 */

/**
 * What the environment asks for.
 * @param {NodeJS.ProcessEnv} environment
 * @returns {Plan}
 */
export function planFrom(environment) {
  if (environment['NODE_ENV'] === 'production' || environment['MODE'] === 'production') {
    throw new Refusal(
      'npm start is for trying out: it brings an embedded database, demo data and a payment sandbox, none of which belongs in production. There, run `npx fund migrate` with the owner login and then `node dist/src/main.js`; docs/operating.md lists the settings.',
    );
  }
  const port = portFrom(environment['PORT'] ?? '3000');
  const host = environment['HOST'] ?? '127.0.0.1';
  const localUrl = `http://${reachable(host)}:${port}`;
  return {
    port,
    host,
    localUrl,
    publicUrl: environment['PUBLIC_URL'] ?? localUrl,
    dataDir: resolve(environment['DATA_DIR'] ?? '.data'),
    externalUrl: environment['DATABASE_URL'] || undefined,
  };
}

/** @param {string} text */
function portFrom(text) {
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port <= 65_535) return port;
  throw new Refusal(`PORT is "${text}". Set it to a number from 1 to 65535.`);
}

/** @param {string} host */
function reachable(host) {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}

/**
 * The service keeps the port that was asked for, or does not start: people have its address.
 * @param {Plan} plan
 */
export async function refuseTakenPort({ port, host }) {
  const code = await listenOnce(port, host);
  if (code === null) return;
  if (code === 'EADDRINUSE') {
    throw new Refusal(
      `Port ${port} is taken by another program. Set PORT to a free one, for example PORT=${port < 65_000 ? port + 100 : 3000} npm start.`,
    );
  }
  throw new Refusal(
    `Cannot listen on ${host} port ${port} (${code}). Set HOST and PORT to others.`,
  );
}

/**
 * The port that follows from PORT, or any free one. Ports of the sandbox are printed, nobody knows them by heart.
 * @param {number} wanted
 */
export async function portNear(wanted) {
  if (wanted <= 65_535 && (await listenOnce(wanted, '127.0.0.1')) === null) return wanted;
  return 0;
}

/**
 * Null when the port is free, else the system's reason.
 * @param {number} port
 * @param {string} host
 * @returns {Promise<string | null>}
 */
function listenOnce(port, host) {
  return new Promise((answer) => {
    const probe = createServer();
    probe.once('error', (error) => answer('code' in error ? String(error.code) : error.message));
    probe.listen(port, host, () => probe.close(() => answer(null)));
  });
}
