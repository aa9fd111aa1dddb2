import { fork, spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { Chance } from '../simulator/chance.js';
import type { DrillSettings } from './settings.js';
import type { Tally } from './tally.js';

const WORKER = join(import.meta.dirname, 'worker.js');
const SANDBOX = join(import.meta.dirname, '../../src/sandbox/main.js');

export interface Berth {
  readonly name: string;
  settings(): DrillSettings;
}

/** Keeps a process in each berth: when one ends, however it ends, the next is there. */
export class Crew {
  readonly #aboard = new Map<string, ChildProcess>();
  readonly #working = new Set<string>();
  #isOver = false;
  #isHeld = false;

  constructor(
    private readonly tally: Tally,
    private readonly berths: readonly Berth[],
  ) {}

  /** Resolves when every berth has a process that works. */
  async muster(): Promise<void> {
    this.#isHeld = false;
    await Promise.all(this.berths.map((berth) => this.#board(berth)));
  }

  /** One of them by chance; none while one is being replaced, so that a slow machine gets on with its work. */
  any(chance: Chance, role: string): ChildProcess | null {
    if (this.#working.size < this.berths.length) return null;
    const here = [...this.#aboard].filter(([name]) => name.startsWith(role));
    return here[chance.between(0, here.length - 1)]?.[1] ?? null;
  }

  /** Ends all of them and lets nobody aboard until the next muster. */
  async clear(): Promise<void> {
    this.#isHeld = true;
    await this.#endAll();
  }

  async end(): Promise<void> {
    this.#isOver = true;
    await this.#endAll();
  }

  async #endAll(): Promise<void> {
    const gone = [...this.#aboard.values()].map(
      (child) =>
        new Promise<void>((ended) => {
          child.once('exit', () => {
            ended();
          });
          child.kill('SIGKILL');
        }),
    );
    await Promise.all(gone);
  }

  /** Resolves when a process is ready; one that ends before, because the database is away, is followed by another. */
  #board(berth: Berth): Promise<void> {
    const child = fork(WORKER, [], { stdio: ['ignore', 'pipe', 'ignore', 'ipc'] });
    this.#aboard.set(berth.name, child);
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      for (const line of text.split('\n')) if (line.startsWith('kill_')) this.tally.add(line);
    });
    child.on('error', () => undefined);
    child.send(berth.settings());
    return new Promise((ready, failed) => {
      child.once('message', () => {
        if (child.connected) child.send({ go: true });
        this.#working.add(berth.name);
        ready();
      });
      child.once('exit', () => {
        this.#aboard.delete(berth.name);
        this.#working.delete(berth.name);
        if (this.#isOver || this.#isHeld) ready();
        else this.#board(berth).then(ready, failed);
      });
    });
  }
}

/** The sandbox as a process of its own; resolves with its port. */
export async function startSandboxProcess(
  environment: NodeJS.ProcessEnv,
): Promise<{ child: ChildProcess; port: number }> {
  const child = spawn(process.execPath, [SANDBOX], {
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const port = await new Promise<number>((ready, failed) => {
    child.stdout?.setEncoding('utf8').once('data', (line: string) => {
      ready((JSON.parse(line) as { port: number }).port);
    });
    child.once('exit', () => {
      failed(new Error('The sandbox did not start.'));
    });
  });
  return { child, port };
}
