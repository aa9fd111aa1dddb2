import type { DeliveryRecord } from '../http/courier.js';
import type { InboxMessage } from '../inbox.js';
import type { AccountRecord } from '../stripe/account-shape.js';
import type { AccountLinkRecord } from '../stripe/accounts.js';
import type { BooksRecord } from '../stripe/books.js';
import type {
  Authorization,
  Cardholder,
  CardRecord,
  CardTransaction,
  ShowingRecord,
} from '../stripe/issuing/issuing-shapes.js';
import type { Due } from '../stripe/lifecycle.js';
import type { PaymentRecord } from '../stripe/outbound-payments.js';
import type { PayoutMethodRecord, SetupIntentRecord } from '../stripe/payout-methods.js';
import type { ReplyRecord } from '../stripe/idempotency.js';
import type { ReceivedCredit, Transaction, TransactionEntry, WireEvent } from '../stripe/shapes.js';
import type { BalanceSettingsRecord } from '../stripe/v1/balance-operations.js';
import type { BalanceTransactionRecord, HoldingRecord } from '../stripe/v1/balances.js';
import type { ConnectPayoutRecord } from '../stripe/v1/connect-payouts.js';
import type { FirstReplyRecord } from '../stripe/v1/idempotency-v1.js';
import type { Topup, Transfer, TransferReversal } from '../stripe/v1/objects.js';
import type { Snapshot } from '../stripe/v1/snapshots.js';
import type { Settings } from '../settings.js';
import type {
  CampaignRecord,
  LinkRecord,
  MovementRecord,
  OrderRecord,
  ReviewRecord,
  RewardNoticeRecord,
} from '../tremendous/reward-records.js';

/** Everything the sandbox remembers, one line per table. */
export interface Tables {
  account: AccountRecord;
  accountLink: AccountLinkRecord;
  setupIntent: SetupIntentRecord;
  payoutMethod: PayoutMethodRecord;
  payment: PaymentRecord;
  receivedCredit: ReceivedCredit;
  transaction: Transaction;
  entry: TransactionEntry;
  books: BooksRecord;
  event: WireEvent;
  delivery: DeliveryRecord;
  reply: ReplyRecord;
  due: Due;
  firstReply: FirstReplyRecord;
  transfer: Transfer;
  reversal: TransferReversal;
  connectPayout: ConnectPayoutRecord;
  topup: Topup;
  balanceTransaction: BalanceTransactionRecord;
  holding: HoldingRecord;
  balanceSettings: BalanceSettingsRecord;
  snapshot: Snapshot;
  message: InboxMessage;
  cardholder: Cardholder;
  issuingCard: CardRecord;
  issuingAuthorization: Authorization;
  issuingTransaction: CardTransaction;
  cardShowing: ShowingRecord;
  rewardOrder: OrderRecord;
  rewardReview: ReviewRecord;
  rewardMovement: MovementRecord;
  rewardCampaign: CampaignRecord;
  rewardLink: LinkRecord;
  rewardNotice: RewardNoticeRecord;
  settings: Settings;
  clock: { readonly offsetMs: number };
}

/** Groups that are looked up often; kept beside the table so that a list by recipient stays quick. */
export const groupings: { readonly [K in keyof Tables]?: (record: Tables[K]) => string } = {
  payment: (record) => record.object.to.recipient,
  payoutMethod: (record) => record.context ?? '',
  entry: (record) => record.transaction,
  due: (record) => record.subject,
  transfer: (record) => record.transfer_group ?? '',
  connectPayout: (record) => record.account,
  balanceTransaction: (record) => record.holder,
  issuingCard: (record) => record.cardholder,
  rewardOrder: (record) => record.externalId ?? '',
  rewardLink: (record) => record.orderId,
};

/** Every table by name, in the order in which a snapshot is written. */
export const tableNames = [
  'account',
  'accountLink',
  'setupIntent',
  'payoutMethod',
  'payment',
  'receivedCredit',
  'transaction',
  'entry',
  'books',
  'event',
  'delivery',
  'reply',
  'due',
  'firstReply',
  'transfer',
  'reversal',
  'connectPayout',
  'topup',
  'balanceTransaction',
  'holding',
  'balanceSettings',
  'snapshot',
  'message',
  'cardholder',
  'issuingCard',
  'issuingAuthorization',
  'issuingTransaction',
  'cardShowing',
  'rewardOrder',
  'rewardReview',
  'rewardMovement',
  'rewardCampaign',
  'rewardLink',
  'rewardNotice',
  'settings',
  'clock',
] as const satisfies readonly (keyof Tables)[];
