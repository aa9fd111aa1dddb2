import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { isId } from '#kernel';
import { ApplicationsModule } from '#applications';
import { AuditModule } from '#audit';
import { IdentityModule } from '#identity';
import { Facts, PlatformModule } from '#platform';
import { PrivacyModule } from '#privacy';
import { AssignmentEntity } from './assignment.entity.js';
import { Assignments } from './assignments.service.js';
import { AssignmentsStore } from './assignments.store.js';
import { CaseReader } from './case-reader.service.js';
import type { HoldReason } from './hold.js';
import { HoldEntity } from './hold.entity.js';
import { Holds } from './holds.service.js';
import { HoldsStore } from './holds.store.js';
import { ReviewEntity, ReviewReturnEntity, RubricEntity } from './review.entity.js';
import { Reviews } from './reviews.service.js';
import { ReviewsStore } from './reviews.store.js';
import { ScreeningService } from './screening.service.js';
import { SealedReviews } from './sealed-reviews.service.js';

/** What a module further down may see that makes a person look before money goes out. */
const STOPS: readonly (readonly [fact: string, reason: HoldReason])[] = [
  ['InstrumentShared', 'INSTRUMENT_SHARED'],
  ['InstrumentListed', 'INSTRUMENT_LISTED'],
  ['MethodDisputed', 'CHANGE_NOT_HERS'],
];

const services = [ScreeningService, Assignments, Reviews, Holds];

@Module({
  imports: [
    PlatformModule,
    PrivacyModule,
    AuditModule,
    IdentityModule,
    ApplicationsModule,
    TypeOrmModule.forFeature([
      RubricEntity,
      AssignmentEntity,
      ReviewEntity,
      ReviewReturnEntity,
      HoldEntity,
    ]),
  ],
  providers: [...services, CaseReader, SealedReviews, AssignmentsStore, ReviewsStore, HoldsStore],
  exports: services,
})
export class EligibilityModule {
  constructor(facts: Facts, screening: ScreeningService, holds: Holds) {
    facts.on('ApplicationSubmitted', 'eligibility', async ({ subject }) => {
      if (isId('application', subject)) await screening.screen(subject);
    });
    for (const [name, reason] of STOPS) {
      facts.on(name, 'eligibility', async ({ subject }) => {
        if (isId('application', subject)) await holds.openOnce(subject, reason);
      });
    }
    facts.on('ApplicationAppealed', 'eligibility', async ({ subject }) => {
      if (isId('application', subject)) await screening.admitAppeal(subject);
    });
  }
}
