import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '#audit';
import { IdentityModule } from '#identity';
import { NotificationsModule } from '#notifications';
import { PlatformModule } from '#platform';
import { PrivacyModule } from '#privacy';
import { AnswerGivenEntity, AppealEntity } from './answer.entity.js';
import { AnswerStore } from './answer.store.js';
import { Answers } from './answers.service.js';
import { Appeals } from './appeals.service.js';
import {
  ApplicantEntity,
  ApplicationAnswersEntity,
  ApplicationEntity,
} from './application.entity.js';
import { ApplicationStore } from './application.store.js';
import { Applications } from './applications.service.js';
import { Drafts } from './drafts.service.js';
import { Intake } from './intake.service.js';
import { ProgrammeEntity } from './programme.entity.js';
import { ProgrammeStore } from './programme.store.js';
import { SealedAnswersStore } from './sealed-answers.store.js';

const services = [Intake, Applications, Answers, Appeals];

@Module({
  imports: [
    PlatformModule,
    PrivacyModule,
    AuditModule,
    IdentityModule,
    NotificationsModule,
    TypeOrmModule.forFeature([
      ProgrammeEntity,
      ApplicantEntity,
      ApplicationEntity,
      ApplicationAnswersEntity,
      AnswerGivenEntity,
      AppealEntity,
    ]),
  ],
  providers: [
    ...services,
    Drafts,
    ApplicationStore,
    ProgrammeStore,
    SealedAnswersStore,
    AnswerStore,
  ],
  exports: services,
})
export class ApplicationsModule {}
