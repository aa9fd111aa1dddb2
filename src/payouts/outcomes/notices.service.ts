import { Injectable } from '@nestjs/common';
import { Inbox, Log, UnitOfWork, type Notice } from '#platform';
import { NoticeEffects } from './notice-effects.service.js';
import { RailRegistry } from '../rails/rail-registry.js';

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
    private readonly log: Log,
  ) {}

  /** Takes in a notice. Throws `NOTICE_REFUSED` (invalid) when the signature does not fit; a repeat changes nothing. */
  async receive(rail: string, raw: Uint8Array, signature: string | undefined): Promise<void> {
    const notice = this.rails.get(rail).parseWebhook(raw, signature);
    await this.inbox.receive({ ...notice, provider: rail }, raw);
  }

  /**
   * Works off what waits, whoever took it in: asks the provider, applies the answer. What cannot be asked now waits
   * for its next turn and keeps nobody else waiting. Returns how many were worked off.
   */
  async handleWaiting(): Promise<number> {
    let handled = 0;
    for (;;) {
      const taken = await this.unitOfWork.run(() => this.inbox.take(MOST_AT_ONCE));
      if (taken.length === 0) return handled;
      for (const notice of taken) if (await this.handle(notice)) handled += 1;
    }
  }

  private async handle(notice: Notice): Promise<boolean> {
    const { provider, eventId } = notice;
    try {
      await this.effects.apply(await this.rails.get(provider).resolve(notice));
      await this.unitOfWork.run(() => this.inbox.markHandled(provider, eventId));
      return true;
    } catch (error) {
      this.log.error('notice could not be worked off now', error, { subject: eventId });
      return false;
    }
  }
}
