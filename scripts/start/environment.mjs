// @ts-check
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { serviceUrl } from './database.mjs';

/**
 * @typedef {import('./plan.mjs').Plan} Plan
 * @typedef {import('./secrets.mjs').Secrets} Secrets
 * @typedef {import('./database.mjs').DatabaseServer} DatabaseServer
 * @typedef {{ port: number, smtpPort: number }} SandboxPorts
 */

/** Each program gets what it needs and no more: only migrations and demo data see the owner's login. */
const NOT_INHERITED = ['DATABASE_URL', 'DATABASE_OWNER_URL', 'SERVICE_PASSWORD'];

function inherited() {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !NOT_INHERITED.includes(name)),
  );
}

/**
 * @param {Plan} plan
 * @param {Secrets} secrets
 * @param {SandboxPorts} wanted 0 for any free port
 * @returns {NodeJS.ProcessEnv}
 */
export function sandboxEnvironment(plan, secrets, wanted) {
  return {
    ...inherited(),
    MODE: 'demo',
    DATA_DIR: plan.dataDir,
    SANDBOX_PORT: String(wanted.port),
    SMTP_PORT: String(wanted.smtpPort),
    WEBHOOK_URL: `${plan.localUrl}/webhooks/stripe`,
    STRIPE_WEBHOOK_SECRET: secrets.webhookSecret,
    STRIPE_SECRET_KEY: secrets.stripeKey,
    SMS_GATEWAY_TOKEN: secrets.smsToken,
    TREMENDOUS_API_KEY: secrets.rewardsKey,
    TREMENDOUS_WEBHOOK_SECRET: secrets.rewardsSecret,
    REWARDS_WEBHOOK_URL: `${plan.localUrl}/webhooks/tremendous`,
    SMS_REPLY_URL: `${plan.localUrl}/webhooks/sms`,
  };
}

/**
 * @param {Plan} plan
 * @param {Secrets} secrets
 * @param {DatabaseServer} database
 * @param {SandboxPorts} sandbox
 * @returns {NodeJS.ProcessEnv}
 */
export function serviceEnvironment(plan, secrets, database, sandbox) {
  const sandboxUrl = `http://127.0.0.1:${sandbox.port}`;
  return {
    ...inherited(),
    MODE: 'demo',
    PORT: String(plan.port),
    HOST: plan.host,
    PUBLIC_URL: plan.publicUrl,
    DATA_DIR: plan.dataDir,
    DATABASE_URL: serviceUrl(database.ownerUrl, secrets.servicePassword),
    DATABASE_EMBEDDED: database.embedded ? 'yes' : 'no',
    STRIPE_API_URL: sandboxUrl,
    STRIPE_SECRET_KEY: secrets.stripeKey,
    STRIPE_WEBHOOK_SECRETS: secrets.webhookSecret,
    // Every way to be paid that can be tried here.
    STRIPE_CONNECT: 'yes',
    // Cards: the sandbox shows their numbers in the place of Stripe's script.
    STRIPE_PUBLISHABLE_KEY: 'pk_test_sandbox',
    STRIPE_JS_URL: `${sandboxUrl}/stripe.js`,
    TREMENDOUS_API_URL: sandboxUrl,
    TREMENDOUS_API_KEY: secrets.rewardsKey,
    TREMENDOUS_WEBHOOK_SECRET: secrets.rewardsSecret,
    SMTP_URL: `smtp://127.0.0.1:${sandbox.smtpPort}`,
    SMS_GATEWAY_URL: `${sandboxUrl}/sms`,
    SMS_GATEWAY_TOKEN: secrets.smsToken,
    INBOX_URL: sandboxUrl,
  };
}

/**
 * For `fund migrate` and `fund seed`.
 * @param {NodeJS.ProcessEnv} service
 * @param {Secrets} secrets
 * @param {DatabaseServer} database
 * @returns {NodeJS.ProcessEnv}
 */
export function ownerEnvironment(service, secrets, database) {
  return {
    ...service,
    DATABASE_OWNER_URL: database.ownerUrl,
    SERVICE_PASSWORD: secrets.servicePassword,
  };
}

/**
 * Leaves the running copy's settings in its data folder, so that `fund` commands typed beside it find it.
 * @param {Plan} plan
 * @param {NodeJS.ProcessEnv} service
 */
export function leaveEnvironment(plan, service) {
  const known = inherited();
  const own = Object.entries(service).filter(([name, value]) => known[name] !== value);
  writeFileSync(join(plan.dataDir, 'environment.json'), JSON.stringify(Object.fromEntries(own)), {
    mode: 0o600,
  });
}
