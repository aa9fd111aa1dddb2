import type Stripe from 'stripe';
import { invariant } from '#kernel';
import { isRefusal, REFERENCE } from '../stripe-api/stripe-results.js';
import type { StripeCalls } from '../stripe-api/stripe-calls.js';
import { ATTEMPT, connectResultOf, isReplayed, madeOf, type MadeOf } from './connect-answers.js';

/** How often a step is tried under a new key after the provider replayed a stored failure. */
const MOST_KEYS = 3;

/** What follows a transfer: the payout, or the way back. Each step has keys derived from the attempt's. */
export class ConnectSteps {
  private readonly stripe: Stripe;

  constructor(
    private readonly calls: StripeCalls,
    private readonly statementDescriptor: string,
  ) {
    this.stripe = calls.stripe;
  }

  /**
   * The second step. A replayed failure proves that the work under its key has ended: what it left is looked up
   * before another key is used, so that no two payouts can be made.
   */
  async payOut(transfer: Stripe.Transfer, n = 1): Promise<Stripe.Payout> {
    try {
      return await this.stripe.payouts.create(
        {
          amount: transfer.amount,
          currency: transfer.currency,
          statement_descriptor: this.statementDescriptor,
          metadata: { [REFERENCE]: referenceOf(transfer), [ATTEMPT]: attemptOf(transfer) },
        },
        {
          ...this.calls.options(holderOf(transfer)),
          idempotencyKey: stepKey(transfer, 'payout', n),
        },
      );
    } catch (error) {
      if (!isReplayed(error) || n === MOST_KEYS) throw error;
      return (await this.madeOf(transfer)).payout ?? (await this.payOut(transfer, n + 1));
    }
  }

  /** Whether the payout that is still missing was clearly refused. One that may have been made is not. */
  async isRefused(transfer: Stripe.Transfer): Promise<boolean> {
    try {
      await this.payOut(transfer);
      return false;
    } catch (error) {
      const { kind } = connectResultOf(this.calls.resultOf(error));
      if (kind === 'busy') throw this.calls.silence(error);
      return kind === 'rejected';
    }
  }

  /** The payout that was made for a transfer, if there is one, and any that stands beside it. */
  async madeOf(transfer: Stripe.Transfer): Promise<MadeOf> {
    const payouts: Stripe.Payout[] = [];
    const query = { created: { gte: transfer.created }, limit: 100 };
    const options = this.calls.options(holderOf(transfer));
    for await (const payout of this.stripe.payouts.list(query, options)) payouts.push(payout);
    return madeOf(transfer, payouts);
  }

  /** Brings the money back to our balance. Throws `RAIL_UNAVAILABLE` when that is not certain. */
  async takeBack(transfer: Stripe.Transfer, n = 1): Promise<void> {
    try {
      await this.stripe.transfers.createReversal(
        transfer.id,
        { amount: transfer.amount },
        { ...this.calls.options(), idempotencyKey: stepKey(transfer, 'reversal', n) },
      );
    } catch (error) {
      // The provider reverses no more than was transferred, whatever the key.
      if (!isReplayed(error) || n === MOST_KEYS) throw this.calls.silence(error);
      const { reversed } = await this.stripe.transfers.retrieve(
        transfer.id,
        {},
        this.calls.options(),
      );
      if (!reversed) await this.takeBack(transfer, n + 1);
    }
  }

  /** Calls a payout off; false when it has left. Throws `RAIL_UNAVAILABLE`. */
  async isCalledOff(
    transfer: Stripe.Transfer,
    payout: Stripe.Payout,
    key: string,
  ): Promise<boolean> {
    try {
      const options = {
        ...this.calls.options(holderOf(transfer)),
        idempotencyKey: `${key}:${payout.id}`,
      };
      await this.stripe.payouts.cancel(payout.id, {}, options);
      return true;
    } catch (error) {
      if (!isRefusal(error)) throw this.calls.silence(error);
      return false;
    }
  }
}

function stepKey(transfer: Stripe.Transfer, step: string, n: number): string {
  const attempt = attemptOf(transfer);
  return n === 1 ? `${attempt}:${step}` : `${attempt}:${step}:${String(n)}`;
}

function attemptOf({ metadata }: Stripe.Transfer): string {
  const attempt = metadata[ATTEMPT];
  invariant(attempt !== undefined, 'A transfer of ours names its attempt.');
  return attempt;
}

function holderOf({ destination }: Stripe.Transfer): string {
  const account = typeof destination === 'string' ? destination : destination?.id;
  invariant(account !== undefined, 'A transfer goes to an account.');
  return account;
}

function referenceOf({ metadata }: Stripe.Transfer): string {
  const reference = metadata[REFERENCE];
  invariant(reference !== undefined, 'A transfer of ours names its payout.');
  return reference;
}
