import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ApprovalsModule } from '#approvals';
import { AuditModule } from '#audit';
import { IdentityModule } from '#identity';
import { isId, parseId } from '#kernel';
import { LedgerModule } from '#ledger';
import { NotificationsModule } from '#notifications';
import { Facts, NOTICES_TASK, PlatformModule, Queue } from '#platform';
import { PrivacyModule } from '#privacy';
import { PayoutCorrections } from './payout-corrections.service.js';
import { PayoutJournal } from './payout-journal.service.js';
import { PayoutNews } from './payout-news.service.js';
import { PayoutUpkeep } from './payout-upkeep.service.js';
import { PayoutEntity } from './payout.entity.js';
import { Payouts } from './payouts.service.js';
import { PayoutsStore } from './payouts.store.js';
import { FOLLOW_TASK, PLAN_TASK, SEND_TASK } from './payouts.tasks.js';
import { NewPayouts } from './new-payouts.service.js';
import { PayoutPlanning } from './planning.service.js';
import { UnsentPayouts } from './unsent-payouts.service.js';
import { BatchChecks } from './batches/batch-checks.service.js';
import { BatchChecksStore } from './batches/batch-checks.store.js';
import { BatchEffects } from './batches/batch-effects.service.js';
import { BatchPauses } from './batches/batch-pauses.service.js';
import { BatchPausesStore } from './batches/batch-pauses.store.js';
import { BatchEntity } from './batches/batch.entity.js';
import { Batches } from './batches/batches.service.js';
import { BatchesStore } from './batches/batches.store.js';
import { ReadyToPay } from './batches/ready-to-pay.service.js';
import { CardActs } from './cards/card-acts.service.js';
import { CardDesk } from './cards/card-desk.service.js';
import { CardLooks } from './cards/card-looks.service.js';
import { CardOverspending } from './cards/card-overspending.service.js';
import { CardRests } from './cards/card-rests.service.js';
import { CardShowings } from './cards/card-showings.service.js';
import { CardTickets } from './cards/card-tickets.js';
import { CardUpkeep } from './cards/card-upkeep.service.js';
import { CardVisits } from './cards/card-visits.service.js';
import { PayoutCardEntity } from './cards/payout-card.entity.js';
import { PayoutCards } from './cards/payout-cards.service.js';
import { PayoutCardsStore } from './cards/payout-cards.store.js';
import { ClaimDesk } from './claims/claim-desk.service.js';
import { ClaimKeeping } from './claims/claim-keeping.service.js';
import { ClaimLinks } from './claims/claim-links.service.js';
import { ClaimLinksStore } from './claims/claim-links.store.js';
import { ClaimRecords } from './claims/claim-records.service.js';
import { ExceptionOwners } from './exceptions/exception-owners.service.js';
import { OtherWays } from './exceptions/other-ways.service.js';
import { PayoutExceptions } from './exceptions/exceptions.service.js';
import { Recalls } from './exceptions/recalls.service.js';
import { SmallRests } from './exceptions/small-rests.service.js';
import { ExceptionsStore } from './exceptions/exceptions.store.js';
import { UnclearPayouts } from './exceptions/unclear-payouts.service.js';
import { CarriedDetails } from './methods/carried-details.service.js';
import { HostedMethods } from './methods/hosted-methods.service.js';
import { InstrumentNews } from './methods/instrument-news.service.js';
import { InstrumentTasks } from './methods/instrument-tasks.js';
import { Introductions } from './methods/introductions.service.js';
import { Instruments } from './methods/instruments.service.js';
import { InstrumentsStore } from './methods/instruments.store.js';
import { MethodChanges } from './methods/method-changes.service.js';
import { MethodDisputes } from './methods/method-disputes.service.js';
import { MethodEffects } from './methods/method-effects.service.js';
import { MethodStandings } from './methods/method-standings.service.js';
import { MethodTurns } from './methods/method-turns.service.js';
import { MethodEntity } from './methods/method.entity.js';
import { Methods } from './methods/methods.service.js';
import { MethodsStore } from './methods/methods.store.js';
import { PaymentWishEntity } from './methods/payment-wish.entity.js';
import { PaymentWishes } from './methods/payment-wishes.service.js';
import { PaymentWishesStore } from './methods/payment-wishes.store.js';
import { PayoutConsents } from './methods/payout-consents.service.js';
import { WaitingMethods } from './methods/waiting-methods.service.js';
import { WaitingMethodsStore } from './methods/waiting-methods.store.js';
import { StaffInstruments } from './methods/staff-instruments.service.js';
import { FinanceNews } from './money/finance-news.service.js';
import { ProviderMoney } from './money/provider-money.service.js';
import { TopUpArrivals } from './money/top-up-arrivals.service.js';
import { TopUpReminders } from './money/top-up-reminders.service.js';
import { TopUpReturns } from './money/top-up-returns.service.js';
import { TopUps } from './money/top-ups.service.js';
import { TopUpsStore } from './money/top-ups.store.js';
import { Upcoming } from './money/upcoming.service.js';
import { UpcomingStore } from './money/upcoming.store.js';
import { AccountSweep } from './outcomes/account-sweep.service.js';
import { AccountSweepStore } from './outcomes/account-sweep.store.js';
import { EventListsStore } from './outcomes/event-lists.store.js';
import { HeldPayments } from './outcomes/held-payments.service.js';
import { NoticeEffects } from './outcomes/notice-effects.service.js';
import { NoticeGaps } from './outcomes/notice-gaps.service.js';
import { ProviderNotices } from './outcomes/notices.service.js';
import { Observations } from './outcomes/observations.service.js';
import { ProviderPoll } from './outcomes/provider-poll.service.js';
import { ProviderWatch } from './outcomes/provider-watch.service.js';
import { ProviderAlerts } from './outcomes/provider-alerts.service.js';
import { ProviderAlertsStore } from './outcomes/provider-alerts.store.js';
import { ReturnWindows } from './outcomes/return-windows.service.js';
import { Settlement } from './outcomes/settlement.service.js';
import { UnexplainedMoney } from './outcomes/unexplained-money.service.js';
import { CompanyRails } from './rails/company-rails.service.js';
import { ManualPayments } from './rails/manual/manual-payments.service.js';
import { ManualProofs } from './rails/manual/manual-proofs.service.js';
import { ManualRail } from './rails/manual/manual.rail.js';
import { ManualStore } from './rails/manual/manual.store.js';
import { CardRail } from './rails/prepaid-card/card-rail.service.js';
import { PrepaidCardRail } from './rails/prepaid-card/prepaid-card.rail.js';
import { RailRegistry } from './rails/rail-registry.js';
import { StripeCalls } from './rails/stripe-api/stripe-calls.js';
import { StripeConnectRail } from './rails/stripe-connect/stripe-connect.rail.js';
import { StripeOutboundRail } from './rails/stripe-outbound/stripe-outbound.rail.js';
import { TremendousRail } from './rails/tremendous/tremendous.rail.js';
import { PaymentSchedules } from './schedules/payment-schedules.service.js';
import { AttemptEntity } from './sending/attempt.entity.js';
import { EpochBeginnings } from './sending/epoch-beginnings.service.js';
import { EpochComparison } from './sending/epoch-comparison.service.js';
import { SendingEpochs } from './sending/epochs.service.js';
import { EpochsStore } from './sending/epochs.store.js';
import { RailConditions } from './sending/rail-conditions.service.js';
import { RailShortages } from './sending/rail-shortages.service.js';
import { RailQuestions } from './sending/rail-questions.service.js';
import { RailStatesStore } from './sending/rail-states.store.js';
import { RailTraffic } from './sending/rail-traffic.service.js';
import { SendOrders } from './sending/send-orders.service.js';
import { SendingBlocks } from './sending/sending-blocks.service.js';
import { SendingCalls } from './sending/sending-calls.service.js';
import { SendingClaims } from './sending/sending-claims.service.js';
import { SendingHaltEntity } from './sending/sending-halt.entity.js';
import { SendingHalts } from './sending/sending-halts.service.js';
import { SendingHaltsStore } from './sending/sending-halts.store.js';
import { SendingLookups } from './sending/sending-lookups.service.js';
import { SendingPolicy } from './sending/sending-policy.js';
import { SendingRecords } from './sending/sending-records.service.js';
import { Sending } from './sending/sending.service.js';
import { SendingStore } from './sending/sending.store.js';
import { Stopwatch } from './sending/stopwatch.js';

