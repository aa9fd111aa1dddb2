import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { Desk, deskTables, type FirstMoney } from './control/desk.js';
import { deliveries } from './http/courier.js';
import { Faults } from './http/faults.js';
import { RequestLog } from './http/request-log.js';
import { Inbox, messages } from './inbox.js';
import { MailSink } from './mail/mail-sink.js';
import { Onboarding } from './page/onboarding.js';
import { SandboxClock, systemTime } from './sandbox-clock.js';
import { SandboxServer } from './server.js';
import { demoMoney, settingsFrom, type SandboxOptions, type Settings } from './settings.js';
import { SmsGateway } from './sms/sms-gateway.js';
import { SmsReplies } from './sms/sms-replies.js';
import { FileJournal, forgetfulJournal } from './store/journal.js';
import { Store } from './store/store.js';
import { Provider, providerTables } from './stripe/provider.js';
import { rewardTables } from './tremendous/reward-records.js';
import { Tremendous } from './tremendous/tremendous.js';

export type { SandboxOptions } from './settings.js';

/** Everything that the sandbox remembers: a table that is missing here is refused when it is first used. */
const tables = [...providerTables, ...rewardTables, ...deskTables, deliveries, messages];

interface Secrets {
  readonly secretKey: string;
  readonly webhookSecret: string;
  readonly smsToken: string;
  readonly rewardsKey: string;
  readonly rewardsWebhookSecret: string;
}

/** A sandbox that listens. `desk` holds the same levers as its page and its control API. */
export interface RunningSandbox extends Secrets {
  readonly url: string;
  readonly port: number;
  readonly smtpUrl: string;
  readonly smtpPort: number;
  readonly desk: Desk;
  stop(): Promise<void>;
}

/**
 * Starts the providers' stand-in: payout API, SMS gateway, mail server, and a page for people. With
 * a data directory its money and letters survive a restart. Rejects when a port is taken.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<RunningSandbox> {
  const host = options.host ?? '127.0.0.1';
  const secrets = secretsFrom(options);
  const { secretKey, webhookSecret, smsToken } = secrets;
  const clock = new SandboxClock(options.now ?? systemTime);
  const store = openStore(options.dataDir);
  const faults = new Faults(() => new Date(clock.baseMs()));
  const requests = new RequestLog();
  const inbox = new Inbox(store, clock);
  let url = options.publicUrl ?? '';
  const ground = {
    store,
    clock,
    inbox,
    faults,
    settings: () => desk.settings(),
    publicUrl: () => url,
  };
  const provider: Provider = new Provider({ ...ground, secretKey, webhookSecret });
  const tremendous = new Tremendous({
    ...ground,
    lifecycle: provider.lifecycle,
    apiKey: secrets.rewardsKey,
    webhookSecret: secrets.rewardsWebhookSecret,
  });
  const desk: Desk = new Desk({
    store,
    clock,
    faults,
    requests,
    inbox,
    replies: new SmsReplies(options.smsReplyUrl, smsToken),
    provider,
    tremendous,
    firstSettings: settingsFrom(options),
    firstMoney: firstMoney(options),
  });
  const sms = new SmsGateway(inbox, faults, smsToken);
  const { api, apiV1, showings } = provider;
  const pages = { onboarding: new Onboarding(store, clock, provider), showings };
  const doors = { api, apiV1, tremendous, sms, desk, ...pages, inbox, faults, requests, clock };
  const server = new SandboxServer(doors);
  const mail = new MailSink(inbox);
  desk.change(explicitSettings(options));
  desk.open();
  const { port, smtpPort } = await listen(server, mail, { ...options, host }).catch(
    (error: unknown) => {
      stopActing(provider, tremendous);
      store.close();
      throw error;
    },
  );
  if (url === '') url = `http://${host}:${String(port)}`;
  provider.webhooks.courier.start();
  tremendous.notices.courier.start();
  return {
    url,
    port,
    smtpUrl: `smtp://${host}:${String(smtpPort)}`,
    smtpPort,
    ...secrets,
    desk,
    stop: async () => {
      faults.stop();
      stopActing(provider, tremendous);
      await Promise.all([server.stop(), mail.stop()]);
      store.close();
    },
  };
}

/** Nothing happens by itself any more: no payment moves on, no notice leaves. */
function stopActing(provider: Provider, tremendous: Tremendous): void {
  provider.lifecycle.stop();
  provider.webhooks.courier.stop();
  tremendous.notices.courier.stop();
}

/** Keys and signing secrets: the starter's, or random ones. */
function secretsFrom(options: SandboxOptions): Secrets {
  const random = (): string => randomBytes(16).toString('hex');
  return {
    secretKey: options.secretKey ?? `sk_test_${random()}`,
    webhookSecret: options.webhookSecret ?? `whsec_${random()}`,
    smsToken: options.smsToken ?? random(),
    rewardsKey: options.rewardsKey ?? `TEST_${random()}`,
    rewardsWebhookSecret: options.rewardsWebhookSecret ?? random(),
  };
}

/** What stands on each provider's balance on the first day. */
function firstMoney(options: SandboxOptions): FirstMoney {
  return {
    payouts: options.startingBalanceMinor ?? demoMoney.startingBalanceMinor,
    rewards: options.startingRewardsMinor ?? 0,
    connect: options.startingConnectMinor ?? 0,
    cards: options.startingCardsMinor ?? 0,
  };
}

/** Both ports, or none. */
async function listen(
  server: SandboxServer,
  mail: MailSink,
  { port, smtpPort, host }: SandboxOptions & { readonly host: string },
): Promise<{ readonly port: number; readonly smtpPort: number }> {
  const httpPort = await server.start(port ?? 0, host);
  try {
    return { port: httpPort, smtpPort: await mail.start(smtpPort ?? 0, host) };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

function openStore(dataDir: string | undefined): Store {
  const journal =
    dataDir === undefined
      ? forgetfulJournal
      : new FileJournal(join(dataDir, 'sandbox', 'journal.jsonl'));
  return new Store(journal, tables);
}

/** What the starter asked for by name goes before what was set in an earlier run. */
function explicitSettings(options: SandboxOptions): Partial<Settings> {
  const { processingDelayMs, returnDelayMs, capabilityDelayMs, webhookUrl, rewardsWebhookUrl } =
    options;
  return {
    ...(processingDelayMs === undefined ? {} : { processingDelayMs }),
    ...(returnDelayMs === undefined ? {} : { returnDelayMs }),
    ...(capabilityDelayMs === undefined ? {} : { capabilityDelayMs }),
    ...(webhookUrl === undefined ? {} : { webhookUrl }),
    ...(rewardsWebhookUrl === undefined ? {} : { rewardsWebhookUrl }),
  };
}
