import type { Currency, Money } from '#kernel';
import type { SeenAmount } from './amounts.js';
import type { StatementEntry } from './statement.js';
import type { StrangeWord } from './strange-words.js';

/** What a rail can do and asks for, as data: screens, checks and the sender read it instead of knowing rails by name. */
export interface RailCapabilities {
  readonly id: string;
  /** Whose API it speaks; notices come in by provider, and the provider's rails share its inbox. */
  readonly provider: 'stripe' | 'tremendous' | 'partner';
  /** The company that is told about her, as her consent names it; absent when nothing about her leaves. */
  readonly disclosesTo?: string;
  /** For staff: `Bank transfer (Stripe)`. */
  readonly label: string;
  readonly currencies: readonly Currency[];
  /** Where the recipient may be, ISO 3166-1 alpha-2, upper case. */
  readonly countries: readonly string[];
  /** The provider's own bounds of one payment; a programme's policy may narrow them. */
  readonly least: Money;
  readonly most: Money;
  /** How soon the money is hers once it was sent. */
  readonly speed: 'minutes' | 'same_day' | 'days' | 'week';
  /** How the person's details reach the provider. */
  readonly onboarding: 'none' | 'form' | 'hosted_link' | 'staff';
  /** What the provider must be told about her; each needs her consent. */
  readonly recipientNeeds: readonly RecipientNeed[];
  /** Who besides her could come to see that she was paid, or take the money: she reads it before she chooses. */
  readonly onlookers: readonly Onlooker[];
  /** Whether the provider writes to her. */
  readonly contactsHer: 'never' | 'can_be_turned_off' | 'always';
  /** Whoever holds it has the money: a link or a card number is kept and shown like cash. */
  readonly isBearer: boolean;
  /** Until when a payment can be called back by us. */
  readonly cancelUntil: 'never' | 'before_it_leaves' | 'until_used';
  /** For how long a paid payment may still come back; after that it counts as settled. */
  readonly returnWindowDays: number;
  /**
   * For how long the provider knows a key, how long before its end we stop trusting it (the sender's own margin when
   * it does not say), and whether it replays stored errors under it.
   */
  readonly idempotency: {
    readonly lifetimeHours: number;
    readonly marginHours?: number;
    readonly replaysErrors: boolean;
  };
  /** How much the provider takes, over all processes of ours together. */
  readonly pace: Pace;
  /** Which money it draws on: the variant of its entries in the books. */
  readonly purse: Purse;
  /** Another kind of account that the same payments reach, as a way of its own; she gives it on the provider's own pages. */
  readonly alsoReaches?: OtherAccount;
  /** The types of the provider's events that concern it; none when it is told nothing. */
  readonly hears: readonly string[];
  /** For how many days the provider keeps a list of them that can be read; 0: it has none. */
  readonly eventsKeptDays: number;
}

/**
 * Requests a provider takes. Payments and questions have shares of their own, so that neither waits for the other; the
 * shares of all rails of a provider together are no more than it allows.
 */
export interface Pace {
  /** Payments that are under way at once. */
  readonly mostAtOnce: number;
  /** Requests a second for payments, and for the look-ups before some of them. */
  readonly perSecond: number;
  /** Requests that one payment takes. */
  readonly perPayment: number;
  /** Requests a second for everything else; null: they are not counted, and nothing waits. */
  readonly questionsPerSecond: number | null;
  /** Requests that one question takes. */
  readonly perQuestion: number;
}

/** What differs when a rail reaches another kind of account. `way` is its name, `label` what staff know it by. */
export interface OtherAccount extends Pick<
  RailCapabilities,
  'label' | 'speed' | 'recipientNeeds' | 'onlookers'
> {
  readonly way: string;
}

export type RecipientNeed =
  'legal_name' | 'bank_account' | 'address' | 'date_of_birth' | 'tax_number' | 'payee';

