import type { Type } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { Clock, ManualClock } from '#kernel';
import { Config, Queue } from '#platform';
import { testConfig } from './configuration.js';
import { freshDatabase, type TestDatabase } from './database.js';

/** Some modules of the house on a database of their own, without the web. */
export interface RunningModules {
  readonly database: TestDatabase;
  readonly clock: ManualClock;
  get<Service>(token: Type<Service> | (abstract new () => Service)): Service;
  /** Works off every task that is due. */
  drain(): Promise<void>;
  stop(): Promise<void>;
}

export async function startModules(
  modules: readonly Type[],
  settings: Readonly<Record<string, string>> = {},
  /** One that exists already; by default a fresh one. */
  existing?: TestDatabase,
): Promise<RunningModules> {
  const database = existing ?? (await freshDatabase());
  const clock = new ManualClock(new Date());
  const app: TestingModule = await Test.createTestingModule({ imports: [...modules] })
    .overrideProvider(Config)
    .useValue(testConfig(database.serviceUrl, settings))
    .overrideProvider(Clock)
    .useValue(clock)
    .compile();
  app.useLogger(false);
  await app.init();
  return {
    database,
    clock,
    get: (token) => app.get(token, { strict: false }),
    drain: () => app.get(Queue, { strict: false }).drain(),
    stop: async (): Promise<void> => {
      await app.close();
      await database.drop();
    },
  };
}
