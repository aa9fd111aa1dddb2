import {
  CARD_EVENTS,
  CONNECT_EVENTS,
  OUTBOUND_EVENTS,
  STRIPE_PASSED_OVER,
} from './stripe-api/stripe-event-types.js';

/** The rewards provider's notices; each is about an order or its one reward. */
export const REWARD_EVENTS = [
  'ORDERS.APPROVED',
  'ORDERS.CANCELED',
  'ORDERS.CREATED',
  'ORDERS.FAILED',
  'REWARDS.CANCELED',
  'REWARDS.DELIVERY.FAILED',
  'REWARDS.DELIVERY.SUCCEEDED',
  'REWARDS.FLAGGED',
] as const;

/** What to subscribe to at each provider, by rail. A rail without a line is told nothing. */
export const EVENT_TYPES: Readonly<Record<string, readonly string[]>> = {
  'stripe-outbound': OUTBOUND_EVENTS,
  'stripe-connect': CONNECT_EVENTS,
  'prepaid-card': CARD_EVENTS,
  tremendous: REWARD_EVENTS,
};

const PASSED_OVER: ReadonlySet<string> = new Set([
  ...STRIPE_PASSED_OVER,
  'FUNDING_SOURCES',
  'INVOICES',
  'TOPUPS',
]);

const CATALOGUE: ReadonlySet<string> = new Set(Object.values(EVENT_TYPES).flat());

/** What it happened to: the type without its last word. */
function familyOf(type: string): string {
  return type.slice(0, Math.max(0, type.lastIndexOf('.')));
}

/** Whether we know the word, whichever rails are on. */
export function isKnownType(type: string): boolean {
  return CATALOGUE.has(type) || PASSED_OVER.has(familyOf(type));
}

/** Whether a rail that listens to `heard` looks when it is told of `type`: a new word about a thing it knows is a reason to look. */
export function concerns(type: string, heard: readonly string[]): boolean {
  return heard.some((one) => one === type || familyOf(one) === familyOf(type));
}

/** The table for docs/operating.md: what to subscribe to, by rail and by what it happens to. */
export function describeEventTypes(): string {
  const rows = Object.entries(EVENT_TYPES).flatMap(([rail, types]) =>
    [...new Set(types.map(familyOf))].map((family) => {
      const words = types.filter((type) => familyOf(type) === family);
      const last = words.map((type) => `\`${type.slice(family.length + 1)}\``);
      return `| \`${rail}\` | \`${family}.\` | ${last.join(', ')} |`;
    }),
  );
  return ['| rail | about | event types |', '| --- | --- | --- |', ...rows].join('\n');
}
