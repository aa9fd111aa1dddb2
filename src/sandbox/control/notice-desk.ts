import type { Courier, DeliveryRecord, Steering } from '../http/courier.js';
import type { Settings } from '../settings.js';
import { notFound } from '../stripe/api-error.js';
import type { Provider } from '../stripe/provider.js';
import { forgeryKinds, type ForgeryKind } from '../stripe/webhooks.js';
import { rewardForgeries } from '../tremendous/reward-notices.js';
import type { Tremendous } from '../tremendous/tremendous.js';

/** Whose notices: those of the payout provider's two APIs travel together. */
export const channels = ['payouts', 'rewards'] as const;

export type Channel = (typeof channels)[number];

/** Something that was told, and how far it has come (null: there is no receiver). */
export interface SentNotice {
  readonly id: string;
  readonly type: string;
  readonly about: string;
  readonly delivery: DeliveryRecord | null;
}

export interface ChannelState {
  readonly id: Channel;
  readonly waiting: number;
  readonly isHeld: boolean;
  readonly address: string;
  readonly forgeries: readonly string[];
  /** Something a forged notice may be about. */
  readonly example: string;
}

/** What is the same of every courier, whatever it carries. */
type Steered = Pick<
  Courier<unknown>,
  'steer' | 'resend' | 'waiting' | 'isHeld' | 'isIdle' | 'clear' | 'deliveryOf'
>;

/** The levers of notices, the same for every provider. */
export class NoticeDesk {
  constructor(
    private readonly provider: Provider,
    private readonly tremendous: Tremendous,
    private readonly settings: () => Settings,
  ) {}

  channels(): ChannelState[] {
    const { webhookUrl, rewardsWebhookUrl } = this.settings();
    return channels.map((id) => {
      const { waiting, isHeld } = this.courier(id);
      const isOfRewards = id === 'rewards';
      return {
        id,
        waiting,
        isHeld,
        address: (isOfRewards ? rewardsWebhookUrl : webhookUrl) ?? 'none',
        forgeries: isOfRewards ? rewardForgeries : forgeryKinds,
        example: isOfRewards ? 'R0123456789AB' : 'obp_0123456789ab',
      };
    });
  }

  /** Everything that was told, oldest first. */
  sent(channel: Channel): SentNotice[] {
    if (channel === 'rewards') {
      return this.tremendous.notices
        .list()
        .map(({ uuid, event, about, delivery }) => ({ id: uuid, type: event, about, delivery }));
    }
    const thin = this.provider.events.list().map((event) => ({
      id: event.id,
      at: Date.parse(event.created),
      type: event.type,
      about: event.related_object?.id ?? '',
    }));
    const whole = this.provider.connect.snapshots.list().map(({ id, created, type, data }) => {
      const { id: about = '' } = data.object as { readonly id?: string };
      return { id, at: created * 1_000, type, about };
    });
    return [...thin, ...whole]
      .sort((left, right) => left.at - right.at)
      .map(({ id, type, about }) => {
        return { id, type, about, delivery: this.courier(channel).deliveryOf(id) };
      });
  }

  steer(channel: Channel, wish: Steering): void {
    this.courier(channel).steer(wish);
  }

  /** Throws 404. */
  resend(channel: Channel, id: string): void {
    if (!this.courier(channel).resend(id)) throw notFound(`notice: ${id}`);
  }

  /** Sends a lie, and says with which status the receiver answered. `type` is for the payout provider only. */
  async forge(
    channel: Channel,
    {
      kind,
      about,
      type,
    }: { readonly kind: ForgeryKind; readonly about: string; readonly type?: string },
  ): Promise<string> {
    if (channel === 'payouts') {
      const told = type ?? 'v2.money_management.outbound_payment.posted';
      return this.provider.webhooks.forge(kind, told, about);
    }
    const found = rewardForgeries.find((one) => one === kind);
    if (!found) throw notFound(`forgery of rewards: ${kind}`);
    return this.tremendous.notices.forge(found, about);
  }

  /** Nothing is to be sent now, by anybody. */
  get isIdle(): boolean {
    return channels.every((channel) => this.courier(channel).isIdle);
  }

  clear(): void {
    for (const channel of channels) this.courier(channel).clear();
  }

  courier(channel: Channel): Steered {
    const { webhooks } = this.provider;
    return channel === 'payouts' ? webhooks.courier : this.tremendous.notices.courier;
  }
}
