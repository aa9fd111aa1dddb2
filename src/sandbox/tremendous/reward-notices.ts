import { createHmac, randomUUID } from 'node:crypto';
import { Courier, type DeliveryRecord } from '../http/courier.js';
import { isoOf, type SandboxClock } from '../sandbox-clock.js';
import type { Settings } from '../settings.js';
import type { Store } from '../store/store.js';
import { rewardNotices, type RewardNoticeRecord } from './reward-records.js';

/** Ways to lie. There is no time in a signature here, so nothing can be stale; `large` is signed rightly. */
export const rewardForgeries = ['wrong_secret', 'unsigned', 'large'] as const;

export type RewardForgery = (typeof rewardForgeries)[number];

/** A notice and how far it has come. */
export interface SentNotice extends RewardNoticeRecord {
  readonly delivery: DeliveryRecord | null;
}

const signatureName = 'tremendous-webhook-signature';
const largeBytes = 2 * 1024 * 1024;

/**
 * Signed notices of the rewards provider: they carry an id but no time, so a receiver can tell a repeat only by the
 * id.
 */
export class RewardNotices {
  readonly courier: Courier<RewardNoticeRecord>;

  constructor(
    private readonly store: Store,
    private readonly clock: SandboxClock,
    settings: () => Settings,
    private readonly secret: string,
  ) {
    this.courier = new Courier<RewardNoticeRecord>({
      store,
      address: () => settings().rewardsWebhookUrl,
      find: (uuid) => store.get(rewardNotices, uuid),
      seal: ({ body }) => ({ body, headers: { [signatureName]: signatureOf(body, secret) } }),
    });
  }

  /** Tells about an order or a reward, inside the open commit; it leaves once that is written. */
  tell(event: string, type: 'orders' | 'rewards', about: string): void {
    const uuid = randomUUID();
    const body = this.#bodyOf(event, uuid, { id: about, type });
    this.store.put(rewardNotices, uuid, { uuid, body, event, about });
    this.store.afterCommit(() => {
      this.courier.deliver(uuid);
    });
  }

  /** Oldest first. */
  list(): SentNotice[] {
    return this.store
      .all(rewardNotices)
      .map((notice) => ({ ...notice, delivery: this.courier.deliveryOf(notice.uuid) }));
  }

  /** Sends a notice that a receiver must refuse, and says with which status it answered. */
  async forge(kind: RewardForgery, about: string): Promise<string> {
    const resource = { id: about, type: 'rewards' } as const;
    const padding = kind === 'large' ? 'x'.repeat(largeBytes) : '';
    const body = this.#bodyOf('REWARDS.CANCELED', randomUUID(), resource, { padding });
    const secret = kind === 'wrong_secret' ? `not-${this.secret}` : this.secret;
    const headers = { [signatureName]: signatureOf(body, secret) };
    return this.courier.post({ body, headers: kind === 'unsigned' ? {} : headers });
  }

  #bodyOf(
    event: string,
    uuid: string,
    resource: { readonly id: string; readonly type: 'orders' | 'rewards' },
    meta: object = {},
  ): string {
    const created_utc = isoOf(this.clock.nowMs());
    return JSON.stringify({ event, uuid, created_utc, payload: { resource, meta } });
  }
}

/** `sha256=` and HMAC-SHA256 over the raw body, in hexadecimal. */
function signatureOf(body: string, secret: string): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}
