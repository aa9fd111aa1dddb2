import { Test } from '@nestjs/testing';
import { Config, Database, DatabasePatience, PlatformModule, UnitOfWork } from '#platform';
import { Wire } from '../../prove/proxy.js';
import { testConfig } from '../support/configuration.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';

const SILENCE_MS = 700;

describe('A connection to the database whose other end is gone without a word', () => {
  let database: TestDatabase;
  let wire: Wire;
  beforeAll(async () => {
    database = await freshDatabase();
    wire = await Wire.open(Number(new URL(database.serviceUrl).port));
  });
  afterAll(async () => {
    await wire.close();
    await database.drop();
  });

  it('holds nobody for ever, and is never used again', async () => {
    const url = new URL(database.serviceUrl);
    url.port = String(wire.port);
    const house = await Test.createTestingModule({ imports: [PlatformModule] })
      .overrideProvider(Config)
      .useValue(testConfig(url.href))
      .overrideProvider(DatabasePatience)
      .useValue(Object.assign(new DatabasePatience(), { silenceMs: SILENCE_MS }))
      .compile();
    house.useLogger(false);
    const unitOfWork = house.get(UnitOfWork, { strict: false });
    const ask = (): Promise<unknown> => house.get(Database, { strict: false }).query('select 1');
    const asked = unitOfWork.run(async () => {
      await ask();
      expect(wire.strike('half_open')).toBeGreaterThan(0);
      await ask();
    });
    await expect(asked).rejects.toThrow('connection was cut');
    for (let times = 0; times < 12; times += 1) await ask();
    wire.mend();
    await house.close();
  }, 20_000);
});
