import type { PayoutRail, Settlement, StatementEntry } from '#payouts';
import { Log, UnitOfWork } from '#platform';
import { Clock } from '#kernel';
import { SecondLook } from '../../src/reconciliation/second-look.service.js';
import { StatementImport } from '../../src/reconciliation/statement-import.service.js';
import { AccountAtProvider, RAIL, usd } from './account-at-provider.js';

describe('importing a statement', () => {
  let account: AccountAtProvider;

  beforeAll(async () => {
    account = await AccountAtProvider.open();
  });

  afterAll(async () => {
    await account.stop();
  });

  /** Nothing came back here, so nobody is asked. */
  const nobody = {
    observe: () => Promise.reject(new Error('Nobody is asked.')),
  } as unknown as Settlement;

  const importer = (): StatementImport =>
    new StatementImport(
      account.statement,
      new SecondLook(account.statement, nobody, account.running.get(Log)),
      account.running.get(UnitOfWork),
      account.running.get(Clock),
    );

  /** A provider whose balance is read off this list, one figure per question. */
  const rail = (
    balances: readonly number[],
    lines: readonly StatementEntry[] = [],
  ): { rail: PayoutRail; feeds: Date[] } => {
    const feeds: Date[] = [];
    const answers = [...balances];
    const made: Pick<PayoutRail, 'feed' | 'balance'> & { capabilities: object } = {
      capabilities: { id: RAIL, currencies: ['USD' as const] },
      // eslint-disable-next-line @typescript-eslint/require-await -- a feed is asynchronous by its port
      feed: async function* (since) {
        feeds.push(since);
        yield* lines;
      },
      balance: () => {
        const minor = answers.shift() ?? 0;
        return Promise.resolve({ available: usd(minor), pendingOut: usd(0) });
      },
    };
    return { rail: made as PayoutRail, feeds };
  };

  it('asks again from three days before the latest line it has', async () => {
    const { rail: still, feeds } = rail([5, 5]);
    await importer().fetch(still);
    const mark = await account.statement.findHighWaterMark(RAIL);
    expect(feeds).toEqual([new Date((mark?.getTime() ?? 0) - 3 * 86_400_000)]);
  });

  it('reads the lines again when the balance moved meanwhile', async () => {
    const { rail: moving, feeds } = rail([5, 4, 4]);
    expect(await importer().fetch(moving)).toEqual({ lines: 0, balance: usd(4) });
    expect(feeds).toHaveLength(2);
  });

  it('keeps every line but one whose amount cannot be read, which is no money in any currency', async () => {
    const line = (entryId: string, amount: StatementEntry['amount']): StatementEntry => ({
      entryId,
      effectiveAt: account.now,
      kind: 'payout',
      amount,
      providerRef: null,
      rawDigest: new Uint8Array(32),
    });
    const { rail: mixed } = rail(
      [5, 5],
      [
        line('import_first', usd(-1)),
        line('import_odd', { unread: '-2 eur' }),
        line('import_last', usd(-3)),
      ],
    );
    expect(await importer().fetch(mixed)).toEqual({ lines: 2, balance: usd(5) });
    const kept = await account.running.database.query<{ id: string; minor: string }>(
      `select entry_id as id, amount_minor::text as minor from statement_line
       where entry_id like 'import\\_%' order by amount_minor desc`,
    );
    expect(kept).toEqual([
      { id: 'import_first', minor: '-1' },
      { id: 'import_last', minor: '-3' },
    ]);
  });

  it('says that it does not know the balance when it never stands still', async () => {
    const { rail: busy } = rail([9, 8, 7, 6, 5]);
    expect((await importer().fetch(busy)).balance).toBeNull();
  });
});
