import type { Metadata } from '../shapes.js';

/** Objects of API v1 as they go over the wire, cut to what is used. Amounts are minor units; times are Unix seconds. */

export interface Transfer {
  readonly id: string;
  readonly object: 'transfer';
  readonly amount: number;
  readonly amount_reversed: number;
  readonly balance_transaction: string;
  readonly created: number;
  readonly currency: 'usd';
  readonly description: string | null;
  readonly destination: string;
  readonly destination_payment: string;
  readonly livemode: false;
  readonly metadata: Metadata;
  readonly reversals: {
    readonly object: 'list';
    readonly data: readonly TransferReversal[];
    readonly has_more: false;
    readonly url: string;
  };
  readonly reversed: boolean;
  readonly source_transaction: null;
  readonly source_type: 'card';
  readonly transfer_group: string | null;
}

export interface TransferReversal {
  readonly id: string;
  readonly object: 'transfer_reversal';
  readonly amount: number;
  readonly balance_transaction: string;
  readonly created: number;
  readonly currency: 'usd';
  readonly destination_payment_refund: string;
  readonly metadata: Metadata;
  readonly source_refund: null;
  readonly transfer: string;
}

export type ConnectPayoutStatus = 'pending' | 'in_transit' | 'paid' | 'failed' | 'canceled';

export interface ConnectPayout {
  readonly id: string;
  readonly object: 'payout';
  readonly amount: number;
  readonly application_fee: null;
  readonly application_fee_amount: null;
  readonly arrival_date: number;
  readonly automatic: false;
  readonly balance_transaction: string;
  readonly created: number;
  readonly currency: 'usd';
  readonly description: string | null;
  readonly destination: string;
  readonly failure_balance_transaction: string | null;
  readonly failure_code: string | null;
  readonly failure_message: string | null;
  readonly livemode: false;
  readonly metadata: Metadata;
  readonly method: 'standard' | 'instant';
  readonly original_payout: null;
  readonly payout_method: null;
  readonly reconciliation_status: 'not_applicable';
  readonly reversed_by: null;
  readonly source_type: 'card';
  readonly statement_descriptor: string | null;
  readonly status: ConnectPayoutStatus;
  readonly trace_id: { readonly status: string; readonly value: string | null } | null;
  readonly type: 'bank_account';
}

export interface Topup {
  readonly id: string;
  readonly object: 'topup';
  readonly amount: number;
  readonly balance_transaction: string | null;
  readonly created: number;
  readonly currency: 'usd';
  readonly description: string | null;
  readonly expected_availability_date: number;
  readonly failure_code: null;
  readonly failure_message: null;
  readonly initiated_by: 'user';
  readonly livemode: false;
  readonly metadata: Metadata;
  readonly source: null;
  readonly statement_descriptor: string | null;
  readonly status: 'pending' | 'succeeded' | 'reversed';
  readonly transfer_group: string | null;
}
