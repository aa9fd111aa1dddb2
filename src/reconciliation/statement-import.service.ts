import { Injectable } from '@nestjs/common';
import { Clock, days, later, type Money } from '#kernel';
import { isCounted, type CountedEntry, type PayoutRail } from '#payouts';
import { UnitOfWork } from '#platform';
import { SecondLook } from './second-look.service.js';
import { StatementStore } from './statement.store.js';

/** Lines may surface late: every run asks again for the last days it has already seen. */
const OVERLAP = days(3);
/** How far the first run looks back. */
const FIRST_LOOK = days(730);
/** The provider's clock may run ahead of ours: what it dates later has happened all the same, and moved its balance. */
const LOOK_AHEAD = days(366);
const CHUNK = 500;
const MOST_LOOKS = 3;

/** What came of one import. */
export interface Import {
  /** Lines that were new. */
  readonly lines: number;
  /** The provider's balance while the lines were read; null when money kept moving. */
  readonly balance: Money | null;
}

/** Fetches a rail's statement and stores its lines. Outside any unit of work but for the storing. */
@Injectable()
export class StatementImport {
  constructor(
    private readonly store: StatementStore,
    private readonly secondLook: SecondLook,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /**
   * Imports up to now. A balance and a list of lines can be compared only if nothing moved between them, so the
   * balance is asked before and after, and the whole repeated when it changed.
   */
  async fetch(rail: PayoutRail): Promise<Import> {
    const fetched = await this.fetchLines(rail);
    await this.secondLook.run(rail.capabilities.id);
    return fetched;
  }

  /**
   * Imports what is new since the last line, with the same days of overlap, and asks for no balance: it may be asked for
   * while money moves. Lines of a rail that nobody has looked at are all fetched, so that nothing is left out for good.
   */
  async fetchNew(rail: PayoutRail): Promise<void> {
    await this.importLines(rail);
    await this.secondLook.run(rail.capabilities.id);
  }

  private async fetchLines(rail: PayoutRail): Promise<Import> {
    let lines = 0;
    let before = (await rail.balance()).available;
    for (let look = 0; look < MOST_LOOKS; look += 1) {
      lines += await this.importLines(rail);
      const after = (await rail.balance()).available;
      if (after.equals(before)) return { lines, balance: after };
      before = after;
    }
    return { lines, balance: null };
  }

  private async importLines(rail: PayoutRail): Promise<number> {
    const now = this.clock.now();
    const mark = await this.store.findHighWaterMark(rail.capabilities.id);
    const since = mark === null ? later(now, -FIRST_LOOK) : later(mark, -OVERLAP);
    const until = later(now, LOOK_AHEAD);
    let lines = 0;
    let chunk: CountedEntry[] = [];
    for await (const entry of rail.feed(since, until)) {
      // One whose amount cannot be read was told as a word of the provider's, and is no money in any currency here.
      if (!isCounted(entry)) continue;
      chunk.push(entry);
      if (chunk.length === CHUNK) {
        lines += await this.save(rail.capabilities.id, chunk);
        chunk = [];
      }
    }
    return lines + (await this.save(rail.capabilities.id, chunk));
  }

  private async save(rail: string, chunk: readonly CountedEntry[]): Promise<number> {
    if (chunk.length === 0) return 0;
    return this.unitOfWork.run(() => this.store.add(rail, chunk));
  }
}