const doors = [
  PayoutCorrections,
  PayoutPlanning,
  Payouts,
  // methods
  CarriedDetails,
  HostedMethods,
  MethodDisputes,
  Methods,
  PaymentWishes,
  StaffInstruments,
  WaitingMethods,
  // schedules
  PaymentSchedules,
  // batches
  BatchChecks,
  BatchPauses,
  Batches,
  ReadyToPay,
  // sending
  EpochBeginnings,
  RailConditions,
  Sending,
  SendingHalts,
  SendingPolicy,
  // outcomes
  AccountSweep,
  NoticeGaps,
  ProviderAlerts,
  ProviderNotices,
  Settlement,
  // money
  ProviderMoney,
  TopUpArrivals,
  TopUpReminders,
  TopUpReturns,
  TopUps,
  Upcoming,
  // exceptions
  ExceptionOwners,
  OtherWays,
  Recalls,
  PayoutExceptions,
  SmallRests,
  UnclearPayouts,
  // claims
  ClaimDesk,
  ClaimLinks,
  // cards
  CardDesk,
  CardShowings,
  CardUpkeep,
  PayoutCards,
  // rails
  ManualPayments,
  RailRegistry,
];

@Module({
  imports: [
    PlatformModule,
    PrivacyModule,
    AuditModule,
    IdentityModule,
    LedgerModule,
    NotificationsModule,
    ApprovalsModule,
    TypeOrmModule.forFeature([
      AttemptEntity,
      BatchEntity,
      MethodEntity,
      PayoutCardEntity,
      PaymentWishEntity,
      PayoutEntity,
      SendingHaltEntity,
    ]),
  ],
  providers: [
    ...doors,
    NewPayouts,
    PayoutJournal,
    PayoutNews,
    PayoutUpkeep,
    PayoutsStore,
    UnsentPayouts,
    // methods
    InstrumentNews,
    InstrumentTasks,
    Instruments,
    InstrumentsStore,
    Introductions,
    MethodChanges,
    MethodEffects,
    MethodStandings,
    MethodTurns,
    WaitingMethodsStore,
    MethodsStore,
    PaymentWishesStore,
    PayoutConsents,
    // batches
    BatchChecksStore,
    BatchEffects,
    BatchPausesStore,
    BatchesStore,
    // sending
    EpochComparison,
    EpochsStore,
    RailQuestions,
    RailShortages,
    RailStatesStore,
    RailTraffic,
    SendOrders,
    SendingBlocks,
    SendingCalls,
    SendingClaims,
    SendingEpochs,
    SendingHaltsStore,
    SendingLookups,
    SendingRecords,
    SendingStore,
    Stopwatch,
    // outcomes
    AccountSweepStore,
    EventListsStore,
    HeldPayments,
    NoticeEffects,
    Observations,
    ProviderAlertsStore,
    ProviderPoll,
    ProviderWatch,
    ReturnWindows,
    UnexplainedMoney,
    // money
    FinanceNews,
    TopUpsStore,
    UpcomingStore,
    // exceptions
    ExceptionsStore,
    // claims
    ClaimKeeping,
    ClaimLinksStore,
    ClaimRecords,
    // cards
    CardActs,
    CardLooks,
    CardOverspending,
    CardRests,
    CardTickets,
    CardVisits,
    PayoutCardsStore,
    // rails
    ManualProofs,
    ManualRail,
    ManualStore,
    CardRail,
    PrepaidCardRail,
    CompanyRails,
    StripeCalls,
    StripeConnectRail,
    StripeOutboundRail,
    TremendousRail,
  ],
  exports: doors,
})
export class PayoutsModule {
  constructor(
    facts: Facts,
    queue: Queue,
    planning: PayoutPlanning,
    sending: Sending,
    notices: ProviderNotices,
    batches: Batches,
  ) {
    for (const name of ['AwardAccepted', 'AwardResumed']) {
      facts.on(name, 'payouts', async ({ subject }) => {
        await planning.planFor(parseId('award', subject));
      });
    }
    queue.handle(PLAN_TASK, async ({ award }) => {
      if (isId('award', award)) await planning.planFor(award);
    });
    queue.handle(FOLLOW_TASK, async ({ batch }) => {
      if (isId('batch', batch)) await batches.advance(batch);
    });
    queue.handle(SEND_TASK, async () => {
      await sending.sweep();
    });
    queue.handle(NOTICES_TASK, async () => {
      await notices.handleWaiting();
    });
  }
}
