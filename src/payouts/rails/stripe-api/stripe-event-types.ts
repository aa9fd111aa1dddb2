import type Stripe from 'stripe';

type Thin = Stripe.V2.Core.EventNotification['type'];
type Snapshot = Stripe.Event['type'];

/** Thin events of API v2 that concern bank transfers from our own financial account. */
export const OUTBOUND_EVENTS = [
  'v2.core.account.closed',
  'v2.core.account.created',
  'v2.core.account.updated',
  'v2.core.account[configuration.recipient].capability_status_updated',
  'v2.core.account[configuration.recipient].updated',
  'v2.core.account[requirements].updated',
  'v2.money_management.outbound_payment.canceled',
  'v2.money_management.outbound_payment.created',
  'v2.money_management.outbound_payment.failed',
  'v2.money_management.outbound_payment.posted',
  'v2.money_management.outbound_payment.returned',
  'v2.money_management.outbound_payment.under_review',
  'v2.money_management.outbound_payment.updated',
] as const satisfies readonly Thin[];

/** Snapshots of API v1 that concern transfers to connected accounts and payouts from there. */
export const CONNECT_EVENTS = [
  'account.external_account.created',
  'account.external_account.deleted',
  'account.external_account.updated',
  'account.updated',
  'capability.updated',
  'payout.canceled',
  'payout.created',
  'payout.failed',
  'payout.paid',
  'payout.reconciliation_completed',
  'payout.updated',
  'transfer.created',
  'transfer.reversed',
  'transfer.updated',
] as const satisfies readonly Snapshot[];

/** Snapshots of API v1 that concern cards in people's hands. */
export const CARD_EVENTS = [
  'issuing_authorization.created',
  'issuing_authorization.updated',
  'issuing_card.created',
  'issuing_card.updated',
  'issuing_cardholder.created',
  'issuing_cardholder.updated',
  'issuing_transaction.created',
  'issuing_transaction.updated',
] as const satisfies readonly Snapshot[];

/** Families whose events we know and have no use for: statements and the pollers tell the same. */
export const STRIPE_PASSED_OVER = [
  'balance',
  'balance_settings',
  'topup',
  'v2.core.account[defaults]',
  'v2.core.account[future_requirements]',
  'v2.core.account[identity]',
  'v2.core.account_link',
  'v2.core.account_person',
  'v2.core.event_destination',
  'v2.money_management.adjustment',
  'v2.money_management.financial_account',
  'v2.money_management.financial_address',
  'v2.money_management.inbound_transfer',
  'v2.money_management.payout_method',
  'v2.money_management.received_credit',
  'v2.money_management.recipient_verification',
  'v2.money_management.transaction',
] as const;
