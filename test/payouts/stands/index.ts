import { manual } from './manual.js';
import { prepaidCard } from './prepaid-card.js';
import type { Stand } from './stand.js';
import { stripeConnect } from './stripe-connect.js';
import { stripeOutbound } from './stripe-outbound.js';
import { tremendous } from './tremendous.js';

/** Every rail there is: one line each. */
export const STANDS: readonly Stand[] = [
  manual,
  prepaidCard,
  stripeConnect,
  stripeOutbound,
  tremendous,
];
