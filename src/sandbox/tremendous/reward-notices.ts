import { createHmac, randomUUID } from 'node:crypto';
import { isoOf, type SandboxClock } from '../sandbox-clock.js';
import type { Settings } from '../settings.js';
import type { Store } from '../store/store.js';
import type { RewardNoticeRecord } from './reward-records.js';

const pausesMs = [500, 1_000, 5_000, 30_000];
const mostAttempts = 30;
const answerTimeoutMs = 10_000;

/**
 * Signed notices of the rewards provider: they carry an id but no time, so a receiver can tell a repeat only by the
 * id. Each is tried until it is answered with 2xx.
 */
export class RewardNotices {
  #waiting = 0;
  readonly #ended = new AbortController();
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(
    private readonly store: Store,
    private readonly clock: SandboxClock,
    private readonly settings: () => Settings,
    private readonly secret: string,
  ) {}

  /** Takes up again what was not delivered before the restart. */
  start(): void {
    for (const notice of this.store.all('rewardNotice')) {
      if (!notice.isDelivered && notice.attempts < mostAttempts) this.#send(notice.uuid);
    }
  }

  stop(): void {
    this.#ended.abort();
    for (const timer of this.#timers) clearTimeout(timer);
  }

  /** Tells about an order or a reward, inside the open commit; it leaves once that is written. */
  tell(event: string, type: 'orders' | 'rewards', about: string): void {
    const uuid = randomUUID();
    const body = JSON.stringify({
      event,
      uuid,
      created_utc: isoOf(this.clock.nowMs()),
      payload: { resource: { id: about, type }, meta: {} },
    });
    const fresh = { attempts: 0, answer: 'waiting', isDelivered: false };
    this.store.put('rewardNotice', uuid, { uuid, body, event, about, ...fresh });
    this.store.afterCommit(() => {
      this.#send(uuid);
    });
  }

  /** Oldest first. */
  list(): RewardNoticeRecord[] {
    return this.store.all('rewardNotice');
  }

  /** Sends a notice once more, as a thief of recorded notices would. Returns the answer. */
  async resend(uuid: string): Promise<string> {
    const notice = this.store.get('rewardNotice', uuid);
    return notice ? this.#post(notice.body, signatureOf(notice.body, this.secret)) : 'unknown';
  }

  /** Sends a notice whose signature a receiver must refuse. Returns the answer. */
  async forge(about: string): Promise<string> {
    const resource = { id: about, type: 'rewards' };
    const body = JSON.stringify({
      event: 'REWARDS.CANCELED',
      uuid: randomUUID(),
      payload: { resource },
    });
    return this.#post(body, signatureOf(body, `not-${this.secret}`));
  }

  /** Nothing is under way. */
  get isIdle(): boolean {
    return this.#waiting === 0;
  }

  #send(uuid: string): void {
    if (this.settings().rewardsWebhookUrl === null || this.#ended.signal.aborted) return;
    this.#waiting += 1;
    void this.#try(uuid).finally(() => {
      this.#waiting -= 1;
    });
  }

  async #try(uuid: string): Promise<void> {
    const notice = this.store.get('rewardNotice', uuid);
    if (!notice) return;
    const answer = await this.#post(notice.body, signatureOf(notice.body, this.secret));
    if (this.#ended.signal.aborted || !this.store.get('rewardNotice', uuid)) return;
    const attempts = notice.attempts + 1;
    const isDelivered = /^2\d\d$/.test(answer);
    this.store.commit(() => {
      this.store.put('rewardNotice', uuid, { ...notice, attempts, answer, isDelivered });
    });
    if (!isDelivered && attempts < mostAttempts) this.#later(uuid, attempts);
  }

  #later(uuid: string, attempts: number): void {
    const timer = setTimeout(
      () => {
        this.#timers.delete(timer);
        this.#send(uuid);
      },
      pausesMs[Math.min(attempts, pausesMs.length) - 1],
    );
    timer.unref();
    this.#timers.add(timer);
  }

  async #post(body: string, signature: string): Promise<string> {
    const { rewardsWebhookUrl: url } = this.settings();
    if (url === null) return 'no receiver';
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'tremendous-webhook-signature': signature,
        },
        body,
        redirect: 'manual',
        signal: AbortSignal.any([this.#ended.signal, AbortSignal.timeout(answerTimeoutMs)]),
      });
      await response.arrayBuffer();
      return String(response.status);
    } catch {
      return 'no answer';
    }
  }
}

/** `sha256=` and HMAC-SHA256 over the raw body, in hexadecimal. */
function signatureOf(body: string, secret: string): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}
