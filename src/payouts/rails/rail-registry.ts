import { Injectable } from '@nestjs/common';
import { DomainError } from '#kernel';
import { ProviderAlerts } from '../outcomes/provider-alerts.service.js';
import { attentive, type HeardWord } from './attentive-rail.js';
import { ManualRail } from './manual/manual.rail.js';
import type { PayoutRail, RailCapabilities } from './rail.js';
import { StripeRails } from './stripe-rails.js';
import { TremendousRail } from './tremendous/tremendous.rail.js';

/** The rails that are switched on, by id. */
@Injectable()
export class RailRegistry {
  private readonly rails: ReadonlyMap<string, PayoutRail>;

  constructor(
    stripe: StripeRails,
    tremendous: TremendousRail,
    manual: ManualRail,
    alerts: ProviderAlerts,
  ) {
    const on: readonly PayoutRail[] = [
      ...stripe.on,
      ...(tremendous.isOn ? [tremendous] : []),
      manual,
    ];
    const hear = async (word: HeardWord): Promise<void> => {
      await alerts.note(word);
    };
    this.rails = new Map(on.map((rail) => [rail.capabilities.id, attentive(rail, hear)]));
  }

  /** Throws `RAIL_UNKNOWN` (not_found). */
  get(id: string): PayoutRail {
    const rail = this.find(id);
    if (rail) return rail;
    throw unknown();
  }

  /** Null when it is switched off. */
  find(id: string): PayoutRail | null {
    return this.rails.get(id) ?? null;
  }

  /** What a rail says of itself; null for one that is switched off: what was paid by it is still there to see. */
  known(id: string): RailCapabilities | null {
    return this.find(id)?.capabilities ?? null;
  }

  /** By what staff know it; one that is switched off by its id. */
  labelOf(id: string): string {
    return this.known(id)?.label ?? id;
  }

  /** Those that speak to one provider, which tells all of them by one door. Throws `RAIL_UNKNOWN` (not_found) for none. */
  forProvider(provider: string): readonly [PayoutRail, ...PayoutRail[]] {
    const [first, ...others] = this.all().filter((rail) => rail.capabilities.provider === provider);
    if (first) return [first, ...others];
    throw unknown();
  }

  /** The ids of those whose payments are links, which whoever has them can use. */
  byLink(): string[] {
    return this.all()
      .filter((rail) => rail.capabilities.isBearer && rail.newClaim !== undefined)
      .map(({ capabilities }) => capabilities.id);
  }

  /** What each rail that is switched on says of itself. */
  capabilities(): RailCapabilities[] {
    return this.all().map(({ capabilities }) => capabilities);
  }

  all(): readonly PayoutRail[] {
    return [...this.rails.values()];
  }
}

function unknown(): DomainError {
  return new DomainError('not_found', 'RAIL_UNKNOWN', 'This way to pay is not switched on.');
}
