import type { Store } from '../store/store.js';
import type { AccountRecord } from './account-shape.js';
import type { Accounts } from './accounts.js';

export const recipientLevers = ['ask', 'answer', 'reject', 'close'] as const;

export type RecipientLever = (typeof recipientLevers)[number];

/** A recipient and what is still asked for. */
export interface RecipientRow extends AccountRecord {
  readonly missing: readonly string[];
}

/** The levers of recipients, for the page, the control API and tests. */
export class RecipientDesk {
  constructor(
    private readonly store: Store,
    private readonly accounts: Accounts,
  ) {}

  /** Newest first. */
  list(): RecipientRow[] {
    return this.accounts
      .list()
      .map((account) => ({ ...account, missing: this.accounts.requirementsOf(account) }));
  }

  /** The provider asks for more, takes what it asked for as answered, will not pay this recipient at all, or closes it. */
  pull(id: string, lever: RecipientLever): AccountRecord {
    const acts: Readonly<Record<RecipientLever, () => AccountRecord>> = {
      ask: () => this.accounts.demand(id),
      answer: () => this.accounts.answer(id),
      reject: () => this.accounts.reject(id),
      close: () => this.accounts.close(id),
    };
    return this.store.commit(acts[lever]);
  }
}
