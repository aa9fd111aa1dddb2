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
import { AttemptEntity } from './attempt.entity.js';
import { BatchChecks } from './batch-checks.service.js';
import { BatchChecksStore } from './batch-checks.store.js';
import { BatchEffects } from './batch-effects.service.js';
import { BatchPauses } from './batch-pauses.service.js';
import { BatchPausesStore } from './batch-pauses.store.js';
import { BatchEntity } from './batch.entity.js';
import { Batches } from './batches.service.js';
import { BatchesStore } from './batches.store.js';
import { EpochBeginnings } from './epoch-beginnings.service.js';
import { EpochComparison } from './epoch-comparison.service.js';
import { SendingEpochs } from './epochs.service.js';
import { EpochsStore } from './epochs.store.js';
import { CardLooks } from './card-looks.service.js';
import { CardVisits } from './card-visits.service.js';
import { PayoutExceptions } from './exceptions.service.js';
import { ClaimDesk } from './claim-desk.service.js';
import { ClaimKeeping } from './claim-keeping.service.js';
import { ClaimLinks } from './claim-links.service.js';
import { ClaimLinksStore } from './claim-links.store.js';
import { ClaimRecords } from './claim-records.service.js';
import { ExceptionOwners } from './exception-owners.service.js';
import { ExceptionsStore } from './exceptions.store.js';
import { HostedMethods } from './hosted-methods.service.js';
import { InstrumentTasks } from './instrument-tasks.js';
import { InstrumentNews } from './instrument-news.service.js';
import { Instruments } from './instruments.service.js';
import { InstrumentsStore } from './instruments.store.js';
import { MethodDisputes } from './method-disputes.service.js';
import { MethodChanges } from './method-changes.service.js';
import { MethodEffects } from './method-effects.service.js';
import { MethodEntity } from './method.entity.js';
import { Methods } from './methods.service.js';
import { MethodsStore } from './methods.store.js';
import { NoticeEffects } from './notice-effects.service.js';
import { ProviderNotices } from './notices.service.js';
import { Observations } from './observations.service.js';
import { PaymentWishEntity } from './payment-wish.entity.js';
import { PaymentWishes } from './payment-wishes.service.js';
import { PaymentWishesStore } from './payment-wishes.store.js';
import { PayoutConsents } from './payout-consents.service.js';
import { PayoutCardEntity } from './payout-card.entity.js';
import { PayoutCards } from './payout-cards.service.js';
import { PayoutCardsStore } from './payout-cards.store.js';
import { PayoutCorrections } from './payout-corrections.service.js';
import { PayoutJournal } from './payout-journal.service.js';
import { PayoutNews } from './payout-news.service.js';
import { PayoutUpkeep } from './payout-upkeep.service.js';
import { PayoutEntity } from './payout.entity.js';
import { Payouts } from './payouts.service.js';
import { PayoutsStore } from './payouts.store.js';
import { PLAN_TASK, SEND_TASK } from './payouts.tasks.js';
import { PayoutPlanning } from './planning.service.js';
import { ProviderWatch } from './provider-watch.service.js';
import { RailStatesStore } from './rail-states.store.js';
import { RailTraffic } from './rail-traffic.service.js';
import { ManualPayments } from './rails/manual/manual-payments.service.js';
import { ManualRail } from './rails/manual/manual.rail.js';
import { ManualStore } from './rails/manual/manual.store.js';
import { PrepaidCardRail } from './rails/prepaid-card/prepaid-card.rail.js';
import { RailRegistry } from './rails/rail-registry.js';
import { StripeCalls } from './rails/stripe-api/stripe-calls.js';
import { StripeConnectRail } from './rails/stripe-connect/stripe-connect.rail.js';
import { StripeOutboundRail } from './rails/stripe-outbound/stripe-outbound.rail.js';
import { StripeRails } from './rails/stripe-rails.js';
import { TremendousRail } from './rails/tremendous/tremendous.rail.js';
import { ReadyToPay } from './ready-to-pay.service.js';
import { ReturnWindows } from './return-windows.service.js';
import { SendOrders } from './send-orders.service.js';
import { StaffInstruments } from './staff-instruments.service.js';
import { SendingHaltEntity } from './sending-halt.entity.js';
import { SendingHalts } from './sending-halts.service.js';
import { SendingHaltsStore } from './sending-halts.store.js';
import { SendingPolicy } from './sending-policy.js';
import { SendingRecords } from './sending-records.service.js';
import { Sending } from './sending.service.js';
import { SendingStore } from './sending.store.js';
import { Settlement } from './settlement.service.js';

const doors = [
  ExceptionOwners,
  BatchChecks,
  BatchPauses,
  Batches,
  ClaimDesk,
  ClaimLinks,
  HostedMethods,
  EpochBeginnings,
  ManualPayments,
  MethodDisputes,
  StaffInstruments,
  Methods,
  PaymentWishes,
  PayoutCards,
  PayoutCorrections,
  PayoutExceptions,
  PayoutPlanning,
  Payouts,
  ProviderNotices,
  RailRegistry,
  ReadyToPay,
  Sending,
  SendingHalts,
  SendingPolicy,
  Settlement,
];

/** Facts after which a batch may be further than it was. */
const BATCH_FACTS = ['PayoutSent', 'PayoutPaid', 'PayoutSettled', 'PayoutFailed', 'PayoutReturned'];

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
    BatchChecksStore,
    BatchEffects,
    BatchPausesStore,
    BatchesStore,
    EpochComparison,
    EpochsStore,
    ClaimKeeping,
    ClaimLinksStore,
    ClaimRecords,
    CardLooks,
    CardVisits,
    ExceptionsStore,
    ManualRail,
    ManualStore,
    MethodChanges,
    MethodEffects,
    MethodsStore,
    NoticeEffects,
    Observations,
    InstrumentNews,
    InstrumentTasks,
    Instruments,
    InstrumentsStore,
    PaymentWishesStore,
    PayoutConsents,
    PayoutJournal,
    PayoutCardsStore,
    PayoutNews,
    PayoutUpkeep,
    PayoutsStore,
    PrepaidCardRail,
    ProviderWatch,
    RailStatesStore,
    RailTraffic,
    ReturnWindows,
    SendOrders,
    SendingEpochs,
    SendingHaltsStore,
    SendingRecords,
    SendingStore,
    StripeConnectRail,
    StripeCalls,
    StripeOutboundRail,
    StripeRails,
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
    facts.on('AwardAccepted', 'payouts', async ({ subject }) => {
      await planning.planFor(parseId('award', subject));
    });
    for (const name of BATCH_FACTS) {
      facts.on(name, 'payouts', ({ subject }) => batches.follow(parseId('payout', subject)));
    }
    queue.handle(PLAN_TASK, async ({ award }) => {
      if (isId('award', award)) await planning.planFor(award);
    });
    queue.handle(SEND_TASK, async () => {
      await sending.sweep();
    });
    queue.handle(NOTICES_TASK, async () => {
      await notices.handleWaiting();
    });
  }
}
