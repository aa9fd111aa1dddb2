import { Money } from '#kernel';
import { RailRegistry, RailUnavailable, type PayoutRail, type RailCapabilities } from '#payouts';
import type { RunningService } from '../support/service.js';

/** What a rail was told, in order. */
export interface InventedRail {
  readonly told: unknown[];
  /** The provider's side of hosted pages: what it answers about the recipient. */
  status: 'ready' | 'needs_action' | 'rejected';
}

/** Switches on a rail that only knows people: for pages that read capabilities, whatever the provider. */
export function inventRail(
  service: RunningService,
  change: Partial<RailCapabilities> & { readonly id: string },
): InventedRail {
  const invented: InventedRail = { told: [], status: 'ready' };
  const registry = service.get(RailRegistry);
  const real = registry.get('stripe-outbound');
  const capabilities: RailCapabilities = {
    ...real.capabilities,
    label: change.id,
    most: Money.of(1_000_000n, 'USD'),
    ...change,
  };
  const never = (): never => {
    throw new RailUnavailable();
  };
  const rail: PayoutRail = {
    capabilities,
    ensureRecipient: (details) => {
      invented.told.push(details);
      return Promise.resolve(recipient());
    },
    recipient: () => Promise.resolve(recipient()),
    saveMethod: (_, details) => {
      invented.told.push(details);
      return Promise.resolve({ kind: 'saved', ref: `mth_of_${change.id}`, lastDigits: '' });
    },
    onboardingLink: (_, urls) => {
      invented.told.push(urls);
      return Promise.resolve('https://provider.example/onboarding/1');
    },
    bodyDigest: never,
    submit: never,
    lookup: never,
    fetch: never,
    cancel: never,
    parseWebhook: never,
    resolve: never,
    feed: never,
    balance: never,
  };
  const recipient = () => ({
    ref: `rcp_of_${change.id}`,
    status: invented.status,
    requirements: [],
  });
  (Reflect.get(registry, 'rails') as Map<string, PayoutRail>).set(change.id, rail);
  return invented;
}

/** Switches a rail off, as a house does that starts without its key. Returns what switches it on again. */
export function switchOff(service: RunningService, id: string): () => void {
  const registry = service.get(RailRegistry);
  const rail = registry.get(id);
  const rails = Reflect.get(registry, 'rails') as Map<string, PayoutRail>;
  rails.delete(id);
  return () => {
    rails.set(id, rail);
  };
}
