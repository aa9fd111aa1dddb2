// @ts-check
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { compileIfStale } from '../compile.mjs';
import { parentOf } from '../process.mjs';
import { complain, report, say } from '../say.mjs';
import { lastWords, runCommand, startChild, waitUntil } from './children.mjs';
import { openDatabase } from './database.mjs';
import { waitForEarlier } from './earlier.mjs';
import {
  leaveEnvironment,
  ownerEnvironment,
  sandboxEnvironment,
  serviceEnvironment,
} from './environment.mjs';
import { lockFolder } from './folder.mjs';
import { planFrom, portNear, refuseTakenPort, Refusal } from './plan.mjs';
import { demoSecrets } from './secrets.mjs';

/**
 * @typedef {import('./plan.mjs').Plan} Plan
 * @typedef {import('./environment.mjs').SandboxPorts} SandboxPorts
 * @typedef {import('./children.mjs').Child} Child
 */

const ROOT = join(import.meta.dirname, '..', '..');

/** One `npm start`: what it has started so far, and how all of it stops. */
class Start {
  begun = performance.now();
  /** @type {Promise<import('./database.mjs').DatabaseServer> | null} */
  database = null;
  /** @type {Child[]} in the order they were started */
  children = [];
  /** @type {Promise<void> | null} */
  ending = null;
  aborted = new AbortController();

  /**
   * @param {Plan} plan
   * @param {import('../lock.mjs').Lock} lock
   */
  constructor(plan, lock) {
    this.plan = plan;
    this.lock = lock;
    this.logs = join(plan.dataDir, 'logs');
  }

  async run() {
    await waitForEarlier(this.lock.previous);
    await refuseTakenPort(this.plan);
    await build();
    const secrets = demoSecrets(this.plan.dataDir);
    const [database, sandbox] = await this.both(this.openDatabase(), this.startSandbox(secrets));
    const env = serviceEnvironment(this.plan, secrets, database, sandbox);
    const ownerEnv = ownerEnvironment(env, secrets, database);
    leaveEnvironment(this.plan, env);
    await this.command('Database is up to date', ['migrate'], ownerEnv);
    await this.command('Demo data is there', ['seed'], ownerEnv);
    const [people] = await this.both(this.fund(['people', '--demo'], env), this.startService(env));
    this.announce(sandbox, people);
  }

  async openDatabase() {
    const begun = performance.now();
    this.database = openDatabase(this.plan);
    const database = await this.database;
    this.watch('database', database.exited);
    report(database.title, begun);
    return database;
  }

  /** @param {import('./secrets.mjs').Secrets} secrets */
  async startSandbox(secrets) {
    const begun = performance.now();
    const wanted = {
      port: await portNear(this.plan.port + 1000),
      smtpPort: await portNear(this.plan.port + 2000),
    };
    const env = sandboxEnvironment(this.plan, secrets, wanted);
    const sandbox = this.child('sandbox', 'dist/src/sandbox/main.js', env);
    const ports = await waitUntil(sandbox, async () => readySandbox(sandbox.printed()));
    report('Payment sandbox and inbox ready', begun);
    return ports;
  }

  /** @param {NodeJS.ProcessEnv} env */
  async startService(env) {
    const begun = performance.now();
    const service = this.child('service', 'dist/src/main.js', env);
    const url = `${this.plan.localUrl}/health/ready`;
    await waitUntil(service, () =>
      fetch(url, { signal: AbortSignal.timeout(2_000) }).then(
        (answer) => (answer.ok ? true : null),
        () => null,
      ),
    );
    report('Service ready: web and jobs', begun);
  }

  /**
   * @param {string} step
   * @param {string[]} words
   * @param {NodeJS.ProcessEnv} env
   */
  async command(step, words, env) {
    const begun = performance.now();
    await this.fund(words, env);
    report(step, begun);
  }

  /**
   * @param {string[]} words
   * @param {NodeJS.ProcessEnv} env
   */
  fund(words, env) {
    return runCommand({ words, env, logs: this.logs, signal: this.aborted.signal });
  }

