import { newId } from './stripe/ids.js';
import { isoOf, type SandboxClock } from './sandbox-clock.js';
import type { Store } from './store/store.js';
import { table } from './store/table.js';

/** A letter or a text message that would have left the house. */
export interface InboxMessage {
  readonly id: string;
  readonly kind: 'mail' | 'sms';
  readonly at: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string | null;
}

export const messages = table<InboxMessage>('message');

const kept = 500;

/** Everything sent by mail or SMS, for people to read instead of a phone. */
export class Inbox {
  constructor(
    private readonly store: Store,
    private readonly clock: SandboxClock,
  ) {}

  add(message: Omit<InboxMessage, 'id' | 'at'>): InboxMessage {
    const full = { ...message, id: newId('msg'), at: isoOf(this.clock.nowMs()) };
    this.store.commit(() => {
      this.store.put(messages, full.id, full);
      const [oldest] = this.store.count(messages) > kept ? this.store.all(messages) : [];
      if (oldest) this.store.remove(messages, oldest.id);
    });
    return full;
  }

  /** Newest first. */
  list(): InboxMessage[] {
    return this.store.all(messages).reverse();
  }

  get(id: string): InboxMessage | null {
    return this.store.get(messages, id) ?? null;
  }

  clear(): void {
    this.store.commit(() => {
      for (const { id } of this.store.all(messages)) this.store.remove(messages, id);
    });
  }
}
