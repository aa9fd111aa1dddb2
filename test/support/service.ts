import { createServer } from 'node:net';
import type { Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { Clock, ManualClock } from '#kernel';
import { Config, Queue } from '#platform';
import { prepareWebApp, webAdapter, WEB_OPTIONS } from '#web';
import { AppModule } from '../../src/app.module.js';
import {
  startSandbox,
  type RunningSandbox,
  type SandboxOptions,
} from '../../src/sandbox/sandbox.js';
import { testConfig } from './configuration.js';
import { freshDatabase, type TestDatabase } from './database.js';
import { Visitor } from '../../src/cli/story/visitor.js';

/** The whole service on a real port, with a database, a provider and an inbox of its own. */
export interface RunningService {
  readonly url: string;
  readonly database: TestDatabase;
  readonly sandbox: RunningSandbox;
  readonly clock: ManualClock;
  get<Service>(token: Type<Service> | (abstract new () => Service)): Service;
  visitor(language?: string): Visitor;
  /** Works off every task that is due. */
  drain(): Promise<void>;
  stop(): Promise<void>;
}

/** On a new database, or on one that is there already; stopping drops either. */
export async function startService(
  settings: Readonly<Record<string, string>> = {},
  existing?: TestDatabase,
  provider: SandboxOptions = {},
): Promise<RunningService> {
  const [database, port] = await Promise.all([existing ?? freshDatabase(), freePort()]);
  const clock = new ManualClock(new Date());
  const url = `http://127.0.0.1:${String(port)}`;
  const sandbox = await startSandbox({
    port: 0,
    smtpPort: 0,
    webhookUrl: `${url}/webhooks/stripe`,
    now: () => clock.now().getTime(),
    ...rewardsOf(settings, url),
    ...provider,
  });
  const config = testConfig(database.serviceUrl, {
    PORT: String(port),
    PUBLIC_URL: url,
    STRIPE_API_URL: sandbox.url,
    STRIPE_JS_URL: `${sandbox.url}/stripe.js`,
    TREMENDOUS_API_URL: sandbox.url,
    STRIPE_SECRET_KEY: sandbox.secretKey,
    STRIPE_WEBHOOK_SECRETS: sandbox.webhookSecret,
    SMTP_URL: sandbox.smtpUrl,
    SMS_GATEWAY_URL: `${sandbox.url}/sms`,
    SMS_GATEWAY_TOKEN: sandbox.smsToken,
    ...settings,
  });
  const testing = await Test.createTestingModule({ imports: [AppModule] })
    .overrideProvider(Config)
    .useValue(config)
    .overrideProvider(Clock)
    .useValue(clock)
    .compile();
  const app = await prepareWebApp(
    testing.createNestApplication<NestFastifyApplication>(webAdapter(), WEB_OPTIONS),
  );
  await app.listen(port, '127.0.0.1');
  return {
    url,
    database,
    sandbox,
    clock,
    get: (token) => app.get(token, { strict: false }),
    visitor: (language) => new Visitor(url, language),
    drain: () => app.get(Queue).drain(),
    stop: async (): Promise<void> => {
      await app.close();
      await sandbox.stop();
      await database.drop();
    },
  };
}

/** Payments by link are on for the tests that set a key. */
function rewardsOf(settings: Readonly<Record<string, string>>, url: string): SandboxOptions {
  const { TREMENDOUS_API_KEY: key, TREMENDOUS_WEBHOOK_SECRET: secret } = settings;
  if (key === undefined || secret === undefined) return {};
  return {
    rewardsKey: key,
    rewardsWebhookSecret: secret,
    rewardsWebhookUrl: `${url}/webhooks/tremendous`,
    startingRewardsMinor: 1_000_000,
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (typeof address === 'object' && address) resolve(address.port);
        else reject(new Error('No free port.'));
      });
    });
  });
}
