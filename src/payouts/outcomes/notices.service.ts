import { Injectable } from '@nestjs/common';
import { DomainError } from '#kernel';
import { Inbox, Log, UnitOfWork, type Notice } from '#platform';
import { concerns, isKnownType } from '../rails/event-types.js';
import { noticeRefused, refusalIn } from '../rails/notice-refusals.js';
import { isBusy } from '../rails/rail-unavailable.js';
import { RailRegistry } from '../rails/rail-registry.js';
import type { PayoutRail, VerifiedNotice } from '../rails/rail.js';
import { NoticeEffects } from './notice-effects.service.js';
import { ProviderAlerts } from './provider-alerts.service.js';

const MOST_AT_ONCE = 200;

/**
 * Notices from providers: verified, kept once, answered at once; what they mean is asked of the provider
 * afterwards. Their order and number therefore do not matter.
 */
@Injectable()
export class ProviderNotices {
  constructor(
    private readonly inbox: Inbox,
    private readonly unitOfWork: UnitOfWork,
    private readonly rails: RailRegistry,
    private readonly effects: NoticeEffects,
    private readonly alerts: ProviderAlerts,
    private readonly log: Log,
  ) {}

  /**
   * Takes in a notice of a provider. Throws a refusal (invalid) when it is not signed as it must be, is of the other
   * mode, or about an account nobody here is paid through; each is counted. A repeat changes nothing.
   */
  async receive(provider: string, raw: Uint8Array, signature: string | undefined): Promise<void> {
    const [rail] = this.rails.forProvider(provider);
    try {
      const notice = rail.parseWebhook(raw, signature);
      if (await this.isElsewhere(rail, notice)) throw noticeRefused('NOTICE_OTHER_ACCOUNT');
      await this.keep(provider, notice, raw);
    } catch (error) {
      const refusal = refusalIn(error);
      if (refusal !== null) await this.alerts.refused(provider, refusal);
      throw error;
    }
  }

  /**
   * Takes in a rail's events since then, of our own account or of this one; returns how many no notice had brought. An
   * account of somebody's that the provider does not let us look into is told once and has none. Throws
   * `RAIL_UNAVAILABLE`, and `RAIL_REFUSED` (conflict) for our own.
   */
  async takeIn(rail: PayoutRail, since: Date, account?: string): Promise<number> {
    const { id, provider } = rail.capabilities;
    let found = 0;
    try {
      for await (const notice of rail.events?.(since, account) ?? []) {
        const body = Buffer.from(JSON.stringify(notice));
        if (await this.keep(provider, notice, body)) found += 1;
      }
    } catch (error) {
      if (account === undefined || !isRefusal(error)) throw error;
      const told = { rail: id, kind: 'events_refused', value: account, subject: account } as const;
      await this.alerts.noteOnce(told);
    }
    return found;
  }

  /** Keeps a notice that may be believed, wherever it was read; true when it is new. A type we do not know is an alert. */
  async keep(provider: string, notice: VerifiedNotice, body: Uint8Array): Promise<boolean> {
    const { eventId, type, relatedObject } = notice;
    const isKnown = isKnownType(type);
    const kept = { provider, eventId, type, relatedObject, isKnown };
    const isNew = await this.inbox.receive(kept, body);
    if (isNew && !isKnown) {
      await this.alerts.note({ rail: provider, kind: 'event_type', value: type, subject: eventId });
    }
    return isNew;
  }

  /**
   * Works off what waits, whoever took it in: asks the provider, applies the answer. What cannot be asked now waits
   * for its next turn and keeps nobody else waiting; a provider that is busy is asked no more. Returns how many were
   * worked off.
   */
  async handleWaiting(): Promise<number> {
    let handled = 0;
    const busy = new Set<string>();
    for (;;) {
      const taken = await this.unitOfWork.run(() => this.inbox.take(MOST_AT_ONCE));
      if (taken.length === 0) return handled;
      for (const notice of taken) {
        if (!busy.has(notice.provider) && (await this.handle(notice, busy))) handled += 1;
      }
    }
  }

  /**
   * Every rail that knows what the notice is about is asked; most often it is one, and for other things none. What does
   * not answer is asked again in its next turn.
   */
  private async handle(notice: Notice, busy: Set<string>): Promise<boolean> {
    const { provider, eventId, type } = notice;
    try {
      for (const rail of this.listenersTo(provider, type)) {
        await this.look(rail, notice);
      }
      await this.unitOfWork.run(() => this.inbox.markHandled(provider, eventId));
      return true;
    } catch (error) {
      if (isBusy(error)) busy.add(provider);
      this.log.error('notice could not be worked off now', error, { subject: eventId });
      return false;
    }
  }

  /**
   * Whether a notice is about an account that is neither ours nor of anybody who is paid here. While the provider has not
   * said which account is ours nothing is refused for that: what is not ours is then closed when it is looked up.
   */
  private async isElsewhere(rail: PayoutRail, notice: VerifiedNotice): Promise<boolean> {
    const { account = null, context = null } = notice;
    if (account !== null) return !(await this.effects.reach(account));
    if (context === null || (await this.effects.reach(context))) return false;
    const own = (await rail.ownAccount?.()) ?? null;
    return own !== null && own !== context;
  }

  /**
   * A clear no of the provider will be the same tomorrow: nothing is concluded from it, the notice is not asked about
   * again, and a person is told. Nothing is lost by that, because payments of ours are also looked at without notices.
   */
  private async look(rail: PayoutRail, notice: Notice): Promise<void> {
    try {
      await this.effects.apply(rail.capabilities.id, await rail.resolve(notice));
    } catch (error) {
      if (!isRefusal(error)) throw error;
      const { type: value, eventId: subject } = notice;
      await this.alerts.note({
        rail: rail.capabilities.id,
        kind: 'notice_closed',
        value,
        subject,
      });
    }
  }

  private listenersTo(provider: string, type: string): PayoutRail[] {
    return this.rails
      .forProvider(provider)
      .filter(({ capabilities }) => concerns(type, capabilities.hears));
  }
}

const isRefusal = (error: unknown): boolean =>
  error instanceof DomainError && error.code === 'RAIL_REFUSED';
