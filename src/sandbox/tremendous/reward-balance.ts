import { isoOf, type SandboxClock } from '../sandbox-clock.js';
import type { Store } from '../store/store.js';
import { newId } from '../stripe/ids.js';
import { RewardError } from './reward-error.js';
import { rewardMovements, type MovementRecord } from './reward-records.js';

/** The prefunded balance and its movements, whose sum it is. */
export class RewardBalance {
  constructor(
    private readonly store: Store,
    private readonly clock: SandboxClock,
  ) {}

  /** Puts the first money there, once. */
  open(amountMinor: number): void {
    if (amountMinor > 0 && this.store.count(rewardMovements) === 0) this.deposit(amountMinor);
  }

  deposit(amountMinor: number): void {
    this.#move({ amountMinor, action: 'deposit', description: 'Deposit', orderId: null });
  }

  /** Takes the price of an order. Throws 402 when there is not enough. */
  spend(orderId: string, amountMinor: number): void {
    if (this.availableMinor < amountMinor) {
      throw new RewardError(402, 'Your balance does not cover this order.');
    }
    this.#move({
      amountMinor: -amountMinor,
      action: 'order',
      description: `Order ${orderId}`,
      orderId,
    });
  }

  refund(orderId: string, amountMinor: number): void {
    const description = `Refund of order ${orderId}`;
    this.#move({ amountMinor, action: 'refund', description, orderId });
  }

  get availableMinor(): number {
    return this.store.all(rewardMovements).at(-1)?.balanceMinor ?? 0;
  }

  /** Whether the movements add up to the balance. */
  get isBalanced(): boolean {
    const sum = this.movements().reduce((total, { amountMinor }) => total + amountMinor, 0);
    return sum === this.availableMinor;
  }

  /** Oldest first. */
  movements(): MovementRecord[] {
    return this.store.all(rewardMovements);
  }

  #move(movement: Omit<MovementRecord, 'createdAt' | 'balanceMinor'>): void {
    this.store.put(rewardMovements, newId('mov'), {
      ...movement,
      createdAt: isoOf(this.clock.nowMs()),
      balanceMinor: this.availableMinor + movement.amountMinor,
    });
  }
}
