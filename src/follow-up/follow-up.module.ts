import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ApplicationsModule } from '#applications';
import { AuditModule } from '#audit';
import { parseId } from '#kernel';
import { NotificationsModule } from '#notifications';
import { PayoutsModule } from '#payouts';
import { Facts, PlatformModule } from '#platform';
import { PrivacyModule } from '#privacy';
import { FollowUpEntity } from './follow-up.entity.js';
import { FollowUpSchedule } from './follow-up-schedule.service.js';
import { FollowUpMessages } from './follow-up-messages.service.js';
import { FollowUpSweep } from './follow-up-sweep.service.js';
import { FollowUps } from './follow-ups.service.js';
import { FollowUpsStore } from './follow-ups.store.js';
import { GrievanceEntity } from './grievance.entity.js';
import { Grievances } from './grievances.service.js';
import { GrievancesStore } from './grievances.store.js';

@Module({
  imports: [
    PlatformModule,
    PrivacyModule,
    AuditModule,
    NotificationsModule,
    ApplicationsModule,
    PayoutsModule,
    TypeOrmModule.forFeature([FollowUpEntity, GrievanceEntity]),
  ],
  providers: [
    FollowUpsStore,
    GrievancesStore,
    FollowUps,
    FollowUpSchedule,
    FollowUpMessages,
    FollowUpSweep,
    Grievances,
  ],
  exports: [FollowUps, FollowUpSweep, Grievances],
})
export class FollowUpModule {
  constructor(facts: Facts, schedule: FollowUpSchedule) {
    facts.on('PayoutPaid', 'follow-up', (fact) =>
      schedule.schedule(parseId('payout', fact.subject)),
    );
    facts.on('PayoutReturned', 'follow-up', (fact) =>
      schedule.withdraw(parseId('payout', fact.subject)),
    );
  }
}
