import fc from 'fast-check';
import type Stripe from 'stripe';
import { later, minutes, Money } from '#kernel';
import { balanceOf, cardLines, poolLine, poolOf } from './card-feed.js';
import { isCounted } from '../statement.js';
import type { CountedEntry } from '../statement.js';
import type { CardChain } from './card.js';

const MADE = new Date('2026-03-01T12:00:00Z');
const ENDED = later(MADE, minutes(60));
const usd = (minor: number): Money => Money.of(BigInt(minor), 'USD');

interface Moved {
  readonly minor: number;
  /** Minutes from the making of the card; it ends at 60. */
  readonly minute: number;
}

function aChain(
  status: 'active' | 'canceled',
  moved: readonly Moved[] = [],
  endedAt: Date | null = ENDED,
): CardChain {
  const first = {
    ...{ id: 'ic_1', cardholder: 'ich_1', last4: '4242', limit: usd(45_000), reference: 'pay_1' },
    ...{ replacementFor: null, replacedBy: null, createdAt: MADE, endedAt: null },
    status: 'canceled' as const,
  };
  const last = { ...first, id: 'ic_2', createdAt: later(MADE, minutes(30)), status, endedAt };
  const movements = moved.map(({ minor, minute }, n) => ({
    id: `ipi_${String(n)}`,
    card: 'ic_1',
    amount: usd(minor),
    at: later(MADE, minutes(minute)),
  }));
  return { first, last, movements, pending: usd(0) };
}

const countedLines = (chain: CardChain): CountedEntry[] => cardLines(chain).filter(isCounted);

const shortOf = (chain: CardChain): unknown[] =>
  countedLines(chain).map(({ entryId, kind, amount, effectiveAt }) => [
    entryId,
    kind,
    Number(amount.minor),
    (effectiveAt.getTime() - MADE.getTime()) / minutes(1),
  ]);

const LIMIT_LEAVES = ['ic_1', 'payout', -45_000, 0];

