import Stripe from 'stripe';
import type { Config } from '#platform';

/**
 * The official client, told where Stripe is and to keep quiet: no telemetry, no retries of its own. (It still
 * repeats a call once, with the same key, when a connection is closed under it; the lease allows for that.)
 */
export function stripeClient(config: Config): Stripe {
  const address = new URL(config.stripeApiUrl);
  const isPlain = address.protocol === 'http:';
  return new Stripe(config.stripeSecretKey, {
    host: address.hostname,
    port: address.port || (isPlain ? 80 : 443),
    protocol: isPlain ? 'http' : 'https',
    maxNetworkRetries: 0,
    telemetry: false,
  });
}
