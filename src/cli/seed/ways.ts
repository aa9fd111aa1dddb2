import { HostedMethods, Methods, type PayeeDetails, type SetUp } from '#payouts';
import { Config } from '#platform';
import type { House } from '../house.js';
import { inventedRoutingNumber } from '../routing-number.js';

const NAME = { givenName: 'Demo', surname: 'Person' } as const;

/** What an invented person fills in for each way; a bank transfer's outcome is read from the account's digits. */
function detailsFor(rail: string, accountNumber: string): PayeeDetails {
  switch (rail) {
    case 'tremendous':
      return { kind: 'nothing' };
    case 'manual':
      return {
        kind: 'instruction',
        way: 'vendor',
        payee: 'Corner Apartments',
        address: '12 Example Street, Springfield',
        account: `Unit ${accountNumber.slice(-2)}`,
      };
    case 'prepaid-card':
      return {
        kind: 'name_and_address',
        ...NAME,
        line1: '12 Example Street',
        city: 'Springfield',
        region: 'IL',
        postalCode: '62701',
      };
    default:
      return {
        kind: 'bank_account',
        country: 'US',
        ...NAME,
        routingNumber: inventedRoutingNumber(),
        accountNumber,
        accountType: 'checking',
      };
  }
}

/** She sets up how to be paid, on our pages or on the provider's own. */
export async function setUpWay(
  house: Pick<House, 'get'>,
  wish: SetUp,
  accountNumber: string,
): Promise<void> {
  if (wish.rail !== 'stripe-connect') {
    await house.get(Methods).setUp(wish, detailsFor(wish.rail, accountNumber));
    return;
  }
  const hosted = house.get(HostedMethods);
  await hosted.start(wish, { kind: 'name', ...NAME });
  const back = 'http://127.0.0.1/';
  const page = await hosted.page(wish.applicantId, { refresh: back, done: back });
  const body = new URLSearchParams({
    routing_number: inventedRoutingNumber(),
    account_number: accountNumber,
    bank_account_type: 'checking',
  });
  await sendToSandbox(house, page?.url ?? back, body);
}

/**
 * Sends a form to a page of the sandbox. Its public address is for browsers and may lead elsewhere from here (in a
 * container), so the page is found where the service itself finds the sandbox.
 */
export async function sendToSandbox(
  house: Pick<House, 'get'>,
  address: string,
  body: URLSearchParams,
): Promise<void> {
  const page = new URL(new URL(address).pathname, house.get(Config).stripeApiUrl);
  await fetch(page, { method: 'POST', body, redirect: 'manual' });
}

/** Looks after everybody whom a provider is still looking at. Returns how many. */
export async function lookAfterWays(house: Pick<House, 'get'>): Promise<number> {
  const asked = await house.get(Methods).refresh();
  return asked + (await house.get(HostedMethods).sweep());
}