describe('The lines of a card', () => {
  it('are one while it lives, whatever it buys: the whole limit has left', () => {
    expect(cardLines(aChain('active', [{ minor: -1_000, minute: 5 }]))).toEqual([
      {
        entryId: 'ic_1',
        effectiveAt: MADE,
        kind: 'payout',
        amount: usd(-45_000),
        providerRef: 'ic_1',
        rawDigest: expect.any(Uint8Array) as Uint8Array,
      },
    ]);
  });

  it('bring the rest back when it ended', () => {
    const chain = aChain('canceled', [{ minor: -1_000, minute: 60 }]);
    expect(shortOf(chain)).toEqual([LIMIT_LEAVES, ['ic_2:rest', 'payout_reversal', 44_000, 60]]);
  });

  it('bring nothing back of a card that was spent to the last cent', () => {
    expect(shortOf(aChain('canceled', [{ minor: -45_000, minute: 1 }]))).toEqual([LIMIT_LEAVES]);
  });

  it('tell what shops took or gave back after its end, each by itself', () => {
    const late = [
      { minor: -1_000, minute: 61 },
      { minor: 300, minute: 62 },
    ];
    expect(shortOf(aChain('canceled', late))).toEqual([
      LIMIT_LEAVES,
      ['ic_2:rest', 'payout_reversal', 45_000, 60],
      ['ipi_0', 'card_spending', -1_000, 61],
      ['ipi_1', 'card_spending', 300, 62],
    ]);
  });

  it('tell of what comes back after its end apart what was too much and what was of the payout', () => {
    const late = [
      { minor: -5_000, minute: 5 },
      { minor: -1_000, minute: 61 },
      { minor: 1_300, minute: 62 },
      { minor: 200, minute: 63 },
    ];
    expect(shortOf(aChain('canceled', late))).toEqual([
      LIMIT_LEAVES,
      ['ic_2:rest', 'payout_reversal', 40_000, 60],
      ['ipi_1', 'card_spending', -1_000, 61],
      ['ipi_2:over', 'card_spending', 1_000, 62],
      ['ipi_2', 'payout_reversal', 300, 62],
      ['ipi_3', 'payout_reversal', 200, 63],
    ]);
  });

  it.each(['active', 'canceled'] as const)(
    'tell what shops took above the limit (%s)',
    (status) => {
      const moved = [
        { minor: -44_000, minute: 1 },
        { minor: -3_000, minute: 2 },
        { minor: -500, minute: 3 },
        { minor: 700, minute: 4 },
      ];
      expect(shortOf(aChain(status, moved))).toEqual([
        LIMIT_LEAVES,
        ['ipi_1:over', 'card_spending', -2_000, 2],
        ['ipi_2:over', 'card_spending', -500, 3],
        ['ipi_3:over', 'card_spending', 700, 4],
      ]);
    },
  );

  it('count everything as before its end when nobody noted the end', () => {
    const chain = aChain('canceled', [{ minor: -1_000, minute: 600 }], null);
    expect(shortOf(chain)).toEqual([LIMIT_LEAVES, ['ic_2:rest', 'payout_reversal', 44_000, 30]]);
  });

  it('have digests of their own', () => {
    const lines = cardLines(
      aChain('canceled', [
        { minor: 0, minute: 61 },
        { minor: 1, minute: 61 },
      ]),
    );
    const digests = lines.map(({ rawDigest }) => Buffer.from(rawDigest).toString('hex'));
    expect(new Set(digests).size).toBe(lines.length);
  });

  it('are one that says so when an amount about its cards cannot be read', () => {
    const late = { ...aChain('canceled', [{ minor: -1_000, minute: 61 }]), unread: '700 eur' };
    expect(cardLines(late)).toEqual([
      {
        entryId: 'ic_1',
        effectiveAt: MADE,
        kind: 'payout',
        amount: { unread: '700 eur' },
        providerRef: 'ic_1',
        rawDigest: expect.any(Uint8Array) as Uint8Array,
        strange: [{ kind: 'amount', value: '700 eur' }],
      },
    ]);
  });

  it('of an ended card sum to what shops have in the end', () => {
    const moves = fc.array(
      fc.record({ minor: fc.integer({ min: -30_000, max: -1 }), minute: fc.nat(120) }),
      {
        maxLength: 5,
      },
    );
    fc.assert(
      fc.property(moves, (moved) => {
        const lines = countedLines(aChain('canceled', moved));
        const sum = lines.reduce((total, { amount }) => total + amount.minor, 0n);
        expect(Number(sum)).toBe(moved.reduce((total, { minor }) => total + minor, 0));
      }),
    );
  });
});

