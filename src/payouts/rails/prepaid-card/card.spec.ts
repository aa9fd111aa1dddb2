import fc from 'fast-check';
import { Money } from '#kernel';
import { isRead, type SeenAmount } from '../amounts.js';
import {
  countable,
  isEnded,
  observedFrom,
  spentOf,
  unspentOf,
  type CardAtProvider,
  type CardChain,
  type SeenMovement,
} from './card.js';

const AT = new Date('2026-03-01T12:00:00Z');
const usd = (minor: number): Money => Money.of(BigInt(minor), 'USD');

function aChain(
  status: CardAtProvider['status'],
  { moved = [] as readonly number[], pending = 0 } = {},
): CardChain {
  const first: CardAtProvider = {
    id: 'ic_1',
    cardholder: 'ich_1',
    status: 'canceled',
    last4: '4242',
    limit: usd(45_000),
    reference: 'pay_1',
    replacementFor: null,
    replacedBy: 'ic_2',
    createdAt: AT,
    endedAt: null,
  };
  const movements = moved.map((minor, n) => ({
    id: `ipi_${String(n)}`,
    card: 'ic_1',
    amount: usd(minor),
    at: AT,
  }));
  return { first, last: { ...first, id: 'ic_2', status }, movements, pending: usd(pending) };
}

describe('What a card was used for', () => {
  it('is what shops took less what they gave back, and never below nothing', () => {
    expect(spentOf(aChain('active', { moved: [-10_000, 2_500] }))).toEqual(usd(7_500));
    expect(spentOf(aChain('active', { moved: [2_500] }))).toEqual(usd(0));
    expect(spentOf(aChain('active'))).toEqual(usd(0));
  });

  it('leaves the rest, less what a till still asks for', () => {
    expect(unspentOf(aChain('active', { moved: [-10_000], pending: 5_000 }))).toEqual(usd(30_000));
    expect(unspentOf(aChain('active', { moved: [-44_000], pending: 5_000 }))).toEqual(usd(0));
  });

  it('and what is left are together never less than the limit less what is asked for', () => {
    const amounts = fc.array(fc.integer({ min: -60_000, max: 60_000 }), { maxLength: 6 });
    fc.assert(
      fc.property(amounts, fc.nat(60_000), (moved, pending) => {
        const chain = aChain('active', { moved, pending });
        const [spent, unspent] = [spentOf(chain).minor, unspentOf(chain).minor];
        expect(spent >= 0n && unspent >= 0n).toBe(true);
        expect(unspent === 0n || spent + unspent + BigInt(pending) === 45_000n).toBe(true);
      }),
    );
  });
});

describe('What counts of what moved on a card', () => {
  const { first } = aChain('active');
  const moved = (amount: SeenAmount): SeenMovement => ({
    id: 'ipi_1',
    card: 'ic_1',
    at: AT,
    amount,
  });

  it('is everything in the currency of its limit', () => {
    const all = [moved(usd(-100)), moved(usd(50))];
    expect(countable(first, all, [usd(7), usd(8)])).toEqual({ movements: all, pending: usd(15) });
    expect(countable(first, [], [])).toEqual({ movements: [], pending: usd(0) });
  });

  const other = Money.of(7n, 'MXN');
  it.each<[readonly SeenMovement[], readonly SeenAmount[], string, number]>([
    [[moved(usd(-1)), moved(other)], [usd(8)], '7 MXN', 1],
    [[moved({ unread: '7 eur' })], [], '7 eur', 0],
    [[], [usd(8), { unread: '9 eur' }], '9 eur', 0],
    [[moved({ unread: '7 eur' })], [{ unread: '9 eur' }], '7 eur', 0],
  ])('leaves out what is none, and says so (%#)', (all, asked, unread, movements) => {
    const counted = countable(first, all, asked);
    const counts = asked.filter(isRead);
    expect(counted).toMatchObject({ unread, pending: Money.sum('USD', counts) });
    expect(counted.movements).toHaveLength(movements);
  });

  it('is not whole when the limit itself cannot be read', () => {
    const unread = { ...first, limit: usd(0), unread: '45000 eur' };
    expect(countable(unread, [moved(other)], [])).toMatchObject({ unread: '45000 eur' });
  });
});

describe('A card as a payment', () => {
  it('has the words of an amount that cannot be read, and tells them', () => {
    expect(observedFrom({ ...aChain('active'), unread: '45000 eur' })).toMatchObject({
      state: 'posted',
      amount: { unread: '45000 eur' },
      strange: [{ kind: 'amount', value: '45000 eur' }],
    });
  });

  it('is known by its first card, whatever stands in for it', () => {
    expect(observedFrom(aChain('active'))).toEqual({
      providerRef: 'ic_1',
      reference: 'pay_1',
      state: 'posted',
      amount: usd(45_000),
      reason: null,
      rawReason: null,
    });
  });

  it.each([
    ['inactive', {}, 'processing', null],
    ['active', {}, 'posted', null],
    ['canceled', {}, 'cancelled', 'cancelled_at_provider'],
    ['inactive', { moved: [-1] }, 'posted', null],
    ['canceled', { moved: [-1] }, 'posted', null],
    ['canceled', { pending: 1 }, 'posted', null],
    ['canceled', { moved: [-100, 100] }, 'cancelled', 'cancelled_at_provider'],
  ] as const)('that is %s with %j is %s', (status, used, state, reason) => {
    expect(observedFrom(aChain(status, used))).toMatchObject({ state, reason });
  });

  it('has ended when its last one has', () => {
    expect([isEnded(aChain('canceled')), isEnded(aChain('inactive'))]).toEqual([true, false]);
  });
});
