import { Injectable } from '@nestjs/common';
import { Periods } from '#ledger';
import { RailRegistry } from '#payouts';
import type { AccountAtCutoff } from './sign-off.js';
import { SignOffsStore } from './sign-offs.store.js';

/** The account that comparisons read; what another one holds, a person reads on the provider's paper. */
const COMPARED = '1110';

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
      const rails = this.rails
        .all()
        .filter(({ capabilities }) => capabilities.currencies.includes(currency))
        .map(({ capabilities }) => capabilities.id);
      const isCompared = account === COMPARED && rails.length > 0;
      accounts.push({
        ...{ period, account, currency, cutoff, ledgerMinor, isCompared },
        providerMinor: isCompared
          ? await this.store.providerBalance(cutoff, currency, rails)
          : null,
        outstanding: isCompared ? await this.store.outstanding(cutoff, currency) : [],
      });
    }
    return accounts;
  }
}
