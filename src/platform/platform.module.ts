import { Module, type DynamicModule } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Clock, SystemClock } from '#kernel';
import { Config, configOfProcess } from './config/config.js';
import { Database, UnitOfWork } from './database/database.js';
import { connectionSettings, DatabasePatience } from './database/patience.js';
import { Readiness } from './health/readiness.js';
import { HttpClient } from './http-client/http-client.js';
import { Inbox } from './inbox/inbox.js';
import { JobRuns } from './job-runs/job-runs.js';
import { Log } from './logging/log.js';
import { Mailer } from './mail/mailer.js';
import { Facts } from './queue/facts.js';
import { Queue } from './queue/queue.js';
import { Renderer } from './rendering/renderer.js';
import { SmsSender } from './sms/sms-sender.js';

const services = [
  Database,
  UnitOfWork,
  Log,
  Queue,
  Facts,
  JobRuns,
  Inbox,
  HttpClient,
  Mailer,
  SmsSender,
  Renderer,
  Readiness,
];

/** The configuration, the clock and patience, apart, so that the database module can ask for them. */
@Module({
  providers: [
    { provide: Config, useFactory: configOfProcess },
    { provide: Clock, useClass: SystemClock },
    DatabasePatience,
  ],
  exports: [Config, Clock, DatabasePatience],
})
export class SettingsModule {}

const database: DynamicModule = TypeOrmModule.forRootAsync({
  imports: [SettingsModule],
  inject: [Config, DatabasePatience],
  useFactory: (config: Config, patience: DatabasePatience) => ({
    type: 'postgres',
    url: config.databaseUrl,
    autoLoadEntities: true,
    retryAttempts: 0,
    logging: false,
    extra: { max: 12, ...connectionSettings(patience) },
  }),
});

@Module({
  imports: [SettingsModule, database],
  providers: services,
  exports: [SettingsModule, ...services],
})
export class PlatformModule {}
