import { Module } from '@nestjs/common';
import { ACCOUNTS, PayoutsModule, RailRegistry } from '#payouts';
import { startModules, type RunningModules } from '../support/modules.js';

@Module({ imports: [PayoutsModule] })
class RailsModule {}

describe('the purse of each rail', () => {
  let running: RunningModules;
  beforeAll(async () => {
    running = await startModules([RailsModule]);
  });
  afterAll(() => running.stop());

  it('stands in the database as its capabilities say, so that its statement is compared with its own account', async () => {
    const stored = await running.database.query<{ rail: string; purse: string; account: string }>(
      'select rail, purse, account from rail_purse',
    );
    const on = running
      .get(RailRegistry)
      .all()
      .map(({ capabilities }) => capabilities)
      .filter(({ purse }) => purse !== 'bank');
    expect(on.length).toBeGreaterThan(0);
    for (const { id, purse } of on)
      expect(stored).toContainEqual({ rail: id, purse, account: ACCOUNTS[purse] });
  });

  it('has an account of its own in the books', async () => {
    const accounts = await running.database.query<{ code: string }>(
      `select code from ledger.account where type = 'asset' and code = any($1)`,
      [Object.values(ACCOUNTS)],
    );
    expect(accounts).toHaveLength(new Set(Object.values(ACCOUNTS)).size);
  });
});
