/** The provider's objects as they go over the wire (API 2026-10-28.endive), cut to what is used. */

/** Integer minor units, for example cents. JSON has one kind of number; these stay safe integers. */
export interface Amount {
  readonly value: number;
  readonly currency: string;
}

export type Metadata = Readonly<Record<string, string | number | null>>;

export type PaymentStatus = 'processing' | 'posted' | 'failed' | 'canceled' | 'returned';

export interface OutboundPayment {
  readonly id: string;
  readonly object: 'v2.money_management.outbound_payment';
  readonly amount: Amount;
  readonly cancelable: boolean;
  readonly created: string;
  readonly description?: string | undefined;
  readonly expected_arrival_date?: string | undefined;
  readonly from: { readonly debited: Amount; readonly financial_account: string };
  readonly livemode: false;
  readonly metadata: Metadata;
  readonly recipient_notification: { readonly setting: 'configured' | 'none' };
  readonly recipient_verification?: string | undefined;
  readonly statement_descriptor: string;
  readonly status: PaymentStatus;
  readonly status_details?: Readonly<Record<string, { readonly reason: string }>> | undefined;
  readonly status_transitions: Readonly<Record<string, string>>;
  readonly to: {
    readonly credited: Amount;
    readonly payout_method: string;
    readonly payout_method_options?: object | undefined;
    readonly recipient: string;
  };
  readonly tracking_details: {
    readonly bank_account?: { readonly trace_id: string } | undefined;
    readonly card?: { readonly retrieval_reference: string } | undefined;
    readonly status: 'pending' | 'supported';
    readonly type: PayoutMethod['type'];
  };
}

export interface PayoutMethod {
  readonly id: string;
  readonly object: 'v2.money_management.payout_method';
  readonly archived: boolean;
  readonly bank_account?: {
    readonly bank_account_type: string;
    readonly bank_name: string;
    readonly country: string;
    readonly last4: string;
    readonly routing_number: string;
    readonly supported_currencies: readonly string[];
  };
  readonly card?: {
    readonly exp_month: string;
    readonly exp_year: string;
    readonly fingerprint: string;
    readonly last4: string;
    readonly supported_currencies: readonly string[];
  };
  readonly created: string;
  readonly latest_outbound_setup_intent?: string | undefined;
  readonly livemode: false;
  readonly restricted: boolean;
  readonly type: 'bank_account' | 'card';
  readonly usage_status: { readonly payments: string; readonly transfers: string };
}

export interface SetupIntent {
  readonly id: string;
  readonly object: 'v2.money_management.outbound_setup_intent';
  readonly created: string;
  readonly livemode: false;
  readonly payout_method: PayoutMethod;
  readonly status: 'succeeded';
  readonly usage_intent: 'payment' | 'transfer';
}

export interface Impact {
  readonly available: Amount;
  readonly inbound_pending: Amount;
  readonly outbound_pending: Amount;
}

export interface Flow {
  readonly type: 'outbound_payment' | 'received_credit' | 'fee_batch';
  readonly outbound_payment?: string | undefined;
  readonly received_credit?: string | undefined;
  readonly fee_batch?: string | undefined;
}

export type Category =
  | 'outbound_payment'
  | 'outbound_payment_reversal'
  | 'received_credit'
  | 'received_credit_reversal'
  | 'stripe_fee';

export interface Transaction {
  readonly id: string;
  readonly object: 'v2.money_management.transaction';
  readonly amount: Amount;
  readonly balance_impact: Impact;
  readonly category: Category;
  readonly created: string;
  readonly description?: string | undefined;
  readonly financial_account: string;
  readonly flow: Flow;
  readonly livemode: false;
  readonly regulatory_receipt: { readonly status: 'not_applicable' };
  readonly status: 'pending' | 'posted' | 'void';
  readonly status_transitions: { readonly posted_at?: string; readonly void_at?: string };
}

export interface TransactionEntry {
  readonly id: string;
  readonly object: 'v2.money_management.transaction_entry';
  readonly balance_impact: Impact;
  readonly created: string;
  readonly effective_at: string;
  readonly livemode: false;
  readonly transaction: string;
  readonly transaction_details: {
    readonly category: Category;
    readonly financial_account: string;
    readonly flow: Flow;
  };
}

export interface ReceivedCredit {
  readonly id: string;
  readonly object: 'v2.money_management.received_credit';
  readonly amount: Amount;
  readonly amount_received: Amount;
  readonly bank_transfer: object;
  readonly created: string;
  readonly description: string;
  readonly financial_account: string;
  readonly livemode: false;
  readonly status: 'succeeded' | 'returned';
  readonly status_details?: { readonly returned: { readonly reason: string } };
  readonly status_transitions: { readonly succeeded_at: string; readonly returned_at?: string };
  readonly type: 'bank_transfer';
}

/** The account whose key is used: whoever asks is this one. */
export const OWN_ACCOUNT = 'acct_sandbox_of_our_own';

/** A thin event: what happened to which object, never the object itself. */
export interface WireEvent {
  readonly id: string;
  readonly object: 'v2.core.event';
  /** Whose account it happened in. */
  readonly context: string;
  readonly type: string;
  readonly created: string;
  readonly livemode: false;
  readonly data?: object | undefined;
  readonly reason?:
    | {
        readonly type: 'request';
        readonly request: { readonly id: string; readonly idempotency_key: string };
      }
    | undefined;
  readonly related_object?:
    { readonly id: string; readonly type: string; readonly url: string } | undefined;
}
