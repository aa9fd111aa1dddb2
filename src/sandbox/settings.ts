import type { TimeSource } from './sandbox-clock.js';

/** What a person or a test may change while the sandbox runs; kept over a restart. */
export interface Settings {
  /** From creation to `posted` or `failed`, in milliseconds of sandbox time. */
  readonly processingDelayMs: number;
  /** From `posted` to `returned`, for the accounts that return. */
  readonly returnDelayMs: number;
  /** From complete details to an active recipient. */
  readonly capabilityDelayMs: number;
  /** Where signed events go; null: they are kept for `GET /v2/core/events` only. */
  readonly webhookUrl: string | null;
  /** Where the rewards provider's signed notices go; null: nowhere. */
  readonly rewardsWebhookUrl: string | null;
}

/** How to start a sandbox. Everything has a default that suits a test; secrets are then random. */
export interface SandboxOptions {
  /** 0: any free port. */
  readonly port?: number;
  readonly smtpPort?: number;
  readonly host?: string;
  /** The address people reach it at, when it differs from host and port (containers). */
  readonly publicUrl?: string;
  readonly webhookUrl?: string;
  readonly webhookSecret?: string;
  readonly secretKey?: string;
  readonly rewardsWebhookUrl?: string;
  readonly rewardsWebhookSecret?: string;
  readonly rewardsKey?: string;
  readonly smsToken?: string;
  /** Where replies to text messages go; without it nobody can reply. */
  readonly smsReplyUrl?: string;
  /** Without it nothing is written and nothing survives. */
  readonly dataDir?: string;
  readonly processingDelayMs?: number;
  readonly returnDelayMs?: number;
  readonly capabilityDelayMs?: number;
  readonly startingBalanceMinor?: number;
  /** What stands on the other balances; nothing unless told. */
  readonly startingRewardsMinor?: number;
  readonly startingConnectMinor?: number;
  readonly startingCardsMinor?: number;
  readonly now?: TimeSource;
}

type Environment = Readonly<Record<string, string | undefined>>;

const required = [
  'WEBHOOK_URL',
  'STRIPE_WEBHOOK_SECRET',
  'STRIPE_SECRET_KEY',
  'SMS_GATEWAY_TOKEN',
  'DATA_DIR',
] as const;

/** What the demo's books hold at each provider on the first day, in minor units. */
export const demoMoney = {
  startingBalanceMinor: 25_000_000,
  startingRewardsMinor: 1_500_000,
  startingConnectMinor: 1_500_000,
  startingCardsMinor: 750_000,
} as const;

/** Reads the options of the process. Throws one sentence that says what to set or what is wrong. */
export function optionsFromEnvironment(env: Environment): SandboxOptions {
  const production = ['NODE_ENV', 'MODE'].find((name) => env[name] === 'production');
  if (production !== undefined) {
    throw new Error(
      `The providers’ sandbox does not run with ${production}=production: its money is not real. Point the service at the real providers instead.`,
    );
  }
  const missing = required.filter((name) => !env[name]);
  if (missing.length > 0) {
    throw new Error(`The sandbox needs these environment variables: ${missing.join(', ')}.`);
  }
  return {
    port: portOf(env, 'SANDBOX_PORT'),
    smtpPort: portOf(env, 'SMTP_PORT'),
    host: env['SANDBOX_HOST'] ?? '127.0.0.1',
    webhookUrl: env['WEBHOOK_URL'] ?? '',
    webhookSecret: env['STRIPE_WEBHOOK_SECRET'] ?? '',
    secretKey: env['STRIPE_SECRET_KEY'] ?? '',
    smsToken: env['SMS_GATEWAY_TOKEN'] ?? '',
    dataDir: env['DATA_DIR'] ?? '',
    ...addressesIn(env),
    ...rewardsIn(env),
    ...demoMoney,
  };
}

/** What may be left out, and is then left out of the options too. */
function addressesIn(env: Environment): Pick<SandboxOptions, 'publicUrl' | 'smsReplyUrl'> {
  return {
    ...(env['SANDBOX_PUBLIC_URL'] ? { publicUrl: env['SANDBOX_PUBLIC_URL'] } : {}),
    ...(env['SMS_REPLY_URL'] ? { smsReplyUrl: env['SMS_REPLY_URL'] } : {}),
  };
}

/** The rewards provider's keys; random when nobody asks for it. */
function rewardsIn(env: Environment): Partial<SandboxOptions> {
  const key = env['TREMENDOUS_API_KEY'];
  const secret = env['TREMENDOUS_WEBHOOK_SECRET'];
  const url = env['REWARDS_WEBHOOK_URL'];
  return {
    ...(key ? { rewardsKey: key } : {}),
    ...(secret ? { rewardsWebhookSecret: secret } : {}),
    ...(url ? { rewardsWebhookUrl: url } : {}),
  };
}

function portOf(env: Environment, name: string): number {
  const text = env[name] ?? '0';
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port <= 65_535)) throw new Error(`${name} is not a port number: ${text}.`);
  return port;
}

/** Two seconds to post, two days to return: long enough to see each state on the page. */
export function settingsFrom(options: SandboxOptions): Settings {
  return {
    processingDelayMs: options.processingDelayMs ?? 2_000,
    returnDelayMs: options.returnDelayMs ?? 2 * 24 * 3_600_000,
    capabilityDelayMs: options.capabilityDelayMs ?? 500,
    webhookUrl: options.webhookUrl ?? null,
    rewardsWebhookUrl: options.rewardsWebhookUrl ?? null,
  };
}
