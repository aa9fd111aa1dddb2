/**
 * Payouts: turns a due instalment into money in somebody's hand, exactly once.
 *
 * In:  AwardAccepted (approvals); how she wants to be paid; batches built by one person and released by
 *      another; notices from providers.
 * Out: InstrumentShared, InstrumentListed, MethodDisputed; PayoutReleased, PayoutSent, PayoutPaid, PayoutSettled, PayoutFailed, PayoutReturned; journal entries
 *      payout.*; one neutral message, if she allowed one.
 * Always: a key is stored before the provider hears of it; what the provider may have done is looked up, never
 *         guessed; a lost answer is no failure; name and account numbers are never kept.
 */
export { PAYOUT_SUBLEDGER } from './payouts.dataset.js';
export { attemptGraph } from './attempt.states.js';
export type { Batch } from './batch.js';
export { batchGraph, type BatchState } from './batch.states.js';
export { BatchChecks, type BatchCheck } from './batch-checks.service.js';
export { BatchPauses } from './batch-pauses.service.js';
export { Batches, type BatchView } from './batches.service.js';
export {
  ClaimDesk,
  RELEASE_REASONS,
  type HeldPayment,
  type ReleaseReason,
} from './claim-desk.service.js';
export { ClaimLinks } from './claim-links.service.js';
export { stageOf, type ClaimLink } from './claim-link.js';
export { EpochBeginnings, type EpochView } from './epoch-beginnings.service.js';
export { ExceptionOwners } from './exception-owners.service.js';
export { isOverdue } from './exceptions.js';
export { PayoutExceptions } from './exceptions.service.js';
export type { ExceptionItem } from './exceptions.store.js';
export { HostedMethods } from './hosted-methods.service.js';
export { MethodDisputes } from './method-disputes.service.js';
export type { Method } from './method.js';
export { methodGraph } from './method.states.js';
export { Methods, type SetUp } from './methods.service.js';
export { ProviderNotices } from './notices.service.js';
export { digitsOf, problemsWith, type DetailProblem } from './payee-details.js';
export type { PaymentWish } from './payment-wish.js';
export { PaymentWishes } from './payment-wishes.service.js';
export type { Payout } from './payout.js';
export { cardGraph } from './card.states.js';
export { PayoutCards } from './payout-cards.service.js';
export { PayoutCorrections } from './payout-corrections.service.js';
export { payoutGraph, type PayoutState } from './payout.states.js';
export { payoutsInvariants } from './payouts.invariants.js';
export { PayoutsModule } from './payouts.module.js';
export { Payouts, type PaymentLabel, type PayoutView } from './payouts.service.js';
export { REGIONS } from './regions.js';
export { manualPaymentGraph } from './rails/manual/manual-payment.states.js';
export { isStale, type ManualPayment } from './rails/manual/manual-payment.js';
export { ManualPayments } from './rails/manual/manual-payments.service.js';
export { LARGEST_PROOF_BYTES } from './rails/manual/proof.js';
export { ACCOUNTS } from './rails/purses.js';
export { RailRegistry } from './rails/rail-registry.js';
export type {
  BankDetails,
  PayeeDetails,
  PayoutRail,
  RailCapabilities,
  ReasonCode,
  StatementEntry,
} from './rails/rail.js';
export {
  ReadyToPay,
  type Obstacle,
  type ReadyView,
  type Selection,
} from './ready-to-pay.service.js';
export { SendingHalts } from './sending-halts.service.js';
export type { SendingHalt } from './sending-halts.store.js';
export { SendingPolicy } from './sending-policy.js';
export { Sending } from './sending.service.js';
export type { Attempt } from './sending.js';
export { StaffInstruments } from './staff-instruments.service.js';
export { Settlement } from './settlement.service.js';
export { detailsAsked, isSeenByAccountHolders, waysFor, type DetailsAsked } from './ways.js';