/** Account holders see the statement; finders are whoever holds her phone or the card; a payee knows what was paid. */
export type Onlooker = 'account_holders' | 'phone_finders' | 'mail_at_home' | 'partner' | 'payee';

/** The accounts we hold money on: financial account, Connect balance, Issuing balance, rewards balance, our own bank. */
export type Purse = 'payouts' | 'connect' | 'cards' | 'rewards' | 'bank';

/** Details as the person typed them, checked. They pass through memory to the provider and are not kept. */
export type PayeeDetails =
  BankDetails | NameDetails | AddressDetails | InstructionDetails | { readonly kind: 'nothing' };

export interface BankDetails {
  readonly kind: 'bank_account';
  /** As in `capabilities.countries`. */
  readonly country: string;
  readonly givenName: string;
  readonly surname: string;
  readonly routingNumber: string;
  readonly accountNumber: string;
  readonly accountType: 'checking' | 'savings';
}

/** For rails whose provider asks her for the rest on its own pages. */
export interface NameDetails {
  readonly kind: 'name';
  readonly givenName: string;
  readonly surname: string;
}

/** For a card in her name. */
export interface AddressDetails {
  readonly kind: 'name_and_address';
  readonly givenName: string;
  readonly surname: string;
  readonly line1: string;
  readonly city: string;
  /** Two letters, as the post writes it. */
  readonly region: string;
  readonly postalCode: string;
}

/** For people who pay by hand: whom, how, and what must be on it. */
export interface InstructionDetails {
  readonly kind: 'instruction';
  readonly way: 'check' | 'cash' | 'vendor';
  readonly payee: string;
  readonly address: string;
  /** Account or invoice number at the vendor; empty for others. */
  readonly account: string;
}

export interface RecipientState {
  /** The provider's opaque name of the person. */
  readonly ref: string;
  readonly status: 'ready' | 'pending' | 'needs_action' | 'rejected';
  /** What the provider still asks for, by its own names. */
  readonly requirements: readonly string[];
  readonly strange?: readonly StrangeWord[];
}

/** As much of a bank account as a provider shows. */
export interface BankSeen {
  readonly routingNumber: string;
  readonly lastFour: string;
}

/** The answer to details being handed over, or to the question what she set up on the provider's own pages. */
export type MethodSaved =
  | {
      readonly kind: 'saved';
      readonly ref: string;
      readonly lastDigits: string;
      /** The rail's other way, when it is an account of that kind. */
      readonly way?: string;
      /** The provider's own mark of the account, the same for everybody who gives it; left out where it has none. */
      readonly identity?: string;
      /** Of a bank account whose numbers only the provider knows, what it shows of them. */
      readonly bank?: BankSeen;
    }
  /** She has not given any account there yet, or the provider has not said yes or no. */
  | { readonly kind: 'waiting'; readonly ref?: string; readonly strange?: readonly StrangeWord[] }
  | { readonly kind: 'refused'; readonly code: ReasonCode };

/** One payment, fully determined by a released payout. Built twice it is the same, byte for byte. */
export interface SubmitPayout {
  /** Deterministic, stored before the first call. */
  readonly key: string;
  /** Our opaque reference at the provider: the payout's id. */
  readonly reference: string;
  readonly recipient: string;
  readonly method: string;
  readonly amount: Money;
}

/** Reasons in our words; the provider's own is kept beside it. An unknown one is `unknown`, never an error. */
export const REASON_CODES = [
  'bad_account',
  'closed_account',
  'name_mismatch',
  'restricted_account',
  'declined',
  'limit',
  'currency',
  'review',
  'recalled',
  'expired',
  'not_ready',
  'cancelled_at_provider',
  'refused',
  'insufficient_funds',
  'unknown',
] as const;

export type ReasonCode = (typeof REASON_CODES)[number];

export type ObservedState =
  | 'processing'
  | 'under_review'
  | 'posted'
  | 'failed'
  | 'returned'
  | 'cancelled'
  | 'expired'
  | 'undeliverable';

