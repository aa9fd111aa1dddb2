import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { invariant } from '#kernel';

/** A server that runs as a process of its own. */
export interface Program {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

const TRIES = 300;
const PAUSE_MS = 100;

/** Starts a compiled program with PORT set to a free one, and waits until `path` answers 200. */
export async function startProgram(
  file: string,
  settings: Readonly<Record<string, string>>,
  path: string,
): Promise<Program> {
  const port = await freePort();
  const child = spawn(process.execPath, [...file.split(' ')], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { PATH: process.env['PATH'], ...settings, PORT: String(port) },
  });
  const url = `http://127.0.0.1:${String(port)}`;
  for (let tries = 0; tries < TRIES; tries += 1) {
    const answer = await fetch(url + path).catch(() => null);
    if (answer?.status === 200) {
      return {
        url,
        pid: child.pid ?? 0,
        stop: async () => {
          child.kill('SIGTERM');
          await once(child, 'exit');
        },
      };
    }
    invariant(child.exitCode === null, `${file} stays up.`);
    await wait(PAUSE_MS);
  }
  child.kill('SIGKILL');
  throw new Error(`${file} did not come up.`);
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