  /**
   * @param {string} name
   * @param {string} script
   * @param {NodeJS.ProcessEnv} env
   */
  child(name, script, env) {
    this.aborted.signal.throwIfAborted();
    const child = startChild({ name, script, env, logs: this.logs });
    this.children.push(child);
    this.describe();
    this.watch(name, child.exited, () => ` ${lastWords(child)}`);
    return child;
  }

  /** Tells the next start what runs here. */
  describe(more = {}) {
    this.lock.describe({
      address: this.plan.publicUrl,
      children: this.children.map(({ identity }) => identity),
      ...more,
    });
  }

  /**
   * Without any one of its parts the rest is stopped, so that nobody works with half a service.
   * @param {string} name
   * @param {Promise<string>} exited
   * @param {() => string} words what it said last
   */
  watch(name, exited, words = () => '') {
    void exited.then((reason) => {
      if (this.ending !== null) return;
      complain(`The ${name} ended by itself (${reason}).${words()}`);
      void this.end(1);
    });
  }

  /**
   * Both results; when one fails, the other has settled before anything is stopped.
   * @template First, Second
   * @param {Promise<First>} first
   * @param {Promise<Second>} second
   * @returns {Promise<[First, Second]>}
   */
  async both(first, second) {
    await Promise.allSettled([first, second]);
    return Promise.all([first, second]);
  }

  /**
   * The service finishes its work while the sandbox still answers; the database goes last.
   * @param {number} status
   */
  end(status) {
    this.ending ??= this.stopAll().then(
      () => process.exit(status),
      (error) => {
        complain(error);
        process.exit(1);
      },
    );
    return this.ending;
  }

  async stopAll() {
    this.aborted.abort();
    this.describe({ stopping: true });
    for (const child of this.children.toReversed()) await child.stop();
    const database = await this.database?.catch(() => null);
    await database?.stop();
    this.lock.release();
  }

  /**
   * @param {SandboxPorts} sandbox
   * @param {string} people
   */
  announce(sandbox, people) {
    const { plan } = this;
    report('\nEverything is ready', this.begun);
    say(`  Pages                     ${plan.publicUrl}`);
    say(
      `  Mail, SMS and payments    http://127.0.0.1:${sandbox.port}   (SMTP on port ${sandbox.smtpPort})`,
    );
    say(`  Data and logs             ${plan.dataDir}`);
    say(`\n${people.trimEnd()}\n`);
    say(`Stop with Ctrl-C, or with kill ${process.pid}. The data stays.`);
  }
}

async function build() {
  const begun = performance.now();
  const outcome = await compileIfStale();
  if (outcome === 'built') report('Built the service', begun);
  if (!existsSync(join(ROOT, 'dist', 'src', 'main.js'))) {
    throw new Refusal('The service is not built, and there is no compiler. Run npm ci first.');
  }
}

/**
 * @param {string} printed
 * @returns {SandboxPorts | null}
 */
function readySandbox(printed) {
  for (const line of printed.split('\n')) {
    if (!line.startsWith('{"ready":true')) continue;
    const { port, smtpPort } = JSON.parse(line);
    return { port, smtpPort };
  }
  return null;
}

/**
 * A signal, or the death of npm: it starts us through a shell that neither passes signals on nor ends with
 * npm, and this process would run on with nobody to stop it.
 * @param {() => void} stop
 */
function onStop(stop) {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop);
  if (process.env['npm_lifecycle_event'] !== 'start' || process.platform === 'win32') return;
  const shell = process.ppid;
  const npm = parentOf(shell);
  setInterval(() => {
    if (process.ppid !== shell || parentOf(shell) !== npm) stop();
  }, 100).unref();
}

/** Runs until a signal or until a part ends; then the process exits. */
export async function start() {
  // The terminal may be gone while the parts still have to be stopped in order.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  /** @type {Start | undefined} */
  let running;
  try {
    const plan = planFrom(process.env);
    const current = new Start(plan, await lockFolder(plan));
    running = current;
    onStop(() => void current.end(0));
    await current.run();
  } catch (error) {
    if (running?.ending) return running.ending;
    complain(error);
    const status = error instanceof Refusal ? 2 : 1;
    if (running === undefined) process.exit(status);
    await running.end(status);
  }
}
