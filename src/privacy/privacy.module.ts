import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { PlatformModule } from '#platform';
import { ContactBook } from './contact-book.service.js';
import { ContactPointEntity } from './contact-point.entity.js';
import { ContactPointStore } from './contact-point.store.js';
import { DataKeyEntity } from './data-key.entity.js';
import { DataKeyStore } from './data-key.store.js';
import { DisclosureGate } from './disclosure-gate.service.js';
import { KeyRing } from './key-ring.js';
import { LocalKeyRing } from './local-key-ring.js';
import { ReleaseEntity } from './release.entity.js';
import { ReleaseStore } from './release.store.js';
import { Vault } from './vault.js';

@Module({
  imports: [
    PlatformModule,
    TypeOrmModule.forFeature([ContactPointEntity, DataKeyEntity, ReleaseEntity]),
  ],
  providers: [
    { provide: KeyRing, useClass: LocalKeyRing },
    DataKeyStore,
    Vault,
    ContactPointStore,
    ContactBook,
    ReleaseStore,
    DisclosureGate,
  ],
  exports: [KeyRing, Vault, ContactBook, DisclosureGate],
})
export class PrivacyModule {}
