import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { isId } from '#kernel';
import { ApplicationsModule } from '#applications';
import { AuditModule } from '#audit';
import { EligibilityModule } from '#eligibility';
import { IdentityModule } from '#identity';
import { LedgerModule } from '#ledger';
import { PlatformModule, Queue } from '#platform';
import { AwardEntity, InstalmentEntity } from './award.entity.js';
import { AwardOpenings } from './award-openings.service.js';
import { Awards } from './awards.service.js';
import { AwardPausesStore } from './award-pauses.store.js';
import { AwardsStore } from './awards.store.js';
import { Cancellations } from './cancellations.service.js';
import { DecisionCases } from './decision-cases.service.js';
import { DeterminationBook } from './determination-book.js';
import { ApprovalEntity, DeterminationEntity, PolicyEntity } from './determination.entity.js';
import { Determinations } from './determinations.service.js';
import { DeterminationsStore } from './determinations.store.js';
import { AWARD_NOTICE, NoticeService } from './notice.service.js';
import { Outcomes } from './outcomes.service.js';
import { Policies } from './policies.service.js';
import { PolicyStore } from './policy.store.js';
import { ProgrammeCalendar } from './programme-calendar.js';
import { Schedules } from './schedules.service.js';
import { Standings } from './standings.service.js';

const services = [
  Determinations,
  DecisionCases,
  Awards,
  Cancellations,
  NoticeService,
  Policies,
  Schedules,
];

@Module({
  imports: [
    PlatformModule,
    AuditModule,
    IdentityModule,
    LedgerModule,
    ApplicationsModule,
    EligibilityModule,
    TypeOrmModule.forFeature([
      PolicyEntity,
      DeterminationEntity,
      ApprovalEntity,
      AwardEntity,
      InstalmentEntity,
    ]),
  ],
  providers: [
    ...services,
    Standings,
    DeterminationBook,
    Outcomes,
    AwardOpenings,
    PolicyStore,
    ProgrammeCalendar,
    DeterminationsStore,
    AwardsStore,
    AwardPausesStore,
  ],
  exports: services,
})
export class ApprovalsModule {
  constructor(queue: Queue, notices: NoticeService) {
    queue.handle(AWARD_NOTICE, async ({ award }) => {
      if (isId('award', award)) await notices.release(award);
    });
  }
}
