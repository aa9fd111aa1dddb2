import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { Stripe } from 'stripe';
import {
  startSandbox,
  type RunningSandbox,
  type SandboxOptions,
} from '../../src/sandbox/sandbox.js';

/** The real SDK, pointed at a sandbox as the service does it. */
export function sdkFor(sandbox: RunningSandbox, timeoutMs = 20_000): Stripe {
  return new Stripe(sandbox.secretKey, {
    host: '127.0.0.1',
    port: sandbox.port,
    protocol: 'http',
    maxNetworkRetries: 0,
    telemetry: false,
    timeout: timeoutMs,
  });
}

/** A sandbox whose clock stands still until it is moved, so that no test has to wait. */
export async function standingSandbox(options: SandboxOptions = {}): Promise<RunningSandbox> {
  const startMs = Date.UTC(2026, 10, 2, 9, 0, 0);
  return startSandbox({ now: () => startMs, capabilityDelayMs: 0, ...options });
}

/** Bank details as they are sent by API. */
export function bankAccount(
  accountNumber = '000123456789',
): Stripe.V2.MoneyManagement.OutboundSetupIntentCreateParams.PayoutMethodData {
  return {
    type: 'bank_account',
    bank_account: {
      country: 'US',
      currency: 'usd',
      account_number: accountNumber,
      routing_number: '110000000',
      bank_account_type: 'checking',
    },
  };
}

/** Resolves once the condition holds; fails after two seconds. */
export async function until(isTrue: () => boolean): Promise<void> {
  for (let turn = 0; !isTrue(); turn += 1) {
    if (turn > 400) throw new Error('The condition did not come true.');
    await wait(5);
  }
}

/** A recipient who can be paid, with a bank account saved by API. */
export async function recipientWith(
  stripe: Stripe,
  accountNumber = '000123456789',
): Promise<{ readonly account: string; readonly method: string }> {
  const account = await stripe.v2.core.accounts.create({
    contact_email: 'programme@example.org',
    display_name: 'ref-1',
    identity: {
      country: 'us',
      entity_type: 'individual',
      individual: { given_name: 'Given', surname: 'Family' },
    },
    configuration: {
      recipient: { capabilities: { bank_accounts: { local: { requested: true } } } },
    },
  });
  const intent = await stripe.v2.moneyManagement.outboundSetupIntents.create(
    {
      usage_intent: 'payment',
      payout_method_data: bankAccount(accountNumber),
    },
    { stripeContext: account.id },
  );
  return { account: account.id, method: intent.payout_method?.id ?? '' };
}

/** A payment order as the rail sends it. */
export function paymentTo(
  to: { readonly account: string; readonly method: string },
  value = 50_000,
  reference = 'pay_1',
): Stripe.V2.MoneyManagement.OutboundPaymentCreateParams {
  return {
    amount: { value, currency: 'usd' },
    from: { financial_account: 'fa_sandbox_main', currency: 'usd' },
    to: { recipient: to.account, payout_method: to.method },
    recipient_notification: { setting: 'none' },
    statement_descriptor: 'CEDAR PAYMENTS',
    metadata: { attempt: reference },
  };
}

export interface Notice {
  readonly body: string;
  readonly signature: string;
  readonly rewardSignature: string;
  readonly authorization: string;
}

/** A receiver of webhooks that answers with the given statuses in turn, then 200. */
export async function receiver(statuses: number[] = []): Promise<{
  readonly url: string;
  readonly notices: Notice[];
  close(): Promise<void>;
}> {
  const notices: Notice[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => {
      notices.push({
        body,
        signature: String(request.headers['stripe-signature'] ?? ''),
        rewardSignature: String(request.headers['tremendous-webhook-signature'] ?? ''),
        authorization: request.headers.authorization ?? '',
      });
      response.writeHead(statuses.shift() ?? 200).end();
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${String(port)}/hook`,
    notices,
    close: async () => {
      await new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      });
    },
  };
}

/** The error a promise is rejected with; fails when it is fulfilled. */
export async function errorOf(promise: Promise<unknown>): Promise<Stripe.errors.StripeError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Stripe.errors.StripeError) return error;
    throw error;
  }
  throw new Error('The call succeeded although it should have failed.');
}

/** Somebody who holds a balance with the provider and filled in its hosted form; transfers to her are on. */
export async function holderWith(
  sandbox: RunningSandbox,
  stripe: Stripe,
  accountNumber = '000123456789',
): Promise<string> {
  const account = await stripe.v2.core.accounts.create({
    contact_email: 'programme@example.org',
    display_name: 'ref-1',
    identity: {
      country: 'us',
      entity_type: 'individual',
      individual: { given_name: 'Given', surname: 'Family' },
    },
    configuration: {
      recipient: { capabilities: { stripe_balance: { stripe_transfers: { requested: true } } } },
    },
  });
  const { url } = await stripe.v2.core.accountLinks.create({
    account: account.id,
    use_case: {
      type: 'account_onboarding',
      account_onboarding: {
        refresh_url: sandbox.url,
        return_url: sandbox.url,
      },
    },
  });
  await fillIn(url, accountNumber);
  sandbox.desk.forward(0);
  return account.id;
}

/** She gives her bank details on the provider's own page. */
export async function fillIn(
  url: string,
  accountNumber = '000123456789',
  more: Readonly<Record<string, string>> = {},
): Promise<void> {
  const body = new URLSearchParams({
    ...more,
    routing_number: '110000000',
    account_number: accountNumber,
    bank_account_type: 'checking',
  });
  const response = await fetch(url, { method: 'POST', body, redirect: 'manual' });
  if (response.status !== 303) throw new Error(`The form was not taken: ${await response.text()}`);
}

/** She gives a debit card instead, on the same page. */
export async function fillInCard(url: string, cardNumber = '4000056655665556'): Promise<void> {
  const body = new URLSearchParams({ kind: 'card', card_number: cardNumber, expiry: '04/39' });
  const response = await fetch(url, { method: 'POST', body, redirect: 'manual' });
  if (response.status !== 303) throw new Error(`The form was not taken: ${await response.text()}`);
}

/** Somebody a card can be ordered for. */
export function aCardholder(firstName = 'Given'): Stripe.Issuing.CardholderCreateParams {
  return {
    type: 'individual',
    name: `${firstName} Surname`,
    individual: { first_name: firstName, last_name: 'Surname' },
    billing: {
      address: {
        line1: '1 Main Street',
        city: 'Denver',
        state: 'CO',
        postal_code: '80202',
        country: 'US',
      },
    },
  };
}
