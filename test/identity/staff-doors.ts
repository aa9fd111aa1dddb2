import 'reflect-metadata';
import { Module, type Type } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { ApplicationsModule } from '#applications';
import { ApprovalsModule } from '#approvals';
import { AuditModule } from '#audit';
import { DEMO_PASSWORD, DemoPeople, IdentityModule, currentDemoCode } from '#identity';
import { Clock, ManualClock, minutes } from '#kernel';
import { Config, PlatformModule } from '#platform';
import { PrivacyModule } from '#privacy';
import { Visitor } from '../../src/cli/story/visitor.js';
import { adminControllers } from '../../src/web/admin/index.js';
import { AssetsController } from '../../src/web/assets/assets.controller.js';
import { AccessGuard } from '../../src/web/http/access.guard.js';
import { ErrorFilter } from '../../src/web/http/error.filter.js';
import { PageInterceptor } from '../../src/web/http/page.interceptor.js';
import { Pages } from '../../src/web/http/pages.js';
import { privacyControllers } from '../../src/web/privacy/index.js';
import { signInControllers, signInProviders } from '../../src/web/sign-in/index.js';
import { WEB_OPTIONS, prepareWebApp, webAdapter } from '../../src/web/web-app.js';
import { testConfig } from '../support/configuration.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';

/** The doors of signing in, administrators and privacy officers, as the service wires them, and nothing else. */
@Module({
  imports: [
    PlatformModule,
    PrivacyModule,
    AuditModule,
    IdentityModule,
    ApplicationsModule,
    ApprovalsModule,
  ],
  controllers: [AssetsController, ...signInControllers, ...adminControllers, ...privacyControllers],
  providers: [
    Pages,
    ...signInProviders,
    { provide: APP_GUARD, useClass: AccessGuard },
    { provide: APP_INTERCEPTOR, useClass: PageInterceptor },
    { provide: APP_FILTER, useClass: ErrorFilter },
  ],
})
class StaffDoorsModule {}

export interface StaffDoors {
  readonly url: string;
  readonly database: TestDatabase;
  readonly clock: ManualClock;
  get<Service>(token: Type<Service> | (abstract new () => Service)): Service;
  visitor(): Visitor;
  /** A browser in which this demo person is signed in. */
  signedIn(account: string): Promise<Visitor>;
  stop(): Promise<void>;
}

/** Opens these doors on a real port with the demo people inside. */
export async function openStaffDoors(): Promise<StaffDoors> {
  const database = await freshDatabase();
  const clock = new ManualClock(new Date());
  const testing = await Test.createTestingModule({ imports: [StaffDoorsModule] })
    .overrideProvider(Config)
    .useValue(testConfig(database.serviceUrl))
    .overrideProvider(Clock)
    .useValue(clock)
    .compile();
  const app = await prepareWebApp(
    testing.createNestApplication<NestFastifyApplication>(webAdapter(), WEB_OPTIONS),
  );
  await app.listen(0, '127.0.0.1');
  const url = (await app.getUrl()).replace('[::1]', '127.0.0.1');
  await app.get(DemoPeople, { strict: false }).seed();
  return {
    url,
    database,
    clock,
    get: (token) => app.get(token, { strict: false }),
    visitor: () => new Visitor(url),
    signedIn: async (account): Promise<Visitor> => {
      const visitor = new Visitor(url);
      const email = `${account}@demo.invalid`;
      clock.advance(minutes(1));
      await visitor.open('/sign-in');
      const code = currentDemoCode(email, clock.now());
      await visitor.send({ email, password: DEMO_PASSWORD, code });
      return visitor;
    },
    stop: async (): Promise<void> => {
      await app.close();
      await database.drop();
    },
  };
}
