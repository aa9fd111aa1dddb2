import { Money } from '#kernel';
import { attentive, wordsIn, type HeardWord } from './attentive-rail.js';
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

const heardBy = (): [HeardWord[], (word: HeardWord) => Promise<void>] => {
  const heard: HeardWord[] = [];
  return [
    heard,
    (word) => {
      heard.push(word);
      return Promise.resolve();
    },
  ];
};

describe('A rail that is listened to', () => {
  const answering = (name: string, answer: unknown): PayoutRail =>
    ({
      capabilities: { id: 'stripe-connect' },
      [name]: (...given: unknown[]) => Promise.resolve(answer ?? given),
    }) as unknown as PayoutRail;
  const call = (rail: PayoutRail, name: string, ...given: unknown[]): unknown =>
    (Reflect.get(rail, name) as (...given: unknown[]) => unknown)(...given);

  it.each([
    ['ensureRecipient', { ref: 'acct_1', strange: [ODD] }, 'acct_1'],
    ['recipient', { ref: 'acct_1', strange: [ODD] }, 'acct_1'],
    ['saveMethod', { entryId: 'x', strange: [ODD] }, 'x'],
    ['submit', { kind: 'accepted', observed: { providerRef: 'p_1', strange: [ODD] } }, 'p_1'],
    ['lookup', { kind: 'found', observed: { providerRef: 'p_1', strange: [ODD] } }, 'p_1'],
    ['fetch', { providerRef: 'p_1', ref: 'r', strange: [ODD] }, 'p_1'],
    ['finish', { providerRef: null, strange: [ODD] }, ''],
    ['resolve', { kind: 'recipient', recipient: { ref: 'acct_1', strange: [ODD] } }, 'acct_1'],
  ])('is heard when it answers %s, and the answer is handed on', async (name, answer, subject) => {
    const [heard, hear] = heardBy();
    expect(await call(attentive(answering(name, answer), hear), name)).toBe(answer);
    expect(heard).toEqual([{ ...ODD, rail: 'stripe-connect', subject }]);
  });

  it('is given what it was called with, and answers as it is where no words come', async () => {
    const [heard, hear] = heardBy();
    expect(await call(attentive(answering('fetch', null), hear), 'fetch', 'p', 2)).toEqual([
      'p',
      2,
    ]);
    const told = { providerRef: 'p_1', strange: [ODD] };
    expect(await call(attentive(answering('balance', told), hear), 'balance')).toBe(told);
    expect(Reflect.get(attentive(answering('fetch', null), hear), 'finish')).toBeUndefined();
    expect(heard).toEqual([]);
    expect([wordsIn('r', null), wordsIn('r', { ref: 'x' })]).toEqual([[], []]);
  });
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
    const [heard, hear] = heardBy();
    const read: StatementEntry[] = [];
    for await (const line of attentive(rail, hear).feed(NOW, NOW)) read.push(line);
    expect(read).toEqual(lines);
    expect(heard).toEqual([
      { ...ODD, rail: 'stripe-connect', subject: 'tr_1' },
      { ...ODD, rail: 'stripe-connect', subject: 'txn_3' },
    ]);
  });
});
