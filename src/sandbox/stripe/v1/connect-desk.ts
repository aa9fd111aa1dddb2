import type { Store } from '../../store/store.js';
import type { Lifecycle } from '../lifecycle.js';
import { newId } from '../ids.js';
import { PLATFORM, type BalanceTransaction } from './balances.js';
import type { Connect } from './connect.js';
import type { ConnectPayoutRecord } from './connect-payouts.js';
import type { ConnectPayout, Topup, Transfer } from './objects.js';

export const connectOutcomes = ['pay', 'fail', 'hold'] as const;

export type ConnectOutcome = (typeof connectOutcomes)[number];

const feeType = 'stripe_fee';
const feePerPayoutMinor = 25;

/** The levers of API v1, for the page, the control API and tests. Amounts are minor units. */
export class ConnectDesk {
  constructor(
    private readonly store: Store,
    private readonly connect: Connect,
    private readonly lifecycle: Lifecycle,
  ) {}

  get availableMinor(): number {
    return this.connect.balances.available(PLATFORM);
  }

  /** What rests in connected accounts, all together. */
  resting(): number {
    return this.connect.balances.resting();
  }

  /** Balances that are not the sum of their lines; none when all is well. */
  differences(): string[] {
    return this.connect.balances.differences();
  }

  /** Newest first. */
  transfers(): Transfer[] {
    return this.connect.transfers.list();
  }

  /** Newest first. */
  payouts(): ConnectPayoutRecord[] {
    return this.connect.payouts.list();
  }

  /** Money comes from our bank, at once. */
  deposit(amountMinor: number): Topup {
    return this.store.commit(() => this.connect.topups.deposit(amountMinor));
  }

  /** Money from our bank, newest first. */
  topups(): Topup[] {
    return this.connect.topups.list();
  }

  /** A top-up that had arrived goes back to the bank it came from. */
  giveBack(topupId: string): Topup {
    return this.store.commit(() => this.connect.topups.giveBack(topupId));
  }

  /** Books what all payouts cost and was not booked yet, in one line; null when there is nothing. */
  chargeFees(): BalanceTransaction | null {
    const { balances } = this.connect;
    const left = this.payouts().filter(({ object }) => object.status !== 'canceled').length;
    const booked = balances
      .lines(PLATFORM)
      .filter(({ type }) => type === feeType)
      .reduce((sum, { net }) => sum - net, 0);
    const amountMinor = booked - left * feePerPayoutMinor;
    if (amountMinor === 0) return null;
    return this.store.commit(() =>
      balances.move({ holder: PLATFORM, amountMinor, type: feeType, source: newId('fee') }),
    );
  }

  /** A person decides what becomes of a payout; what was planned for it is called off. */
  decide(payoutId: string, outcome: ConnectOutcome, code: string | null): ConnectPayout {
    const { payouts } = this.connect;
    return this.store.commit(() => {
      this.lifecycle.callOff(payoutId);
      if (outcome === 'hold') return payouts.get(payoutId);
      return payouts.move(payoutId, { to: outcome === 'pay' ? 'paid' : 'failed', code });
    });
  }
}
