import { ELSEWHERE } from '../../src/cli/seed/foundations.js';
import { seedDemo } from '../../src/cli/seed/seed.js';
import { askForHelp } from '../../src/cli/story/applicant.js';
import { demoMoney } from '../../src/sandbox/settings.js';
import { Settlement } from '#payouts';
import { Reconciler } from '#reconciliation';
import { startService, type RunningService } from '../support/service.js';
import { expectBooksToBalance } from '../support/stage.js';

const KEY = 'TEST_demo';
const RAILS = [
  'stripe-outbound',
  'stripe-connect',
  'tremendous',
  'prepaid-card',
  'manual',
] as const;

// Goal: a newcomer finds a payment on each way to be paid in states worth looking at, and can try each way.
describe('The demo', () => {
  let service: RunningService;

  beforeAll(async () => {
    service = await startService(
      {
        STRIPE_CONNECT: 'yes',
        STRIPE_PUBLISHABLE_KEY: 'pk_test_sandbox',
        TREMENDOUS_API_KEY: KEY,
        TREMENDOUS_WEBHOOK_SECRET: 'secret-of-the-demo',
      },
      undefined,
      { ...demoMoney, rewardsKey: KEY, processingDelayMs: 0, capabilityDelayMs: 0 },
    );
    await seedDemo(service, () => undefined);
    await service.get(Settlement).poll();
    await service.drain();
  }, 600_000);
  afterAll(() => service.stop());

  const states = async (rail: string): Promise<Record<string, number>> => {
    const rows = await service.database.query<{ state: string; count: string }>(
      'select state, count(*) as count from payout where rail = $1 group by state',
      [rail],
    );
    return Object.fromEntries(rows.map(({ state, count }) => [state, Number(count)]));
  };

  it('offers every way in every programme, the bank transfer first', async () => {
    const programmes = await service.database.query<{ rails: string[] }>(
      'select rails from programme',
    );
    expect(programmes.length).toBeGreaterThan(1);
    for (const { rails } of programmes) {
      expect(rails[0]).toBe('stripe-outbound');
      expect([...rails].sort()).toEqual([...RAILS].sort());
    }
    const visitor = service.visitor();
    const wayBack = await askForHelp(visitor);
    expect(wayBack.code).toHaveLength(16);
  });

  it('shows bank transfers that arrived, failed, came back, wait for release and are not yet built', async () => {
    const found = await states('stripe-outbound');
    expect(Object.keys(found)).toEqual(expect.arrayContaining(['paid', 'failed', 'approved']));
  });

  it('shows transfers by Connect that arrived and one that failed, with nothing left behind', async () => {
    expect(await states('stripe-connect')).toMatchObject({ paid: 2, failed: 1, approved: 1 });
    expect(service.sandbox.desk.connect.resting()).toBe(0);
  });

  it('shows links that wait, one that was used and one that fraud rules hold', async () => {
    const orders = service.sandbox.desk.rewards.orders();
    expect(orders.map(({ isRedeemed, review }) => [isRedeemed, review]).sort()).toEqual([
      [false, null],
      [false, null],
      [true, 'flagged'],
      [true, 'released'],
    ]);
    expect(await states('tremendous')).toMatchObject({ approved: 1 });
  });

  it('shows a card, and payments by hand to be made, to be confirmed and made', async () => {
    expect(service.sandbox.desk.cards.cards()).toHaveLength(1);
    const rows = await service.database.query<{ state: string }>(
      'select state from manual_payment order by state',
    );
    expect(new Set(rows.map(({ state }) => state)).size).toBe(3);
  });

  it('holds at each provider what the books say', async () => {
    const sums = Object.entries(ELSEWHERE).map(([purse, funds]) => [
      purse,
      Number(Object.values(funds).reduce((sum, minor) => sum + minor, 0n)),
    ]);
    expect(Object.fromEntries(sums)).toEqual({
      connect: demoMoney.startingConnectMinor,
      rewards: demoMoney.startingRewardsMinor,
      cards: demoMoney.startingCardsMinor,
    });
    for (const rail of RAILS) await service.get(Reconciler).run(rail);
    const open = await service.database.query(
      'select rail, code, subject from reconciliation_break where closed_at is null',
    );
    expect(open).toEqual([]);
    await expectBooksToBalance(service);
  }, 60_000);
});
