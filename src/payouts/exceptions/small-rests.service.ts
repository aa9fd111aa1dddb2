import { Injectable } from '@nestjs/common';
import type { Id, Money } from '#kernel';
import { leastSent } from '../methods/ways.js';
import { RailRegistry } from '../rails/rail-registry.js';
import { ExceptionsStore, type SmallRest } from './exceptions.store.js';

const CURRENCY = 'USD';

/** What is left of a card, mostly: owed, and less than any way sends. Nobody tries it; two people write it off. */
@Injectable()
export class SmallRests {
  constructor(
    private readonly store: ExceptionsStore,
    private readonly rails: RailRegistry,
  ) {}

  /** Oldest first. */
  async list(): Promise<SmallRest[]> {
    const least = this.least();
    return least === null ? [] : this.store.below(least);
  }

  /** Of one award; null when there is none. */
  async of(awardId: Id<'award'>): Promise<SmallRest | null> {
    const least = this.least();
    const [first, ...more] = least === null ? [] : await this.store.below(least, awardId);
    if (!first) return null;
    const amount = more.reduce((sum, rest) => sum.plus(rest.amount), first.amount);
    return { ...first, amount };
  }

  private least(): Money | null {
    return leastSent(CURRENCY, this.rails.capabilities());
  }
}
