import type Stripe from 'stripe';
import { invariant } from '#kernel';
import type { SubmitResult } from '../rail.js';
import { isRefusal, isRefusalThere, REFERENCE } from '../stripe-api/stripe-results.js';
import type { StripeCalls } from '../stripe-api/stripe-calls.js';
import {
  ATTEMPT,
  connectResultOf,
  isReplayed,
  madeOf,
  REFUSAL,
  type MadeOf,
} from './connect-answers.js';

/** The bank account she chose, kept with the transfer; a way set up before it was known goes to her default there. */
export const DESTINATION = 'destination';
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
          ...destinationOf(transfer),
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

  /** Why the payout that is still missing was clearly refused; null when it was made, or may have been. */
  async refusalOf(transfer: Stripe.Transfer): Promise<string | null> {
    try {
      await this.payOut(transfer);
      return null;
    } catch (error) {
      const result = connectResultOf(this.calls.resultOf(error));
      if (result.kind === 'busy') throw this.calls.silence(error);
      return result.kind === 'rejected' ? result.rawReason : null;
    }
  }

  /**
   * The payout that was made for a transfer, if there is one, and any that stands beside it. Throws `RAIL_UNAVAILABLE`;
   * `RAIL_REFUSED` (conflict) when we may not look into her account, or no more.
   */
  async madeOf(transfer: Stripe.Transfer): Promise<MadeOf> {
    const payouts: Stripe.Payout[] = [];
    const query = { created: { gte: transfer.created }, limit: 100 };
    const list = this.stripe.payouts.list(query, this.calls.options(holderOf(transfer)));
    for await (const payout of this.calls.each(list, isRefusalThere)) payouts.push(payout);
    return madeOf(transfer, payouts);
  }

  /**
   * Brings what is left of the money back to our balance. Why its payout was refused is written down with it, so that
   * whoever looks later says the same. Returns the provider's word when it clearly refuses; null once the money is back.
   * Throws `RAIL_UNAVAILABLE` when that is not certain.
   */
  async takeBack(
    transfer: Stripe.Transfer,
    why: string | null = null,
    n = 1,
  ): Promise<string | null> {
    try {
      await this.stripe.transfers.createReversal(transfer.id, reversalOf(transfer, why), {
        ...this.calls.options(),
        idempotencyKey: stepKey(transfer, reversalStep(transfer, why), n),
      });
      return null;
    } catch (error) {
      const word = refusalIn(connectResultOf(this.calls.resultOf(error)));
      if (word === null && !isReplayed(error)) throw this.calls.silence(error);
      const now = await this.stripe.transfers.retrieve(transfer.id, {}, this.calls.options());
      if (now.reversed) return null;
      if (isReplayed(error) && n < MOST_KEYS) return this.takeBack(now, why, n + 1);
      if (word === null) throw this.calls.silence(error);
      return word;
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

/** The provider reverses no more than was transferred, whatever the key: each is the name of its body. */
function reversalStep({ amount_reversed: back }: Stripe.Transfer, why: string | null): string {
  return ['reversal', ...(back > 0 ? [String(back)] : []), ...(why === null ? [] : [why])].join(
    ':',
  );
}

function reversalOf(
  { amount, amount_reversed: back }: Stripe.Transfer,
  why: string | null,
): Stripe.TransferCreateReversalParams {
  return { amount: amount - back, ...(why === null ? {} : { metadata: { [REFUSAL]: why } }) };
}

/** The provider's word for a clear no. */
function refusalIn(result: SubmitResult): string | null {
  if (result.kind === 'rejected') return result.rawReason;
  return result.kind === 'no_funds' ? result.code : null;
}

/** Under the same key always the same one, whatever her default has become since. */
function destinationOf({ metadata }: Stripe.Transfer): { destination?: string } {
  const destination = metadata[DESTINATION];
  return destination === undefined ? {} : { destination };
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
