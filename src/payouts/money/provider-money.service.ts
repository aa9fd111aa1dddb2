import { setTimeout as wait } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Clock, Money, type Currency } from '#kernel';
import { BooksService } from '#ledger';
import { Log } from '#platform';
import { ACCOUNTS } from '../rails/purses.js';
import { RailRegistry } from '../rails/rail-registry.js';
import type { PayoutRail, Purse } from '../rails/rail.js';
import { needsOf, type DayNeed, type PurseNeeds } from './purse-needs.js';
import { TopUpsStore } from './top-ups.store.js';
import type { UpcomingPart } from './upcoming.js';
import { Upcoming } from './upcoming.service.js';

/** How long people wait for a provider before the page says that it does not answer. */
const PATIENCE_MS = 5_000;
/** How far ahead money should be there. */
const AHEAD_DAYS = 30;

/** One purse: what it holds by our books and by its provider, and what is asked of it in the next 30 days. */
export interface PurseMoney extends PurseNeeds {
  readonly rail: string;
  readonly label: string;
  readonly purse: Purse;
  readonly byBooks: Money;
  /** As the provider said when it was asked; null when it did not answer, or when there is nobody to ask. */
  readonly byProvider: { readonly available: Money; readonly at: Date } | null;
  readonly onItsWay: Money;
  readonly released: Money;
  readonly days: readonly DayNeed[];
}

export interface MoneyView {
  readonly purses: readonly PurseMoney[];
  /** Falls due in the same time for people who have not chosen a way yet. */
  readonly undecided: Money;
}

/** What all purses are asked for. */
interface Asked {
  readonly currency: Currency;
  readonly parts: readonly UpcomingPart[];
  readonly released: ReadonlyMap<string, Money>;
}

/** Money where it is paid from. Asks every provider when it is asked itself. */
@Injectable()
export class ProviderMoney {
  constructor(
    private readonly rails: RailRegistry,
    private readonly books: BooksService,
    private readonly topUps: TopUpsStore,
    private readonly upcoming: Upcoming,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** The purse of every rail that is switched on; our own bank is that of payments by hand. */
  async look(currency: Currency): Promise<MoneyView> {
    const all = await this.upcoming.within(AHEAD_DAYS);
    const parts = all.filter(({ amount }) => amount.currency === currency);
    const asked = { currency, parts, released: await this.upcoming.released(currency) };
    return {
      purses: await Promise.all(this.rails.all().map((rail) => this.purseOf(rail, asked))),
      undecided: Money.sum(
        currency,
        parts.filter(({ rail }) => rail === null).map(({ amount }) => amount),
      ),
    };
  }

  private async purseOf(rail: PayoutRail, asked: Asked): Promise<PurseMoney> {
    const { id, label, purse } = rail.capabilities;
    const { currency } = asked;
    const byBooks = await this.books.accountBalance(ACCOUNTS[purse], currency);
    const byProvider = purse === 'bank' ? null : await this.ask(rail);
    const sent = purse === 'bank' ? [] : await this.topUps.onTheWay(purse);
    const shown = {
      onItsWay: Money.sum(
        currency,
        sent.map(({ amount }) => amount).filter((amount) => amount.currency === currency),
      ),
      released: asked.released.get(id) ?? Money.zero(currency),
      days: daysOf(asked.parts.filter((part) => part.rail === id)),
    };
    return {
      ...{ rail: id, label, purse, byBooks, byProvider },
      ...shown,
      ...needsOf({ ...shown, held: byProvider?.available ?? byBooks }, this.upcoming.today()),
    };
  }

  /** A provider that is silent, or slow, keeps nobody from seeing the rest. */
  private async ask(rail: PayoutRail): Promise<PurseMoney['byProvider']> {
    const patience = new AbortController();
    try {
      const silence = wait(PATIENCE_MS, null, { signal: patience.signal });
      const answer = await Promise.race([rail.balance(), silence]);
      return answer && { available: answer.available, at: this.clock.now() };
    } catch (error) {
      this.log.error('a balance could not be asked', error, { subject: rail.capabilities.id });
      return null;
    } finally {
      patience.abort();
    }
  }
}

function daysOf(parts: readonly UpcomingPart[]): DayNeed[] {
  return [...Map.groupBy(parts, ({ day }) => day)].flatMap(([day, [first, ...more]]) =>
    first
      ? {
          day,
          count: more.reduce((sum, { count }) => sum + count, first.count),
          amount: more.reduce((sum, { amount }) => sum.plus(amount), first.amount),
        }
      : [],
  );
}
