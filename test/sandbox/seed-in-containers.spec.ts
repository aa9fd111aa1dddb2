import { sendToSandbox } from '../../src/cli/seed/ways.js';
import { sdkFor, standingSandbox } from './support.js';

// In containers the address for browsers leads nowhere from the one that seeds the demo.
it('the demo is seeded by the address at which the service finds the sandbox', async () => {
  const sandbox = await standingSandbox({ publicUrl: 'http://127.0.0.1:9' });
  const stripe = sdkFor(sandbox);
  const capability = { stripe_transfers: { requested: true } };
  const { id } = await stripe.v2.core.accounts.create({
    contact_email: 'programme@example.org',
    identity: {
      country: 'us',
      entity_type: 'individual',
      individual: { given_name: 'Given', surname: 'Family' },
    },
    configuration: { recipient: { capabilities: { stripe_balance: capability } } },
  });
  const form = { refresh_url: sandbox.url, return_url: sandbox.url };
  const { url } = await stripe.v2.core.accountLinks.create({
    account: id,
    use_case: { type: 'account_onboarding', account_onboarding: form },
  });
  expect(new URL(url).port).toBe('9');
  const house = { get: () => ({ stripeApiUrl: `http://127.0.0.1:${String(sandbox.port)}` }) };
  const body = new URLSearchParams({
    routing_number: '110000000',
    account_number: '000123456789',
    bank_account_type: 'checking',
  });
  await sendToSandbox(house as never, url, body);
  sandbox.desk.forward(0);
  const { configuration } = await stripe.v2.core.accounts.retrieve(id, {
    include: ['configuration.recipient'],
  });
  const balance = configuration?.recipient?.capabilities?.stripe_balance;
  expect(balance?.stripe_transfers?.status).toBe('active');
  await sandbox.stop();
}, 60_000);
