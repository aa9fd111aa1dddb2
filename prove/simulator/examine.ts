import type { ModelProvider, Payment } from './model-provider.js';
import type { ModelStore } from './model-store.js';
import type { World } from './world.js';

/** The last count: what the provider holds against what our books and tables say. Offences go to the world. */
export function examine(world: World, store: ModelStore, provider: ModelProvider): void {
  const sides = { store, provider };
  for (const offence of [...paidOnce(sides), ...known(sides), ...cents(sides), ...notices(sides)]) {
    world.violate(offence);
  }
}

interface Sides {
  readonly store: ModelStore;
  readonly provider: ModelProvider;
}

const isMoneyGone = ({ state }: Payment): boolean => state === 'posted' || state === 'processing';

/** One instalment, one payment that arrived. */
function* paidOnce({ store, provider }: Sides): Iterable<string> {
  const arrived = new Map<string, number>();
  for (const payment of provider.payments.filter(isMoneyGone)) {
    const { instalmentId } = store.row(payment.reference).payout;
    arrived.set(instalmentId, (arrived.get(instalmentId) ?? 0) + 1);
  }
  for (const instalment of store.instalments.keys()) {
    const count = arrived.get(instalment) ?? 0;
    if (count > 1) yield `double: ${String(count)} payments for ${instalment}`;
    if (count === 0) yield `lost: nothing arrived for ${instalment}`;
  }
}

/** Every payment is known here, and nothing is called paid that is not. */
function* known({ store, provider }: Sides): Iterable<string> {
  const refs = new Set([...store.attempts.values()].flat().map(({ providerRef }) => providerRef));
  for (const { id } of provider.payments) {
    if (!refs.has(id)) yield `lost: nobody knows payment ${id}`;
  }
  for (const { payout } of store.rows.values()) {
    if (payout.state !== 'paid' && payout.state !== 'settled') continue;
    const payments = provider.payments.filter(({ reference }) => reference === payout.id);
    if (!payments.some(isMoneyGone)) yield `marked paid without money: ${payout.id}`;
  }
}

/** The books and the provider say the same to the cent, of payments and of what was sent there. */
function* cents({ store, provider }: Sides): Iterable<string> {
  const ours = store.entries.reduce((sum, { kind, minor }) => sum + minor * signOf(kind), 0n);
  const out = provider.payments.filter(isMoneyGone);
  const theirs =
    [...provider.funding.values()].reduce((sum, minor) => sum + minor, 0n) -
    out.reduce((sum, { amount }) => sum + amount.minor, 0n);
  if (ours !== theirs) yield `cents: the books say ${String(ours)}, the provider ${String(theirs)}`;
}

/** What an entry does to our money at the provider. */
function signOf(kind: string): bigint {
  switch (kind) {
    case 'payout.initiated':
      return -1n;
    case 'payout.failed':
    case 'payout.returned':
    case 'provider.funding.arrived':
      return 1n;
    default:
      return 0n;
  }
}

function* notices({ store }: Sides): Iterable<string> {
  const seen = new Set<string>();
  for (const { eventId } of store.inbox) {
    if (seen.has(eventId)) yield `notice: ${eventId} was taken in twice`;
    if (eventId.endsWith('_forged')) yield `notice: ${eventId} was forged`;
    seen.add(eventId);
  }
}
