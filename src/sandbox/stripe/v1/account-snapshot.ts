import type { AccountRecord } from '../account-shape.js';

/** API v1's word for each standing of a capability. */
const STANDINGS: Readonly<Record<AccountRecord['capabilities'][string], string>> = {
  active: 'active',
  pending: 'pending',
  restricted: 'inactive',
  rejected: 'inactive',
};

/**
 * A connected account as API v1 tells of it, cut to what is used: nothing about the person. Null for accounts without
 * transfers, which API v1 does not know.
 */
export function accountSnapshot({ id, created, capabilities }: AccountRecord): object | null {
  const transfers = capabilities['stripe_balance.stripe_transfers'];
  if (transfers === undefined) return null;
  return {
    id,
    object: 'account',
    capabilities: { transfers: STANDINGS[transfers] },
    charges_enabled: false,
    created: Math.trunc(Date.parse(created) / 1_000),
    country: 'US',
    default_currency: 'usd',
    details_submitted: transfers !== 'restricted',
    metadata: {},
    payouts_enabled: transfers === 'active',
  };
}
