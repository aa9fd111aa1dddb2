import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { invariant } from '#kernel';

/** The providers' sandbox as a process of its own, as `npm start` runs it. */
export interface Provider {
  readonly url: string;
  control(method: 'GET' | 'POST', path: string, body?: object): Promise<unknown>;
  stop(): Promise<void>;
}

export const SECRET_KEY = 'sk_test_for_this_run_only';
export const WEBHOOK_SECRET = 'whsec_for_this_run_only';

/** Starts it with more money than a run can spend, and payments that stay on their way. */
export async function startProvider(): Promise<Provider> {
  const folder = mkdtempSync(join(tmpdir(), 'fund-bench-sandbox-'));
  const program = new URL('../../src/sandbox/main.js', import.meta.url).pathname;
  const child = spawn(process.execPath, [program], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      PATH: process.env['PATH'],
      WEBHOOK_URL: 'http://127.0.0.1:9/webhooks/stripe',
      STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET,
      STRIPE_SECRET_KEY: SECRET_KEY,
      SMS_GATEWAY_TOKEN: 'token-for-this-run-only',
      DATA_DIR: folder,
    },
  });
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const url = `http://127.0.0.1:${String((JSON.parse(line) as { port: number }).port)}`;
  const control: Provider['control'] = async (method, path, body) => {
    const answer = await fetch(`${url}${path}`, {
      method,
      ...(body
        ? { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
        : {}),
    });
    invariant(answer.ok, `The sandbox answers ${method} ${path}.`);
    return answer.json();
  };
  await control('POST', '/control/settings', {
    processingDelayMs: 365 * 24 * 3_600_000,
    capabilityDelayMs: 0,
    webhookUrl: null,
  });
  await control('POST', '/control/topup', { amountMinor: 100_000_000_000 });
  return {
    url,
    control,
    stop: async () => {
      child.kill('SIGTERM');
      await once(child, 'exit');
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
