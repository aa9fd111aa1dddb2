import { Injectable } from '@nestjs/common';
import type { Currency } from '#kernel';
import { Periods } from '#ledger';
import { ACCOUNTS, RailRegistry } from '#payouts';
import type { AccountAtCutoff, ProviderAccount } from './sign-off.js';
import { SignOffsStore } from './sign-offs.store.js';

/** Both sides of every account at a provider, at the end of a month. */
@Injectable()
export class ProviderAccounts {
  constructor(
    private readonly store: SignOffsStore,
    private readonly periods: Periods,
    private readonly rails: RailRegistry,
  ) {}

  /** Accounts that have moved by the end of the month. Throws `UNKNOWN_PERIOD` (not_found). */
  async atEndOf(period: string): Promise<AccountAtCutoff[]> {
    const { endsOn: cutoff } = await this.periods.get(period);
    const accounts: AccountAtCutoff[] = [];
    for (const { account, currency, ledgerMinor } of await this.store.held(cutoff)) {
      const rails = this.railsOn(account, currency);
      const isCompared = rails.length > 0;
      accounts.push({
        ...{ period, account, currency, cutoff, ledgerMinor, isCompared },
        providerMinor: isCompared
          ? await this.store.providerBalance(cutoff, currency, rails)
          : null,
        outstanding: isCompared ? await this.store.outstanding(cutoff, currency, account) : [],
      });
    }
    return accounts;
  }

  /** What an account holds that no rail is compared with, a person reads on the provider's paper. */
  private railsOn(account: ProviderAccount, currency: Currency): string[] {
    return this.rails
      .all()
      .map(({ capabilities }) => capabilities)
      .filter(
        ({ purse, currencies }) => ACCOUNTS[purse] === account && currencies.includes(currency),
      )
      .map(({ id }) => id);
  }
}