/** What the provider says about a payment at the moment it was asked. */
export interface Observed {
  readonly providerRef: string;
  readonly reference: string | null;
  readonly state: ObservedState;
  readonly amount: SeenAmount;
  readonly reason: ReasonCode | null;
  readonly rawReason: string | null;
  /** Rails whose payment takes several calls: one is missing, and `finish` makes it. */
  readonly isHalfDone?: boolean;
  /** Its money rests with the provider, which clearly refuses to give it back: its word for why. */
  readonly wayBackRefusal?: string;
  /** Bearer rails: until when the link can be used; null when it has no end. */
  readonly usableUntil?: Date | null;
  /** Since when the provider holds it by its own rules, where it says so. */
  readonly heldSince?: Date;
  /** Further payments that it has under the same reference, by its names: there must be none. */
  readonly others?: readonly string[];
  readonly strange?: readonly StrangeWord[];
}

/** A payment that the provider's own rules hold back until we say that it is right. */
export interface FlaggedPayment {
  readonly providerRef: string;
  /** In the provider's words. */
  readonly reasons: readonly string[];
  /** Null when the provider does not say. */
  readonly since: Date | null;
}

/**
 * What a call came to. `unknown` is the honest answer to a time-out, a reset, a 5xx or an unreadable reply: the
 * money may have left. `busy` and `no_funds` mean the provider did nothing; `stopped` means that it will do nothing
 * until a person acts; `mismatch` that it knows the key with another body, which only a bug explains.
 */
export type SubmitResult =
  | {
      readonly kind: 'accepted';
      readonly observed: Observed;
      /** Bearer rails: the link itself, which is cash. Sealed at once, never logged. */
      readonly claim?: string;
      /** A later step of it met a provider that wants to be left alone for so long. */
      readonly retryAfterMs?: number;
    }
  | {
      readonly kind: 'rejected';
      readonly reason: ReasonCode;
      readonly rawReason: string;
      readonly strange?: readonly StrangeWord[];
    }
  | {
      readonly kind: 'busy';
      readonly retryAfterMs: number | null;
      readonly code: string;
      /** A question before the payment got no answer at all, so that the payment was not asked for. */
      readonly isSilent?: true;
    }
  | { readonly kind: 'no_funds'; readonly code: string }
  | { readonly kind: 'stopped'; readonly code: string }
  | { readonly kind: 'mismatch'; readonly code: string }
  | { readonly kind: 'unknown'; readonly code: string };

/** A signed notice: it only says what to look at. */
export interface VerifiedNotice {
  readonly eventId: string;
  readonly type: string;
  readonly relatedObject: string | null;
  /** Whose account at the provider it happened in; null when it is our own. */
  readonly account?: string | null;
  /** Where the provider names an account in every notice: whose it is, which may be our own. */
  readonly context?: string | null;
}

/** What a notice's object turned out to be. */
export type Resolved =
  | { readonly kind: 'payment'; readonly observed: Observed }
  /** A payment by a card whose own money may have moved. */
  | { readonly kind: 'card'; readonly observed: Observed }
  | { readonly kind: 'recipient'; readonly recipient: RecipientState }
  | { readonly kind: 'nothing' };

export interface RailBalance {
  readonly available: Money;
  readonly pendingOut: Money;
}

export interface LookupQuery {
  readonly reference: string;
  /** The key of the latest attempt, for providers that find payments by it. */
  readonly key: string;
  readonly recipient: string;
  /** The first time the provider may have heard of it. */
  readonly since: Date;
}

/**
 * A way for money to leave. Adapters speak a provider's protocol and decide nothing: what an answer means for a
 * payout is decided in sending.ts and payout.ts. None is called inside a unit of work.
 */