describe('The balance that cards draw on', () => {
  it('is promised to living cards, as far as they have not spent it', () => {
    const chains = [
      aChain('active', [{ minor: -1_000, minute: 5 }]),
      aChain('active'),
      aChain('active', [{ minor: -45_001, minute: 5 }]),
      aChain('canceled'),
    ];
    expect(balanceOf(usd(100_000), chains)).toEqual({
      available: usd(100_000 - 89_000),
      pendingOut: usd(89_000),
    });
    expect(balanceOf(usd(5), [])).toEqual({ available: usd(5), pendingOut: usd(0) });
  });

  it('counts what tills ask for once, though the provider has taken it out already', () => {
    const held = usd(2_500);
    const open = { ...aChain('active', [{ minor: -1_000, minute: 5 }]), pending: held };
    expect(balanceOf(usd(96_500), [open])).toEqual({
      available: usd(99_000 - 44_000),
      pendingOut: usd(44_000),
    });
    const ended = { ...aChain('canceled'), pending: held };
    expect(balanceOf(usd(97_500), [ended])).toEqual({
      available: usd(100_000),
      pendingOut: usd(0),
    });
  });

  it('counts no card of other money, or of money nobody can read', () => {
    const unread = { ...aChain('active'), unread: '45000 eur' };
    const { first } = aChain('active');
    const pesos = Money.of(45_000n, 'MXN');
    const other = {
      ...aChain('active'),
      first: { ...first, limit: pesos },
      pending: Money.of(7n, 'MXN'),
    };
    expect(balanceOf(usd(100_000), [unread, other, aChain('active')])).toEqual({
      available: usd(55_000),
      pendingOut: usd(45_000),
    });
  });

  it('is what was put into it and the lines of all cards, whatever tills did and still ask for', () => {
    const moves = fc.array(
      fc.record({ minor: fc.integer({ min: -30_000, max: -1 }), minute: fc.nat(120) }),
      { maxLength: 4 },
    );
    const cards = fc.array(
      fc.record({
        status: fc.constantFrom('active' as const, 'canceled' as const),
        moves,
        pending: fc.nat(9_000),
      }),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(cards, (some) => {
        const chains = some.map(({ status, moves: moved, pending }) => ({
          ...aChain(status, moved),
          pending: usd(pending),
        }));
        const taken = some.flatMap(({ moves: moved }) => moved.map(({ minor }) => minor));
        const held = some.map(({ pending }) => -pending);
        const pool = [...taken, ...held].reduce((sum, minor) => sum + minor, 1_000_000);
        const lines = chains.flatMap(countedLines).map(({ amount }) => Number(amount.minor));
        const expected = lines.reduce((sum, minor) => sum + minor, 1_000_000);
        expect(balanceOf(usd(pool), chains).available).toEqual(usd(expected));
      }),
    );
  });

  it('is read in its currency, or is nothing', () => {
    const balance = {
      issuing: {
        available: [
          { amount: 7, currency: 'mxn' },
          { amount: 100, currency: 'usd' },
        ],
      },
    } as unknown as Stripe.Balance;
    expect(poolOf(balance, 'USD')).toEqual(usd(100));
    expect(poolOf(balance, 'JPY')).toEqual(Money.zero('JPY'));
    expect(poolOf({} as Stripe.Balance, 'USD')).toEqual(usd(0));
  });
});

describe('A line of that balance', () => {
  const aRow = (change: object = {}): Stripe.BalanceTransaction =>
    ({
      id: 'txn_1',
      balance_type: 'issuing',
      type: 'topup',
      net: 5_000,
      currency: 'usd',
      created: MADE.getTime() / 1_000,
      source: 'tu_1',
      ...change,
    }) as unknown as Stripe.BalanceTransaction;

  it('that no card made is an entry', () => {
    expect(poolLine(aRow())).toEqual({
      entryId: 'txn_1',
      effectiveAt: MADE,
      kind: 'funding',
      amount: usd(5_000),
      providerRef: 'tu_1',
      rawDigest: expect.any(Uint8Array) as Uint8Array,
    });
  });

  it('in a currency nobody knows is a line all the same, whose amount is the provider’s word', () => {
    expect(poolLine(aRow({ currency: 'eur' }))).toMatchObject({
      entryId: 'txn_1',
      amount: { unread: '5000 eur' },
      strange: [{ kind: 'amount', value: '5000 eur' }],
    });
  });

  it('of a type nobody knows says so', () => {
    expect(poolLine(aRow({ type: 'a_word_added_since' }))).toMatchObject({
      strange: [{ kind: 'statement_line', value: 'a_word_added_since' }],
    });
  });

  it.each([
    { balance_type: 'payments' },
    { type: 'issuing_transaction' },
    { type: 'issuing_authorization_hold' },
    { type: 'issuing_authorization_release' },
  ])('is none of these lines: %j', (change) => {
    expect(poolLine(aRow(change))).toBeNull();
  });

  it.each([
    ['funding', ['topup', 'topup_reversal', 'transfer']],
    ['fee', ['stripe_fee']],
    ['fee_tax', ['tax_fee']],
    ['adjustment', ['adjustment']],
    ['unknown', ['a_word_added_since', 'issuing_dispute', 'an_issuing_transaction']],
  ])('is %s when the provider says %j', (kind, types) => {
    for (const type of types) expect(poolLine(aRow({ type }))).toMatchObject({ kind });
  });
});
