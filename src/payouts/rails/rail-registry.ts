import { Injectable } from '@nestjs/common';
import { DomainError } from '#kernel';
import { wayOf } from '../methods/ways.js';
import { ProviderAlerts } from '../outcomes/provider-alerts.service.js';
import { RailQuestions } from '../sending/rail-questions.service.js';
import { attentive, type HeardWord } from './attentive-rail.js';
import { CompanyRails } from './company-rails.service.js';
import { ManualRail } from './manual/manual.rail.js';
import { paced } from './paced-rail.js';
import type { PayoutRail, RailCapabilities } from './rail.js';

/** The rails that are switched on, by id. */
@Injectable()
export class RailRegistry {
  private readonly rails: ReadonlyMap<string, PayoutRail>;
  private readonly uncounted: ReadonlyMap<string, PayoutRail>;

  constructor(
    companies: CompanyRails,
    manual: ManualRail,
    alerts: ProviderAlerts,
    questions: RailQuestions,
  ) {
    const on: readonly PayoutRail[] = [...companies.on, manual];
    const hear = async (word: HeardWord): Promise<void> => {
      await alerts.note(word);
    };
    const heard = on.map((rail) => attentive(rail, hear));
    this.uncounted = new Map(heard.map((rail) => [rail.capabilities.id, rail]));
    this.rails = new Map(heard.map((rail) => [rail.capabilities.id, paced(rail, questions)]));
  }

  /** For questions, each of which is counted, and waits for its turn. Throws `RAIL_UNKNOWN` (not_found). */
  get(id: string): PayoutRail {
    const rail = this.find(id);
    if (rail) return rail;
    throw unknown();
  }

  /** For the sender, whose calls were counted when it claimed payouts. Throws `RAIL_UNKNOWN` (not_found). */
  toPay(id: string): PayoutRail {
    const rail = this.uncounted.get(id);
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

  /** By what staff know it, or another of its ways; one that is switched off by its id. */
  labelOf(id: string, way: string | null = null): string {
    const rail = this.known(id);
    if (rail !== null) return wayOf(rail, way).label;
    return way === null ? id : `${id} to ${way}`;
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
