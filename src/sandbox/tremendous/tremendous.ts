import type { Faults } from '../http/faults.js';
import type { SandboxClock } from '../sandbox-clock.js';
import type { Settings } from '../settings.js';
import type { Store } from '../store/store.js';
import type { Lifecycle } from '../stripe/lifecycle.js';
import { RewardBalance } from './reward-balance.js';
import { RewardNotices } from './reward-notices.js';
import { rewardCampaigns } from './reward-records.js';
import { RewardPage } from './reward-page.js';
import { Rewards } from './rewards.js';
import { TremendousApi } from './tremendous-api.js';
import { TremendousDesk } from './tremendous-desk.js';

/** The campaign that is there from the first day: neutral words, fees paid by the sender. */
export const sandboxCampaign = 'CAMPAIGNPLAIN';

interface Ground {
  readonly store: Store;
  readonly clock: SandboxClock;
  readonly faults: Faults;
  readonly lifecycle: Lifecycle;
  readonly settings: () => Settings;
  readonly publicUrl: () => string;
  readonly apiKey: string;
  readonly webhookSecret: string;
}

/** The rewards provider, put together. */
export class Tremendous {
  readonly api: TremendousApi;
  readonly desk: TremendousDesk;
  readonly notices: RewardNotices;
  readonly page: RewardPage;
  readonly #balance: RewardBalance;
  readonly #store: Store;

  constructor({ store, clock, settings, lifecycle, ...ground }: Ground) {
    this.#store = store;
    this.#balance = new RewardBalance(store, clock);
    this.notices = new RewardNotices(store, clock, settings, ground.webhookSecret);
    const { notices } = this;
    const balance = this.#balance;
    const rewards = new Rewards(store, clock, { balance, notices, lifecycle, settings });
    this.api = new TremendousApi({
      rewards,
      balance,
      store,
      faults: ground.faults,
      apiKey: ground.apiKey,
      publicUrl: ground.publicUrl,
    });
    this.page = new RewardPage(store, rewards);
    this.desk = new TremendousDesk(store, rewards, balance, notices);
  }

  /** The first day: money on the balance and one campaign. Run inside a commit. */
  open(startingBalanceMinor: number): void {
    this.#balance.open(startingBalanceMinor);
    this.#store.put(rewardCampaigns, sandboxCampaign, {
      id: sandboxCampaign,
      name: 'Plain',
      feeChargedTo: 'SENDER',
    });
  }
}
