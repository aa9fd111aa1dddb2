import fc from 'fast-check';
import { days, hours, Money, newId } from '#kernel';
import { anomaliesIn, isRecentlyChanged, type PaymentFacts } from './anomalies.js';

const NOW = new Date('2026-11-25T12:00:00Z');
const ago = (milliseconds: number): Date => new Date(NOW.getTime() - milliseconds);
const usd = (minor: number): Money => Money.of(BigInt(minor), 'USD');

const usual: PaymentFacts = {
  id: newId('payout'),
  applicantId: newId('applicant'),
  amount: usd(45_000),
  way: null,
  fingerprint: 'aa',
  methodVersion: 1,
  methodSince: ago(days(2)),
  isFirst: true,
  isShared: false,
  hasLookalike: false,
  lastPaidAt: null,
  reissues: 0,
  usual: { median: usd(40_000), count: 20 },
  policy: 'offered',
};
const another = (change: Partial<PaymentFacts> = {}): PaymentFacts => ({
  ...usual,
  id: newId('payout'),
  applicantId: newId('applicant'),
  fingerprint: newId('method'),
  ...change,
});
const codes = (...payments: PaymentFacts[]): string[] =>
  anomaliesIn(payments, NOW).map(({ code }) => code);

describe('Looking a batch over', () => {
  it('finds nothing odd about usual payments', () => {
    expect(codes(usual, another(), another())).toEqual([]);
  });

  it.each<[string, Partial<PaymentFacts>, Partial<PaymentFacts>]>([
    ['far_above_usual', { amount: usd(120_001) }, { amount: usd(120_000) }],
    ['after_long_pause', { lastPaidAt: ago(days(181)) }, { lastPaidAt: ago(days(180)) }],
    ['reissued_twice', { reissues: 2 }, { reissues: 1 }],
    ['lookalike_account', { hasLookalike: true }, { hasLookalike: false, isShared: true }],
    ['set_up_just_now', { methodSince: ago(hours(1) - 1) }, { methodSince: ago(hours(1)) }],
  ])('says %s from its limit on, not below', (code, odd, fine) => {
    expect(codes(another(odd))).toEqual([code]);
    expect(codes(another(fine))).toEqual([]);
  });

  it('names what the programme does not offer today, and refuses nothing', () => {
    const named = (policy: PaymentFacts['policy']): string[] =>
      anomaliesIn([another({ policy })], NOW).map(({ why }) => why);
    expect(named('offered')).toEqual([]);
    expect(named('off')).toEqual([expect.stringContaining('does not offer this way now')]);
    expect(named('outside')).toEqual([expect.stringContaining('outside the limits')]);
  });

  it('does not call usual what rests on few payments', () => {
    expect(codes(another({ amount: usd(900_000), usual: { median: usd(1), count: 4 } }))).toEqual(
      [],
    );
    expect(codes(another({ amount: usd(900_000), usual: null }))).toEqual([]);
  });

  it('names both payouts that go to one account, and to one person', () => {
    const one = another({ fingerprint: 'bb' });
    const two = another({ fingerprint: 'bb', applicantId: one.applicantId });
    expect(
      anomaliesIn([one, two, another({ fingerprint: null }), another({ fingerprint: null })], NOW),
    ).toMatchObject([
      { payoutId: one.id, code: 'shared_account' },
      { payoutId: one.id, code: 'several_to_one_person' },
      { payoutId: two.id, code: 'shared_account' },
      { payoutId: two.id, code: 'several_to_one_person' },
    ]);
  });

  it('says in a sentence what a person should look at', () => {
    const [one, two, three] = [1, 2, 3].map(() => another({ fingerprint: 'bb' }));
    const why = (...payments: PaymentFacts[]): string[] =>
      anomaliesIn(payments, NOW).map((anomaly) => anomaly.why);
    if (!one || !two || !three) throw new Error('three payments');
    expect(why(one, two)[0]).toBe('One more payout goes in this batch to the same account.');
    expect(why(one, two, three)[0]).toBe('2 more payouts go in this batch to the same account.');
    const hers = another({ applicantId: one.applicantId });
    expect(why(one, hers)[0]).toBe('One more payout goes in this batch to the same person.');
    expect(why(another({ amount: usd(900_000) }))).toEqual([
      'It is more than three times what this programme usually pays ($400.00).',
    ]);
    expect(why(another({ lastPaidAt: ago(days(200) + hours(23)) }))).toEqual([
      'The last payment to this person was 200 days ago.',
    ]);
    expect(why(another({ reissues: 3 }))).toEqual(['3 payments before it failed or came back.']);
    expect(why(another({ hasLookalike: true }))).toEqual([
      'Another person’s account, given by another way, looks the same: same bank, same last four digits.',
    ]);
    expect(why(another({ methodSince: NOW }))).toEqual([
      'The way to pay was set up less than an hour ago.',
    ]);
  });

  it('compares with five payments or more', () => {
    const odd = (count: number): PaymentFacts =>
      another({ amount: usd(900_000), usual: { median: usd(1), count } });
    expect(codes(odd(5))).toEqual(['far_above_usual']);
    expect(codes(odd(4))).toEqual([]);
  });

  it('knows a change of the last 30 days from a first account', () => {
    expect(isRecentlyChanged(another({ methodVersion: 2, methodSince: ago(days(29)) }), NOW)).toBe(
      true,
    );
    expect(isRecentlyChanged(another({ methodVersion: 2, methodSince: ago(days(30)) }), NOW)).toBe(
      false,
    );
    expect(isRecentlyChanged(another({ methodVersion: 1 }), NOW)).toBe(false);
  });

  it('says the same whatever the order of the list', () => {
    const payment = fc.record({
      fingerprint: fc.constantFrom('aa', 'bb', null),
      reissues: fc.nat(3),
      amount: fc.integer({ min: 1, max: 200_000 }).map(usd),
    });
    fc.assert(
      fc.property(fc.array(payment, { maxLength: 8 }), (changes) => {
        const batch = changes.map((change) => another(change));
        const told = (list: readonly PaymentFacts[]): string[] =>
          anomaliesIn(list, NOW)
            .map(({ payoutId, code, why }) => `${payoutId} ${code} ${why}`)
            .sort();
        expect(told([...batch].reverse())).toEqual(told(batch));
      }),
    );
  });
});
