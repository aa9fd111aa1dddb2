/** The objects of card issuing as they go over the wire (API v1), cut to what is used. Amounts are whole cents. */

export type V1Metadata = Readonly<Record<string, string>>;

export interface Address {
  readonly line1: string;
  readonly line2: string | null;
  readonly city: string;
  readonly state: string | null;
  readonly postal_code: string;
  readonly country: string;
}

export interface Cardholder {
  readonly id: string;
  readonly object: 'issuing.cardholder';
  readonly billing: { readonly address: Address };
  readonly company: null;
  readonly created: number;
  readonly email: string | null;
  readonly individual: {
    readonly card_issuing: null;
    readonly dob: null;
    readonly first_name: string | null;
    readonly last_name: string | null;
    readonly verification: null;
  };
  readonly livemode: false;
  readonly metadata: V1Metadata;
  readonly name: string;
  readonly phone_number: string | null;
  readonly preferred_locales: null;
  readonly requirements: {
    readonly disabled_reason: string | null;
    readonly past_due: readonly string[];
  };
  readonly spending_controls: null;
  readonly status: 'active' | 'inactive' | 'blocked';
  readonly type: 'individual';
}

export type CardStatus = 'active' | 'inactive' | 'canceled';
export type CancellationReason = 'lost' | 'stolen';
export type ReplacementReason = 'damaged' | 'expired' | 'lost' | 'stolen';

export interface SpendingLimit {
  readonly amount: number;
  readonly categories: readonly string[];
  readonly interval: string;
}

export interface Card {
  readonly id: string;
  readonly object: 'issuing.card';
  readonly brand: 'Visa';
  readonly cancellation_reason: CancellationReason | null;
  /** As a full object, which the provider embeds. */
  readonly cardholder: Cardholder;
  readonly created: number;
  readonly currency: 'usd';
  readonly exp_month: number;
  readonly exp_year: number;
  readonly last4: string;
  readonly livemode: false;
  readonly metadata: V1Metadata;
  readonly replaced_by: string | null;
  readonly replacement_for: string | null;
  readonly replacement_reason: ReplacementReason | null;
  readonly spending_controls: {
    readonly allowed_categories: null;
    readonly blocked_categories: null;
    readonly spending_limits: readonly SpendingLimit[];
    readonly spending_limits_currency: 'usd' | null;
  };
  readonly status: CardStatus;
  readonly type: 'virtual';
}

export interface MerchantData {
  readonly category: string;
  readonly category_code: string;
  readonly name: string;
  readonly country: string;
}

/** One attempt to spend. */
export interface Authorization {
  readonly id: string;
  readonly object: 'issuing.authorization';
  readonly amount: number;
  readonly approved: boolean;
  readonly card: string;
  readonly cardholder: string;
  readonly created: number;
  readonly currency: 'usd';
  readonly livemode: false;
  readonly merchant_data: MerchantData;
  readonly metadata: V1Metadata;
  readonly request_history: readonly {
    readonly amount: number;
    readonly approved: boolean;
    readonly created: number;
    readonly reason: string;
  }[];
  readonly status: 'pending' | 'closed' | 'reversed';
}

/** Money that moved: negative when it was spent, positive when it was given back. */
export interface CardTransaction {
  readonly id: string;
  readonly object: 'issuing.transaction';
  readonly amount: number;
  readonly authorization: string | null;
  readonly balance_transaction: string;
  readonly card: string;
  readonly cardholder: string;
  readonly created: number;
  readonly currency: 'usd';
  readonly livemode: false;
  readonly merchant_data: MerchantData;
  readonly metadata: V1Metadata;
  readonly type: 'capture' | 'refund';
}
