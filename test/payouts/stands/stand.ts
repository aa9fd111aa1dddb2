import type { Money } from '#kernel';
import type { Observed, PayeeDetails } from '../../../src/payouts/rails/rail.js';
import type { PayoutHouse } from '../payout-house.js';

/**
 * One rail, set up so that `rail-contract.spec.ts` can ask it anything. A new rail is a file beside this one and a line
 * in index.ts. What a rail cannot do is `null` here, and the suite then asserts that the rail says so itself.
 */
export interface Stand {
  /** Its id in the registry. */
  readonly rail: string;
  /**
   * Where `submit` posts to: the start of a path of the sandbox, for faults. Null: nobody is called over a wire.
   */
  readonly wire: string | null;
  /** Every field that may leave us, by its path (`*` for a place in a list), and what may stand in it. Nothing else may. */
  readonly told: Readonly<Record<string, RegExp>>;
  /** Starts everything. The suite closes the house. */
  open(): Promise<OpenStand>;
}

/** Whom a payment goes to, by the provider's names. */
export interface Payee {
  readonly recipient: string;
  readonly method: string;
}

export interface OpenStand {
  readonly house: PayoutHouse;
  /** Details the provider takes, and the two digits it shows of them (empty: none). */
  readonly details: PayeeDetails;
  readonly lastDigits: string;
  /** Details the provider refuses when they are saved. Null: it refuses none then. */
  readonly refused: PayeeDetails | null;
  /** Somebody who can be paid, ready. Called once. */
  payee(): Promise<Payee>;
  /** Somebody the provider does not know. Null: the provider knows nobody. */
  readonly stranger: Payee | null;
  /** More than the provider holds for us. Null: it holds nothing. */
  readonly tooMuch: Money | null;
  /** The provider's side. Null: this never happens here. Each returns once the provider has done it. */
  readonly levers: {
    /** The money is hers. */
    readonly pay: Lever | null;
    /** It does not reach her. */
    readonly fail: Lever | null;
    /** It was hers and comes back; pulled after `pay`. */
    readonly giveBack: Lever | null;
  };
}

export type Lever = (payment: Observed) => void | Promise<void>;
