import { invariant, newId } from '#kernel';
import { RailRegistry } from '#payouts';
import type { PayeeAtProvider } from '../../bench/support/released.js';
import type { ConnectPayoutRecord } from '../../src/sandbox/stripe/v1/connect-payouts.js';
import type { Transfer } from '../../src/sandbox/stripe/v1/objects.js';
import type { House } from './house.js';

/** A payment as the sandbox tells it: where money is counted. */
export interface PaymentAtSandbox {
  readonly id: string;
  readonly status: 'processing' | 'posted' | 'failed' | 'canceled' | 'returned';
  readonly amount: { readonly value: number };
  readonly metadata: Readonly<Record<string, string>>;
}

/** The way through accounts of people at the provider. */
export const ACCOUNT_RAIL = 'stripe-connect';
/** The sandbox's accounts that simply work, and the one to which every payout fails. */
const ACCOUNTS = ['000123456789', '000123456789', '000123456789', '000111111116'];

/** What the sandbox tells of transfers to accounts and payouts from them. */
export interface AccountsAtSandbox {
  readonly transfers: readonly Transfer[];
  readonly payouts: readonly ConnectPayoutRecord[];
}

/** People who gave their bank accounts to the provider on its own page. */
export async function accountsAt(
  house: Pick<House, 'get'>,
  count: number,
): Promise<PayeeAtProvider[]> {
  const rail = house.get(RailRegistry).get(ACCOUNT_RAIL);
  const person = { kind: 'name', givenName: 'Bench', surname: 'Mark' } as const;
  const urls = { refresh: 'http://127.0.0.1:9', done: 'http://127.0.0.1:9' };
  const payees: PayeeAtProvider[] = [];
  for (let n = 0; n < count; n += 1) {
    const { ref } = await rail.ensureRecipient(person, newId('method'));
    const url = await rail.onboardingLink?.(ref, urls);
    invariant(url !== undefined, 'The provider has a page of its own.');
    await fillIn(url, ACCOUNTS[n % ACCOUNTS.length] ?? '');
    const saved = await rail.saveMethod(ref, { kind: 'nothing' }, newId('method'));
    invariant(saved.kind === 'saved', 'The provider has the account she gave it.');
    payees.push({ recipient: ref, method: saved.ref });
  }
  return payees;
}

async function fillIn(url: string, account: string): Promise<void> {
  const body = new URLSearchParams({
    routing_number: '110000000',
    account_number: account,
    bank_account_type: 'checking',
  });
  const { status } = await fetch(url, { method: 'POST', body, redirect: 'manual' });
  invariant(status === 303, 'The sandbox takes the form.');
}

/**
 * A transfer and its payout as one payment. Money that rests in an account has left us and is not hers; a second payout
 * that was not called off is a payment too many.
 */
export function paymentsFrom({ transfers, payouts }: AccountsAtSandbox): PaymentAtSandbox[] {
  const standing = payouts
    .map(({ object }) => object)
    .filter(({ status }) => status !== 'failed' && status !== 'canceled');
  const byReference = Map.groupBy(standing, referenceOf);
  return transfers.flatMap((transfer) => {
    const { id, amount, reversed } = transfer;
    const reference = referenceOf(transfer);
    const [payout, ...second] = byReference.get(reference) ?? [];
    const isHers = payout?.status === 'paid';
    const one = { amount: { value: amount }, metadata: { payout: reference } };
    const status = isHers ? 'posted' : 'processing';
    return [
      { ...one, id, status: reversed ? 'failed' : status } as const,
      ...second.map((other) => ({ ...one, id: other.id, status: 'posted' }) as const),
    ];
  });
}

const referenceOf = ({ metadata }: Pick<Transfer, 'metadata'>): string =>
  String(metadata['payout'] ?? '');
