import type { Type } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { Clock, later, SystemClock } from '#kernel';
import { LedgerModule } from '#ledger';
import { PayoutsModule, RailRegistry, SendingPolicy } from '#payouts';
import { Config, DatabasePatience, readConfig } from '#platform';
import type { Safeguard } from '../safeguards.js';
import { PATIENCE, type DrillSettings, type Ground } from './settings.js';

/** The real modules of one process. */
export interface House {
  get<Service>(token: Type<Service> | (abstract new () => Service)): Service;
  close(): Promise<void>;
}

/** The environment of a process of the drill, and of a command beside it. */
export function environmentOf(ground: Ground): Record<string, string> {
  return {
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
    STRIPE_CONNECT: ground.hasAccounts ? 'yes' : 'no',
    LOG_LEVEL: 'silent',
  };
}

/** Builds the modules as in production: nothing is replaced but settings, patience and, for one, the clock. */
export async function openHouse(
  ground: Ground,
  { skewMs, policy, without }: Pick<DrillSettings, 'skewMs' | 'policy' | 'without'>,
): Promise<House> {
  const app = await Test.createTestingModule({ imports: [PayoutsModule, LedgerModule] })
    .setLogger(SILENT)
    .overrideProvider(Config)
    .useValue(readConfig(environmentOf(ground)))
    .overrideProvider(DatabasePatience)
    .useValue(PATIENCE)
    .overrideProvider(Clock)
    .useValue(new SkewedClock(skewMs))
    .compile();
  await app.init();
  const house: House = {
    get: (token) => app.get(token, { strict: false }),
    close: () => app.close(),
  };
  Object.assign(house.get(SendingPolicy), policy);
  takeAway(house, without);
  return house;
}

/** The safeguards that a process keeps; the others are the database's, or an act of people. */
function takeAway(house: House, without: Safeguard | null): void {
  if (without === 'quiet') house.get(SendingPolicy).quietMs = 0;
  if (without !== 'lookup') return;
  for (const rail of house.get(RailRegistry).all()) rail.lookup = () => Promise.resolve(null);
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
