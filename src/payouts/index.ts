/**
 * Payouts: turns a due instalment into money in somebody's hand, exactly once.
 *
 * In:  AwardAccepted, AwardResumed (approvals); how she wants to be paid; batches built by one person and released by
 *      another; notices from providers.
 * Out: InstrumentShared, InstrumentListed, MethodDisputed; PayoutReleased, PayoutSent, PayoutPaid, PayoutSettled, PayoutFailed, PayoutReturned; journal entries
 *      payout.*; one neutral message, if she allowed one.
 * Always: a key is stored before the provider hears of it; what the provider may have done is looked up, never
 *         guessed; a lost answer is no failure; name and account numbers are never kept.
 */
export { PayoutCorrections } from './payout-corrections.service.js';
export type { Payout } from './payout.js';
export { payoutGraph, type PayoutState } from './payout.states.js';
export { MethodRefused } from './payouts.errors.js';
export { PAYOUT_SUBLEDGER } from './payouts.dataset.js';
export { payoutsInvariants } from './payouts.invariants.js';
export { PayoutsModule } from './payouts.module.js';
export { Payouts, type PaymentLabel, type PayoutView, type SetUpNeed } from './payouts.service.js';
export { BatchChecks, type BatchCheck } from './batches/batch-checks.service.js';
export { BatchPauses } from './batches/batch-pauses.service.js';
export type { Batch } from './batches/batch.js';
export { batchGraph, type BatchState } from './batches/batch.states.js';
export { Batches, type BatchView } from './batches/batches.service.js';
export {
  ReadyToPay,
  type Obstacle,
  type ReadyView,
  type Selection,
} from './batches/ready-to-pay.service.js';
export { CardDesk } from './cards/card-desk.service.js';
export {
  CARD_REASONS,
  ENDING_REASONS,
  isCardOverdue,
  type CardReason,
  type EndingReason,
} from './cards/card-ending.js';
export { canBeSeen, CardShowings } from './cards/card-showings.service.js';
export { CardUpkeep } from './cards/card-upkeep.service.js';
export { cardGraph, type CardState } from './cards/card.states.js';
export { PayoutCards, type CardView } from './cards/payout-cards.service.js';
export type { CardRow } from './cards/payout-cards.store.js';
export {
  ClaimDesk,
  RELEASE_REASONS,
  type HeldPayment,
  type ReleaseReason,
} from './claims/claim-desk.service.js';
export { awaitsApproval, stageOf, type ClaimLink } from './claims/claim-link.js';
export { ClaimLinks } from './claims/claim-links.service.js';
export { ExceptionOwners } from './exceptions/exception-owners.service.js';
export { blockedAt, dueBy, ENDED_UNPAID, isOverdue } from './exceptions/exceptions.js';
export { OtherWays } from './exceptions/other-ways.service.js';
export { Recalls } from './exceptions/recalls.service.js';
export { PayoutExceptions } from './exceptions/exceptions.service.js';
export type { ExceptionItem } from './exceptions/exceptions.store.js';
export type { Hindrance } from './sending/sending.store.js';
export { SmallRests } from './exceptions/small-rests.service.js';
export { troubleOf, TROUBLES, wayOn, type Trouble } from './exceptions/trouble.js';
export { UnclearPayouts } from './exceptions/unclear-payouts.service.js';
export { CarriedDetails } from './methods/carried-details.service.js';
export { HostedMethods } from './methods/hosted-methods.service.js';
export { MethodDisputes } from './methods/method-disputes.service.js';
export type { Method, MethodEnding, SetUp } from './methods/method.js';
export { methodGraph } from './methods/method.states.js';
export { Methods } from './methods/methods.service.js';
export { digitsOf, problemsWith, type DetailProblem } from './methods/payee-details.js';
export type { PaymentWish } from './methods/payment-wish.js';
export { PaymentWishes } from './methods/payment-wishes.service.js';
export { REGIONS } from './methods/regions.js';
export { isUnfinished, type WaitKind } from './methods/standing.js';
export { StaffInstruments } from './methods/staff-instruments.service.js';
export {
  detailsAsked,
  isSeenByAccountHolders,
  isTooSmall,
  waysFor,
  waysOf,
  type DetailsAsked,
  type Way,
} from './methods/ways.js';
export { WaitingMethods, type WaitingMethod } from './methods/waiting-methods.service.js';
export { ProviderMoney, type PurseMoney } from './money/provider-money.service.js';
export {
  arrivalsAmong,
  type FundingLine,
  type ReturnedTopUp,
  type TopUpWish,
} from './money/top-up.js';
export { TopUpArrivals } from './money/top-up-arrivals.service.js';
export { TopUpReminders } from './money/top-up-reminders.service.js';
export { TopUpReturns } from './money/top-up-returns.service.js';
export { TopUps, type TopUpView } from './money/top-ups.service.js';
export { Upcoming } from './money/upcoming.service.js';
export type { UpcomingWeek } from './money/upcoming.js';
export { AccountSweep } from './outcomes/account-sweep.service.js';
export { NoticeGaps } from './outcomes/notice-gaps.service.js';
export { ProviderAlerts } from './outcomes/provider-alerts.service.js';
export type { AlertRow } from './outcomes/provider-alerts.store.js';
export { ProviderNotices } from './outcomes/notices.service.js';
export { Settlement } from './outcomes/settlement.service.js';
export { isStale, type ManualPayment } from './rails/manual/manual-payment.js';
export { manualPaymentGraph } from './rails/manual/manual-payment.states.js';
export { ManualPayments } from './rails/manual/manual-payments.service.js';
export { LARGEST_PROOF_BYTES } from './rails/manual/proof.js';
export { describeEventTypes } from './rails/event-types.js';
export { isCounted } from './rails/statement.js';
export { ACCOUNTS } from './rails/purses.js';
export type { CardMovement } from './rails/prepaid-card/card.js';
export { RailRegistry } from './rails/rail-registry.js';
export { RailUnavailable } from './rails/rail-unavailable.js';
export type {
  BankDetails,
  PayeeDetails,
  PayoutRail,
  RailCapabilities,
  ReasonCode,
} from './rails/rail.js';
export type { CountedEntry, StatementEntry } from './rails/statement.js';
export { PaymentSchedules, type UnderWay } from './schedules/payment-schedules.service.js';
export { attemptGraph } from './sending/attempt.states.js';
export { EpochBeginnings, type EpochView } from './sending/epoch-beginnings.service.js';
export { RailConditions, type RailCondition } from './sending/rail-conditions.service.js';
export { brokenPromise, payoutsIn, promiseIn } from './sending/halt-reason.js';
export { SendingHalts } from './sending/sending-halts.service.js';
export type { SendingHalt } from './sending/sending-halts.store.js';
export { SendingPolicy } from './sending/sending-policy.js';
export type { Attempt } from './sending/sending.js';
export { Sending } from './sending/sending.service.js';
