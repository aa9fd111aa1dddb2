import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

const ROOT = join(import.meta.dirname, '..', '..');
const READY_LIMIT_MS = 120_000;

/** How a program ended and what it said. */
export interface Ended {
  /** Exit status; null when a signal ended it. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

type Environment = Readonly<Record<string, string>>;

/** What a shell of a person who has set nothing hands on. */
function bare(): Record<string, string> {
  const kept = ['PATH', 'HOME', 'TMPDIR', 'LANG'];
  return Object.fromEntries(
    kept.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])),
  );
}

/** Starts a program of the project with this environment and nothing of our own. */
function launch(words: readonly string[], environment: Environment): ChildProcess {
  return spawn(process.execPath, [...words], {
    cwd: ROOT,
    env: { ...bare(), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Resolves when the program and everything that writes for it is over. */
function endOf(child: ChildProcess): Promise<Ended> {
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status) => {
      resolve({ status, stdout, stderr });
    });
  });
}

/** Runs a program to its end. */
export async function run(words: readonly string[], environment: Environment = {}): Promise<Ended> {
  return endOf(launch(words, environment));
}

/** A program that runs until it is told to end. */
export class Started {
  /** What it has printed so far. */
  printed = '';
  private readonly child: ChildProcess;
  private readonly end: Promise<Ended>;
  private last: Ended | undefined;

  constructor(words: readonly string[], environment: Environment) {
    this.child = launch(words, environment);
    this.child.stdout?.on('data', (text: Buffer) => (this.printed += text.toString()));
    this.end = endOf(this.child);
    void this.end.then((ended) => (this.last = ended));
  }

  /** Waits until it is ready. Throws its words when it ends before that or takes two minutes. */
  async until(ready: () => boolean | Promise<boolean>): Promise<void> {
    const limit = performance.now() + READY_LIMIT_MS;
    while (!(await ready())) {
      if (this.last !== undefined)
        throw new Error(`It ended: ${this.last.stdout}${this.last.stderr}`);
      if (performance.now() > limit) throw new Error(`Not ready in time: ${this.printed}`);
      await setTimeout(50);
    }
  }

  /** Sends a signal, if it still runs, and waits for its end. */
  async signal(name: NodeJS.Signals): Promise<Ended> {
    if (this.last === undefined) this.child.kill(name);
    return this.end;
  }

  async ended(): Promise<Ended> {
    return this.end;
  }
}

/** A copy of the whole service as `npm start` runs it, in a data folder and on ports of its own. */
export class Copy {
  readonly dataDir = mkdtempSync(join(tmpdir(), 'fund-boot-'));
  private script: Started | undefined;

  private constructor(readonly port: number) {}

  static async withFreePort(): Promise<Copy> {
    return new Copy(await freePort());
  }

  get url(): string {
    return `http://127.0.0.1:${String(this.port)}`;
  }

  get environment(): Environment {
    return { DATA_DIR: this.dataDir, PORT: String(this.port) };
  }

  /** The settings that the running copy has left for commands beside it. */
  get settings(): Environment {
    const text = readFileSync(join(this.dataDir, 'environment.json'), 'utf8');
    return JSON.parse(text) as Environment;
  }

  /** What the start script has printed. */
  get printed(): string {
    return this.script?.printed ?? '';
  }

  /** Starts everything; resolves when it says that it is ready. */
  async start(): Promise<void> {
    const script = new Started(['scripts/start.mjs'], this.environment);
    this.script = script;
    await script.until(() => script.printed.includes('Stop with'));
  }

  /** A start beside the running one, or one that must fail: to its end. */
  async startToTheEnd(more: Environment = {}): Promise<Ended> {
    return run(['scripts/start.mjs'], { ...this.environment, ...more });
  }

  async fund(...words: string[]): Promise<Ended> {
    return run(['dist/src/cli/main.js', ...words], this.environment);
  }

  /** Sends a signal to the start script and waits for its end. */
  async signal(name: NodeJS.Signals): Promise<Ended> {
    return this.started().signal(name);
  }

  async ended(): Promise<Ended> {
    return this.started().ended();
  }

  /** Process ids of what runs for this copy: the sandbox, the service, the database. */
  pids(): { readonly sandbox: number; readonly service: number; readonly database: number } {
    const lock = JSON.parse(readFileSync(join(this.dataDir, 'start.lock'), 'utf8')) as {
      children: { pid: number }[];
    };
    const cluster = readFileSync(join(this.dataDir, 'pg18', 'cluster', 'postmaster.pid'), 'utf8');
    const [sandbox, service] = lock.children;
    return {
      sandbox: sandbox?.pid ?? 0,
      service: service?.pid ?? 0,
      database: Number(cluster.split('\n')[0]),
    };
  }

  /** Whatever went wrong before, nothing runs on and nothing is left. */
  async remove(): Promise<void> {
    await this.script?.signal('SIGTERM');
    await run(['scripts/stop-database.mjs'], this.environment);
    rmSync(this.dataDir, { recursive: true, force: true });
  }

  private started(): Started {
    if (!this.script) throw new Error('It was never started.');
    return this.script;
  }
}

/** Whether a process with this id runs. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    const state = /^State:\s+(\w)/m.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8'))?.[1];
    return state !== 'Z';
  } catch {
    return false;
  }
}

/** Waits until none of the processes runs. Returns those that still do after half a minute. */
export async function survivors(pids: Iterable<number>): Promise<number[]> {
  let left = [...pids];
  for (let look = 0; look < 300; look += 1) {
    left = left.filter(isRunning);
    if (left.length === 0) return left;
    await setTimeout(100);
  }
  return left;
}

/** A port that nobody uses now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => {
        if (typeof address === 'object' && address) resolve(address.port);
        else reject(new Error('No free port.'));
      });
    });
  });
}
