import { Money } from '#kernel';
import { attentive, type HeardWord } from './attentive-rail.js';
import type { PayoutRail } from './rail.js';
import type { StatementEntry } from './statement.js';

const NOW = new Date('2026-11-02T09:00:00Z');
const ODD = { kind: 'amount', value: '-7 eur' } as const;

const aLine = (entryId: string, change: Partial<StatementEntry> = {}): StatementEntry => ({
  entryId,
  effectiveAt: NOW,
  kind: 'payout',
  amount: Money.of(-1n, 'USD'),
  providerRef: null,
  rawDigest: new Uint8Array(),
  ...change,
});

describe('A statement that is listened to', () => {
  it('is handed on whole, and each strange word is heard with what it was said about', async () => {
    const lines = [
      aLine('txn_1', { amount: { unread: ODD.value }, providerRef: 'tr_1', strange: [ODD] }),
      aLine('txn_2'),
      aLine('txn_3', { amount: { unread: ODD.value }, strange: [ODD] }),
    ];
    const rail = {
      capabilities: { id: 'stripe-connect' },
      // eslint-disable-next-line @typescript-eslint/require-await -- a feed is asynchronous by its port
      feed: async function* () {
        yield* lines;
      },
    } as unknown as PayoutRail;
    const heard: HeardWord[] = [];
    const hear = (word: HeardWord): Promise<void> => {
      heard.push(word);
      return Promise.resolve();
    };
    const read: StatementEntry[] = [];
    for await (const line of attentive(rail, hear).feed(NOW, NOW)) read.push(line);
    expect(read).toEqual(lines);
    expect(heard).toEqual([
      { ...ODD, rail: 'stripe-connect', subject: 'tr_1' },
      { ...ODD, rail: 'stripe-connect', subject: 'txn_3' },
    ]);
  });
});
