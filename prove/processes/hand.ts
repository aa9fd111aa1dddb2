import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { DrillSettings } from './settings.js';

const WORKER = join(import.meta.dirname, 'worker.js');

/** Most of what is made while a process loads stays: room for it saves looking for garbage. */
const ROOM = ['--min-semi-space-size=32', '--max-semi-space-size=32'];

/** Processes that have everything loaded and wait to be told their part. */
export class Recruits {
  private constructor(private readonly plan: string) {}

  /** Notes once what a process loads, compiled, in this folder; whoever comes later loads in half the time. */
  static async rehearse(dir: string): Promise<Recruits> {
    const plan = join(dir, 'modules', 'plan.json');
    mkdirSync(dirname(plan));
    for (const word of ['note', 'try']) {
      const child = fork(WORKER, [word, plan], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
      child.disconnect();
      const [status] = (await once(child, 'exit')) as [number | null];
      if (status !== 0) throw new Error('The processes of the drill cannot be loaded.');
    }
    return new Recruits(plan);
  }

  next(): ChildProcess {
    const child = fork(WORKER, ['by', this.plan], {
      execArgv: ROOM,
      // Ctrl-C ends the faults, not who works.
      detached: true,
      stdio: ['ignore', 'pipe', 'ignore', 'ipc'],
    });
    child.on('error', () => undefined);
    return child;
  }
}

/** One process with one part, from its beginning to its end. */
export class Hand {
  readonly ended: Promise<void>;
  readonly #heard = new Set<string>();
  #onLine: (line: string) => void = () => undefined;

  constructor(
    readonly child: ChildProcess,
    private readonly settings: DrillSettings,
  ) {
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      for (const line of text.split('\n').filter((one) => one !== '')) {
        this.#heard.add(line);
        this.#onLine(line);
      }
    });
    this.ended = new Promise((told) => {
      child.once('exit', () => {
        told();
      });
    });
  }

  /** Hears `kill_<step>` and `stop_<step>` when a step hits it. */
  onLine(hear: (line: string) => void): void {
    this.#onLine = hear;
  }

  /** Tells it its part; true when it works, false when it ended before. */
  async start(): Promise<boolean> {
    const { child } = this;
    const ready = new Promise<boolean>((told) => {
      child.once('message', () => {
        told(true);
      });
    });
    child.send(this.settings);
    const isReady = await Promise.race([ready, this.ended.then(() => false)]);
    if (isReady && child.connected) child.send({ go: true });
    return isReady;
  }

  /** Whether a step hit it; `line` as in `stop_after_call`. */
  hasSaid(line: string): boolean {
    return this.#heard.has(line);
  }

  async end(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
  }
}
