import { Injectable } from '@nestjs/common';
import { Clock, days, DomainError, hours, later } from '#kernel';
import { Inbox, Log, type Backlog } from '#platform';
import { RailRegistry } from '../rails/rail-registry.js';
import type { PayoutRail } from '../rails/rail.js';
import { EventListsStore, type EventListRow } from './event-lists.store.js';
import { ProviderNotices } from './notices.service.js';

/** Events may be listed late, and clocks differ: each reading begins this long before the last one ended. */
const OVERLAP_MS = hours(1);
/** How long providers try to deliver a notice: the first reading goes back that far. */
const FIRST_MS = days(3);
/** Read hourly; later than this something is wrong. */
const BEHIND_MS = hours(3);

/** A rail's list of events, for the page of the service's health. */
export interface EventList extends EventListRow {
  readonly isBehind: boolean;
}

/** Notices that never came: the provider's own list of events is read from where the last reading ended. */
@Injectable()
export class NoticeGaps {
  constructor(
    private readonly rails: RailRegistry,
    private readonly notices: ProviderNotices,
    private readonly store: EventListsStore,
    private readonly inbox: Inbox,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /**
   * Takes in every event that no notice brought, as if it had come, once; returns how many. A provider that does not
   * answer is read next time from the same place and keeps no other from being read. Throws `EVENTS_UNREAD`
   * (unavailable) then.
   */
  async fill(): Promise<number> {
    let found = 0;
    let unread = 0;
    for (const rail of this.rails.all()) {
      try {
        found += await this.read(rail);
      } catch (error) {
        this.log.error('events could not be read', error, { at: rail.capabilities.id });
        unread += 1;
      }
    }
    if (unread === 0) return found;
    throw new DomainError(
      'unavailable',
      'EVENTS_UNREAD',
      'A payment company did not show its list of events.',
    );
  }

  /** How far each list was read, and what waits to be worked off. */
  async state(): Promise<{ lists: readonly EventList[]; backlog: Backlog }> {
    const oldest = later(this.clock.now(), -BEHIND_MS);
    const rows = await this.store.all();
    const lists = rows.map((row) => ({ ...row, isBehind: row.readUntil < oldest }));
    return { lists, backlog: await this.inbox.backlog() };
  }

  private async read(rail: PayoutRail): Promise<number> {
    const { id, returnWindowDays } = rail.capabilities;
    if (rail.events === undefined) return 0;
    const until = this.clock.now();
    const before = await this.store.readUntil(id);
    const since = before === null ? later(until, -FIRST_MS) : later(before, -OVERLAP_MS);
    // A bank may be later than it says: as long again as the window in which it should be.
    const settledSince = later(until, -days(returnWindowDays));
    const accounts = await this.store.accountsUnderWay(id, settledSince);
    let found = 0;
    for (const account of [undefined, ...accounts]) {
      found += await this.notices.takeIn(rail, since, account);
    }
    await this.store.save(id, until, found);
    return found;
  }
}
