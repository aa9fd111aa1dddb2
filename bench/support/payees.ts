import { invariant, newId } from '#kernel';
import { RailRegistry, type PayoutRail } from '#payouts';
import type { PayeeAtProvider } from './released.js';
import type { House } from './stage.js';

export const RAIL = 'stripe-outbound';

/** As the sender has it: its requests are counted when payouts are claimed, and those of a benchmark not at all. */
export const railOf = (house: Pick<House, 'get'>): PayoutRail =>
  house.get(RailRegistry).toPay(RAIL);

/** The sandbox's account that simply works. */
const WORKS = '000123456789';

/** Recipients made through the rail itself, with these accounts in turn. */
export async function payeesAt(
  house: Pick<House, 'get'>,
  count: number,
  accounts: readonly string[] = [WORKS],
): Promise<PayeeAtProvider[]> {
  const payees: PayeeAtProvider[] = [];
  for (let n = 0; n < count; n += 1) {
    payees.push(await payeeAt(house, accounts[n % accounts.length] ?? WORKS));
  }
  return payees;
}

async function payeeAt(house: Pick<House, 'get'>, accountNumber: string): Promise<PayeeAtProvider> {
  const rail = railOf(house);
  const key = newId('method');
  const details = {
    kind: 'bank_account',
    country: 'US',
    givenName: 'Bench',
    surname: 'Mark',
    routingNumber: '110000000',
    accountNumber,
    accountType: 'checking',
  } as const;
  const { ref } = await rail.ensureRecipient(details, key);
  const saved = await rail.saveMethod(ref, details, key);
  invariant(saved.kind === 'saved', 'The sandbox knows the account.');
  return { recipient: ref, method: saved.ref };
}
