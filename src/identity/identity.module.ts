import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '#audit';
import { PlatformModule } from '#platform';
import { PrivacyModule } from '#privacy';
import { AccessCodeEntity } from './access-code.entity.js';
import { AccessCodeStore } from './access-code.store.js';
import { AccessCodes } from './access-codes.service.js';
import { ApplicantSessions } from './applicant-sessions.service.js';
import { CredentialStore } from './credential.store.js';
import { Credentials } from './credentials.service.js';
import { DemoPeople } from './demo-people.service.js';
import { Duties } from './duties.service.js';
import { DutyEntity } from './duty.entity.js';
import { DutyStore } from './duty.store.js';
import { OwnSignIn } from './own-sign-in.service.js';
import { People } from './people.service.js';
import { CredentialEntity, PersonEntity } from './person.entity.js';
import { PersonStore } from './person.store.js';
import { RoleConflictEntity, RoleEntity, RoleGrantEntity } from './role.entity.js';
import { ApplicantSessionEntity, StaffSessionEntity } from './session.entity.js';
import { ApplicantSessionStore, StaffSessionStore } from './session.store.js';
import { StaffSessions } from './staff-sessions.service.js';
import { StaffSignIn } from './staff-sign-in.service.js';

@Module({
  imports: [
    PlatformModule,
    PrivacyModule,
    AuditModule,
    TypeOrmModule.forFeature([
      PersonEntity,
      CredentialEntity,
      RoleEntity,
      RoleConflictEntity,
      RoleGrantEntity,
      DutyEntity,
      StaffSessionEntity,
      ApplicantSessionEntity,
      AccessCodeEntity,
    ]),
  ],
  providers: [
    PersonStore,
    CredentialStore,
    DutyStore,
    StaffSessionStore,
    ApplicantSessionStore,
    AccessCodeStore,
    Credentials,
    People,
    StaffSignIn,
    OwnSignIn,
    StaffSessions,
    ApplicantSessions,
    AccessCodes,
    Duties,
    DemoPeople,
  ],
  exports: [
    People,
    StaffSignIn,
    OwnSignIn,
    StaffSessions,
    ApplicantSessions,
    AccessCodes,
    Duties,
    DemoPeople,
  ],
})
export class IdentityModule {}
