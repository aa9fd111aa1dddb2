import { createHmac, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { invariant } from '#kernel';
import type { Benchmark, Measured } from './support/benchmark.js';
import { startProgram, type Program } from './support/program.js';
import { WEBHOOK_SECRET } from './support/provider.js';
import { figuresOf, interleave, perSecond, ratioOf } from './support/rounds.js';
import type { Stage } from './support/stage.js';

const NOTICES = 4_000;
const CONNECTIONS = 32;
const dist = new URL('../', import.meta.url).pathname;

/** What checking a signature, keeping a notice once and waking its handling cost beside one insert. */
export const webhookIntake: Benchmark = {
  name: 'webhook-intake',
  compares: `signed notices per second that the service answers over ${String(CONNECTIONS)} connections, each kept once and worked off later, divided by those of an endpoint that does one insert.`,
  wants: 'at least',
  floor: 0.5,
  target: 0.5,
  measure: async (stage) => {
    const folder = mkdtempSync(join(tmpdir(), 'fund-bench-web-'));
    await stage.owner.query('create table bare_notice (id text primary key, body jsonb not null)');
    const bare = await startProgram(
      `${dist}bench/support/bare-endpoint.js`,
      { DATABASE_URL: stage.ownerUrl },
      '/health',
    );
    const service = await startProgram(
      `${dist}src/main.js --web`,
      settingsOf(stage, folder),
      '/health/ready',
    );
    try {
      return await measure(stage, service, bare);
    } finally {
      await Promise.all([bare.stop(), service.stop()]);
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

async function measure(stage: Stage, service: Program, bare: Program): Promise<Measured> {
  let round = 0;
  const send = async (address: string): Promise<{ operations: number }> => {
    round += 1;
    const name = `${String(round)}-${randomBytes(4).toString('hex')}`;
    await post(address, (n) => `evt_${name}-${String(n)}`);
    return { operations: NOTICES };
  };
  const { ours, limit } = await interleave(stage, {
    ours: () => send(`${service.url}/webhooks/stripe`),
    limit: () => send(`${bare.url}/`),
  });
  const all = NOTICES * (stage.rounds + 1);
  const { rows } = await stage.owner.query<{ kept: number; queued: number; bare: number }>(
    `select (select count(*)::integer from inbox) as kept,
       (select count(*)::integer from graphile_worker.jobs where task_identifier = 'notices') as queued,
       (select count(*)::integer from bare_notice) as bare`,
  );
  invariant(rows[0]?.kept === all && rows[0].bare === all, 'Every notice is kept once.');
  invariant(rows[0].queued === 1, 'Somebody is told that notices wait.');
  return {
    ratio: ratioOf(ours, limit, perSecond),
    figures: { ...figuresOf('ours', ours), ...figuresOf('limit', limit) },
  };
}

/** Posts the notices of a round over connections that stay open; throws at the first that is not taken. */
async function post(address: string, idOf: (n: number) => string): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  let next = 0;
  const one = async (): Promise<void> => {
    for (let n = next++; n < NOTICES; n = next++) {
      const status = await postOne(agent, address, noticeOf(idOf(n)));
      invariant(status === 200, `A notice is taken, not answered ${String(status)}.`);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, one));
  agent.destroy();
}

function postOne(agent: Agent, address: string, body: string): Promise<number> {
  const seconds = String(Math.trunc(Date.now() / 1_000));
  const signature = createHmac('sha256', WEBHOOK_SECRET).update(`${seconds}.${body}`).digest('hex');
  return new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      'stripe-signature': `t=${seconds},v1=${signature}`,
    };
    request(address, { agent, method: 'POST', headers }, (answer) => {
      answer.resume();
      answer.once('end', () => {
        resolve(answer.statusCode ?? 0);
      });
    })
      .once('error', reject)
      .end(body);
  });
}

/** As API v2 sends them: it only says what to look at. */
function noticeOf(id: string): string {
  return JSON.stringify({
    id,
    object: 'v2.core.event',
    type: 'v2.money_management.outbound_payment.posted',
    livemode: false,
    created: new Date().toISOString(),
    related_object: {
      id: `obp_${id}`,
      type: 'v2.money_management.outbound_payment',
      url: `/v2/money_management/outbound_payments/obp_${id}`,
    },
  });
}

function settingsOf(stage: Stage, folder: string): Record<string, string> {
  return {
    MODE: 'demo',
    DATA_DIR: folder,
    DATABASE_URL: stage.serviceUrl,
    STRIPE_API_URL: 'http://127.0.0.1:9',
    STRIPE_SECRET_KEY: 'sk_test_for_this_run_only',
    STRIPE_WEBHOOK_SECRETS: WEBHOOK_SECRET,
    SMTP_URL: 'smtp://127.0.0.1:9',
    SMS_GATEWAY_URL: 'http://127.0.0.1:9/sms',
    SMS_GATEWAY_TOKEN: 'token-for-this-run-only',
    LOG_LEVEL: 'silent',
  };
}
