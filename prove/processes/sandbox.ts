import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { SentNotice } from '../../src/sandbox/control/notice-desk.js';
import type { Fault } from '../../src/sandbox/http/faults.js';
import { paymentsFrom, type AccountsAtSandbox, type PaymentAtSandbox } from './accounts.js';

const SANDBOX = join(import.meta.dirname, '../../src/sandbox/main.js');

/** The levers of the sandbox, over HTTP, as anybody would pull them. */
export class SandboxLevers {
  constructor(readonly url: string) {}

  async addFault(fault: Fault): Promise<void> {
    await this.#send('POST', 'faults', fault);
  }

  async clearFaults(): Promise<void> {
    await this.#send('DELETE', 'faults');
  }

  /** Bank transfers, and what went through accounts of people. */
  async payments(): Promise<PaymentAtSandbox[]> {
    const bank = await this.#list<PaymentAtSandbox>('payments');
    return [...bank, ...paymentsFrom((await this.#send('GET', 'connect')) as AccountsAtSandbox)];
  }

  async settings(settings: object): Promise<void> {
    await this.#send('POST', 'settings', settings);
  }

  async topUp(amountMinor: number): Promise<void> {
    await this.#send('POST', 'topup', { amountMinor });
  }

  /** Money for those who are paid through accounts of their own. */
  async topUpAccounts(amountMinor: number): Promise<void> {
    await this.#send('POST', 'connect/topup', { amountMinor });
  }

  /** The provider's clock goes on by this much: what was to happen meanwhile happens now. */
  async forward(forwardMs: number): Promise<void> {
    await this.#send('POST', 'clock', { forwardMs });
  }

  /** Faults that still wait for a request. */
  async faults(): Promise<Fault[]> {
    return this.#list<Fault>('faults');
  }

  /** Sends every notice there was once more. */
  async tellAgain(): Promise<void> {
    for (const { id } of await this.#list<SentNotice>('events')) {
      await this.#send('POST', 'webhooks/resend', { eventId: id });
    }
  }

  async #list<Item>(path: string): Promise<Item[]> {
    return ((await this.#send('GET', path)) as { data: Item[] }).data;
  }

  async #send(method: string, path: string, body?: object): Promise<unknown> {
    const response = await fetch(`${this.url}/control/${path}`, {
      method,
      ...(body
        ? { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
        : {}),
    });
    const answer = await response.text();
    if (!response.ok) throw new Error(`The sandbox refused ${path}: ${answer}`);
    return answer === '' ? null : JSON.parse(answer);
  }
}

/** The sandbox as a process of its own; resolves with its port. */
export async function startSandboxProcess(
  environment: NodeJS.ProcessEnv,
): Promise<{ child: ChildProcess; port: number }> {
  const child = spawn(process.execPath, [SANDBOX], {
    env: environment,
    // Ctrl-C ends the faults, not the provider.
    detached: true,
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
