import type { Fault } from '../../src/sandbox/http/faults.js';

/** A payment as the sandbox tells it: where money is counted. */
export interface PaymentAtSandbox {
  readonly id: string;
  readonly status: 'processing' | 'posted' | 'failed' | 'canceled' | 'returned';
  readonly amount: { readonly value: number };
  readonly metadata: Readonly<Record<string, string>>;
}

/** The levers of the sandbox, over HTTP, as anybody would pull them. */
export class SandboxLevers {
  constructor(readonly url: string) {}

  async addFault(fault: Fault): Promise<void> {
    await this.#send('POST', 'faults', fault);
  }

  async clearFaults(): Promise<void> {
    await this.#send('DELETE', 'faults');
  }

  async payments(): Promise<PaymentAtSandbox[]> {
    const { data } = (await this.#send('GET', 'payments')) as { data: PaymentAtSandbox[] };
    return data;
  }

  async settings(settings: object): Promise<void> {
    await this.#send('POST', 'settings', settings);
  }

  async topUp(amountMinor: number): Promise<void> {
    await this.#send('POST', 'topup', { amountMinor });
  }

  /** Faults that still wait for a request. */
  async faults(): Promise<Fault[]> {
    const { data } = (await this.#send('GET', 'faults')) as { data: Fault[] };
    return data;
  }

  async #send(method: string, path: string, body?: object): Promise<unknown> {
    const response = await fetch(`${this.url}/control/${path}`, {
      method,
      ...(body
        ? { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
        : {}),
    });
    if (!response.ok) throw new Error(`The sandbox refused ${path}: ${await response.text()}`);
    return response.status === 204 ? null : response.json();
  }
}
