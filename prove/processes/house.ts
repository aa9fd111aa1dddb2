import type { Type } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { Clock, later, SystemClock } from '#kernel';
import { LedgerModule } from '#ledger';
import { PayoutsModule, SendingPolicy } from '#payouts';
import { Config, readConfig } from '#platform';
import { FAST, type DrillSettings } from './settings.js';

/** The real modules of one process. */
export interface House {
  get<Service>(token: Type<Service> | (abstract new () => Service)): Service;
  close(): Promise<void>;
}

type Ground = Pick<
  DrillSettings,
  'databaseUrl' | 'stripeApiUrl' | 'stripeSecretKey' | 'webhookSecret' | 'dataDir' | 'skewMs'
>;

/** Builds the modules as in production: nothing is replaced but settings, patience and, for one, the clock. */
export async function openHouse(ground: Ground): Promise<House> {
  const config = readConfig({
    MODE: 'demo',
    PORT: '0',
    DATA_DIR: ground.dataDir,
    DATABASE_URL: ground.databaseUrl,
    STRIPE_API_URL: ground.stripeApiUrl,
    STRIPE_SECRET_KEY: ground.stripeSecretKey,
    STRIPE_WEBHOOK_SECRETS: ground.webhookSecret,
    STRIPE_FINANCIAL_ACCOUNT: 'fa_sandbox_main',
    SMTP_URL: 'smtp://127.0.0.1:9',
    SMS_GATEWAY_URL: 'http://127.0.0.1:9/sms',
    SMS_GATEWAY_TOKEN: 'token-for-this-drill-only',
    LOG_LEVEL: 'silent',
  });
  const app = await Test.createTestingModule({ imports: [PayoutsModule, LedgerModule] })
    .setLogger(SILENT)
    .overrideProvider(Config)
    .useValue(config)
    .overrideProvider(Clock)
    .useValue(new SkewedClock(ground.skewMs))
    .compile();
  await app.init();
  Object.assign(app.get(SendingPolicy, { strict: false }), FAST);
  return { get: (token) => app.get(token, { strict: false }), close: () => app.close() };
}

const nothing = (): void => undefined;
/** A database that is away is no news here. */
const SILENT = { log: nothing, warn: nothing, error: nothing };

class SkewedClock extends SystemClock {
  constructor(private readonly skewMs: number) {
    super();
  }

  override now(): Date {
    return later(super.now(), this.skewMs);
  }
}
