import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { Stripe } from 'stripe';
import type { RunningSandbox } from '../../src/sandbox/sandbox.js';
import { apiVersion } from '../../src/sandbox/stripe/specification.js';
import { paymentTo, recipientWith, sdkFor, standingSandbox } from './support.js';

const file = new URL('../../src/sandbox/stripe/specification.json', import.meta.url);
const specification = JSON.parse(readFileSync(file, 'utf8')) as {
  components: object;
  paths: Record<string, Record<string, object>>;
};

describe('answers of the sandbox', () => {
  let sandbox: RunningSandbox;
  let stripe: Stripe;
  let ids: Record<string, string>;

  beforeAll(async () => {
    sandbox = await standingSandbox();
    stripe = sdkFor(sandbox);
    const to = await recipientWith(stripe, '000111111116');
    const payment = await stripe.v2.moneyManagement.outboundPayments.create(
      { ...paymentTo(to), description: 'Instalment 1' },
      { idempotencyKey: 'key-1' },
    );
    sandbox.desk.forward(3 * 24 * 3_600_000);
    const events = sandbox.desk.notices.sent('payouts');
    const transactions = sandbox.desk.transactions();
    const entries = await stripe.v2.moneyManagement.transactionEntries.list({ limit: 1 });
    const credits = await stripe.v2.moneyManagement.receivedCredits.list();
    const method = await stripe.v2.moneyManagement.payoutMethods.retrieve(to.method, undefined, {
      stripeContext: to.account,
    });
    ids = {
      accounts: to.account,
      outbound_payments: payment.id,
      payout_methods: to.method,
      outbound_setup_intents: method.latest_outbound_setup_intent ?? '',
      financial_accounts: 'fa_sandbox_main',
      transactions: transactions[0]?.id ?? '',
      transaction_entries: entries.data[0]?.id ?? '',
      received_credits: credits.data[0]?.id ?? '',
      events: events.at(-1)?.id ?? '',
    };
  });

  afterAll(async () => {
    await sandbox.stop();
  });

  const schemas = new Ajv2020({ strict: false, allErrors: true });
  formats.default(schemas);
  schemas.addSchema({ $id: 'stripe', components: specification.components });

  const readable = Object.entries(specification.paths).filter(([, methods]) => 'get' in methods);

  it.each(readable.map(([path]) => path))(
    'GET %s has the shape of the specification',
    async (path) => {
      const answer = await answerTo(path);
      if (!path.endsWith('{id}')) expect(answer.data?.length).toBeGreaterThan(0);
      const isValid = schemas.compile(responseSchema(path, 'get'));
      expect([path, isValid(answer) ? [] : isValid.errors]).toEqual([path, []]);
    },
  );

  /** The body of a GET, with everything included and on behalf of the recipient. */
  async function answerTo(path: string): Promise<{ data?: unknown[] }> {
    const family = path.split('/').at(path.endsWith('{id}') ? -2 : -1) ?? '';
    const parts = ['configuration.recipient', 'identity', 'requirements', 'defaults'];
    const include = parts.map((part, index) => `include[${String(index)}]=${part}`).join('&');
    const query = path === '/v2/core/accounts/{id}' ? `?${include}` : '';
    const url = `${sandbox.url}${path.replace('{id}', ids[family] ?? '')}${query}`;
    const isOfRecipient = /^(payout_|outbound_setup)/.test(family);
    const response = await fetch(url, {
      headers: {
        authorization: `Bearer ${sandbox.secretKey}`,
        'stripe-version': apiVersion,
        ...(isOfRecipient ? { 'stripe-context': ids['accounts'] ?? '' } : {}),
      },
    });
    expect(response.status).toBe(200);
    return (await response.json()) as { data?: unknown[] };
  }

  it.each(['/v1/balance', '/v2/core/events'])(
    'says its version with every answer of %s, and of failures whether to try again',
    async (path) => {
      const ask = async (): Promise<Record<string, string | null>> => {
        const headers = {
          authorization: `Bearer ${sandbox.secretKey}`,
          'stripe-version': apiVersion,
        };
        const answer = await fetch(`${sandbox.url}${path}`, { headers });
        expect(answer.headers.get('request-id')).toMatch(/^req_/);
        return {
          version: answer.headers.get('stripe-version'),
          again: answer.headers.get('stripe-should-retry'),
        };
      };
      expect(await ask()).toEqual({ version: apiVersion, again: null });
      sandbox.desk.addFault({ kind: 'status_429', path });
      expect(await ask()).toEqual({ version: apiVersion, again: 'true' });
      sandbox.desk.addFault({ kind: 'status_500', path });
      expect(await ask()).toEqual({ version: apiVersion, again: 'false' });
    },
  );

  it('says that a key in use may be tried again', async () => {
    sandbox.desk.addFault({ kind: 'slow', path: '/v1/topups', ms: 300 });
    const headers = {
      authorization: `Bearer ${sandbox.secretKey}`,
      'stripe-version': apiVersion,
      'idempotency-key': 'twice',
      'content-type': 'application/x-www-form-urlencoded',
    };
    const ask = () =>
      fetch(`${sandbox.url}/v1/topups`, {
        method: 'POST',
        headers,
        body: 'amount=500&currency=usd',
      });
    const both = await Promise.all([ask(), ask()]);
    const busy = both.filter(({ status }) => status === 409);
    expect(busy.map(({ headers: told }) => told.get('stripe-should-retry'))).toEqual(['true']);
  });

  it('sends a request id with every answer, and errors in the envelope of v2', async () => {
    const response = await fetch(`${sandbox.url}/v2/core/events/evt_none`, {
      headers: { authorization: `Bearer ${sandbox.secretKey}`, 'stripe-version': apiVersion },
    });
    expect(response.headers.get('request-id')).toMatch(/^req_/);
    expect(await response.json()).toEqual({
      error: {
        type: 'invalid_request_error',
        code: 'not_found',
        message: 'No such event: evt_none.',
      },
    });
  });
});

/** The schema of a successful answer, with its references made absolute. */
function responseSchema(path: string, method: string): object {
  const operation = specification.paths[path]?.[method] as {
    responses: { 200: { content: { 'application/json': { schema: object } } } };
  };
  const text = JSON.stringify(operation.responses[200].content['application/json'].schema);
  return JSON.parse(text.replaceAll('"$ref":"#', '"$ref":"stripe#')) as object;
}
