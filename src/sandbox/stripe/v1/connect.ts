import type { SandboxClock } from '../../sandbox-clock.js';
import type { Settings } from '../../settings.js';
import type { Store } from '../../store/store.js';
import type { Table } from '../../store/table.js';
import type { Accounts } from '../accounts.js';
import type { Lifecycle } from '../lifecycle.js';
import type { Operation } from '../operation.js';
import { accountSnapshot } from './account-snapshot.js';
import { balanceOperations, balanceSettings } from './balance-operations.js';
import { Balances, balanceTransactions, holdings } from './balances.js';
import { ConnectPayouts, connectPayouts } from './connect-payouts.js';
import { externalAccountOperations } from './external-accounts.js';
import { Snapshots, snapshots } from './snapshots.js';
import { Topups, topups } from './topups.js';
import { reversals, Transfers, transfers } from './transfers.js';

/** All that API v1 remembers, but for the keys of its requests. */
export const connectTables: readonly Table<object>[] = [
  transfers,
  reversals,
  connectPayouts,
  topups,
  balanceTransactions,
  holdings,
  balanceSettings,
  snapshots,
];

/** API v1, put together: balances, transfers to connected accounts, payouts from them, top-ups and events. */
export class Connect {
  readonly balances: Balances;
  readonly snapshots: Snapshots;
  readonly transfers: Transfers;
  readonly payouts: ConnectPayouts;
  readonly topups: Topups;

  constructor(
    private readonly store: Store,
    clock: SandboxClock,
    settings: () => Settings,
    private readonly parts: { readonly accounts: Accounts; readonly lifecycle: Lifecycle },
  ) {
    this.balances = new Balances(store, clock);
    this.snapshots = new Snapshots(store, clock);
    const shared = { ...parts, balances: this.balances, snapshots: this.snapshots };
    this.transfers = new Transfers(store, clock, shared);
    this.payouts = new ConnectPayouts(store, clock, settings, shared);
    this.topups = new Topups(store, clock, settings, shared);
    parts.accounts.tell = (account) => {
      const object = accountSnapshot(account);
      if (object) this.snapshots.emit({ type: 'account.updated', object, account: account.id });
    };
  }

  operations(): readonly Operation[] {
    return [
      ...this.transfers.operations(),
      ...this.payouts.operations(),
      ...this.topups.operations(),
      ...this.snapshots.operations(),
      ...externalAccountOperations(this.store, this.parts.accounts),
      ...balanceOperations(this.store, this.balances, this.parts.accounts),
    ];
  }
}