export interface PayoutRail {
  readonly capabilities: RailCapabilities;
  /** Makes the provider know the person. Idempotent by `key`; throws `RAIL_UNAVAILABLE` when it does not answer. */
  ensureRecipient(details: PayeeDetails, key: string): Promise<RecipientState>;
  /** The recipient as the provider sees it now. */
  recipient(ref: string): Promise<RecipientState>;
  /**
   * Hands the account over. Idempotent by `key`; throws `RAIL_UNAVAILABLE`. Where she gives it on the provider's own pages,
   * it is asked once the recipient is ready, with `nothing`, and answers with what she set up there.
   */
  saveMethod(recipient: string, details: PayeeDetails, key: string): Promise<MethodSaved>;
  /** A single-use address of the provider's own form, shown in the page and never mailed, where the rail has such ways. */
  onboardingLink?(recipient: string, urls: { refresh: string; done: string }): Promise<string>;
  /** SHA-256 of the exact body that `submit` sends. */
  bodyDigest(command: SubmitPayout): Uint8Array;
  /**
   * Never throws: every outcome is an answer. Where a payment takes several calls, each after the first begins only
   * while `hasTime` says so; what is missing then is made by `finish`.
   */
  submit(command: SubmitPayout, hasTime?: () => boolean): Promise<SubmitResult>;
  /** The payment under our reference, or null when the provider has none. Throws `RAIL_UNAVAILABLE`. */
  lookup(query: LookupQuery): Promise<Observed | null>;
  /** The payment by the provider's name. Throws `RAIL_UNAVAILABLE`. */
  fetch(providerRef: string): Promise<Observed>;
  /**
   * Rails whose payment takes several calls: makes the calls that are missing, or brings back what rests at the
   * recipient. Idempotent by keys derived from the attempt's. Throws `RAIL_UNAVAILABLE`.
   */
  finish?(providerRef: string): Promise<Observed>;
  /** Calls a payment back. Idempotent by `key`; throws `RAIL_UNAVAILABLE`. */
  cancel(providerRef: string, key: string): Promise<'cancelled' | 'too_late' | 'unsupported'>;
  /** Bearer rails: a new link for a payment, which ends the old one where the provider does that. Throws `RAIL_UNAVAILABLE`. */
  newClaim?(providerRef: string): Promise<string>;
  /** Rails whose provider holds payments back by its own rules: those that wait for us. Throws `RAIL_UNAVAILABLE`. */
  flagged?(): Promise<readonly FlaggedPayment[]>;
  /** Lets a held payment go. Throws `RAIL_UNAVAILABLE`, `RAIL_REFUSED` (conflict) when nothing holds it. */
  release?(providerRef: string): Promise<void>;
  /** Checks signature, time and mode only, in the same way for every rail of a provider. Throws a refusal (invalid). */
  parseWebhook(raw: Uint8Array, signature: string | undefined): VerifiedNotice;
  /**
   * Rails whose provider names an account in every notice: which one is ours; null while the provider has not said it.
   * Never throws.
   */
  ownAccount?(): Promise<string | null>;
  /** Asks the provider what a notice is about. Throws `RAIL_UNAVAILABLE`; `RAIL_REFUSED` (conflict) when it has no such thing. */
  resolve(notice: VerifiedNotice): Promise<Resolved>;
  /**
   * Rails whose provider keeps a list of its events: those this rail hears since then, in our own account or in this one.
   * Throws `RAIL_UNAVAILABLE`; `RAIL_REFUSED` (conflict) when the provider clearly does not show that list.
   */
  events?(since: Date, account?: string): AsyncIterable<VerifiedNotice>;
  /** The provider's books from `since` to `until`, oldest first or not; entry ids are stable. */
  feed(since: Date, until: Date): AsyncIterable<StatementEntry>;
  balance(): Promise<RailBalance>;
  /**
   * Rails whose payments pass through an account of hers at the provider: what rests there now. It should be nothing.
   * Throws `RAIL_UNAVAILABLE`.
   */
  restingAt?(recipient: string): Promise<Money>;
}
