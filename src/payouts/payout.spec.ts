import { Money, newId } from '#kernel';
import { apply, digestOfTerms, factsAbout, factsFor, sha256, type Payout } from './payout.js';
import { payoutGraph, type PayoutFact, type PayoutState } from './payout.states.js';
import type { Observed, ObservedState } from './rails/rail.js';

const AT = new Date('2026-03-01T12:00:00Z');
const LATER = new Date('2026-03-02T12:00:00Z');
const amount = Money.of(45_000n, 'USD');

function aPayout(state: PayoutState): Payout {
  return {
    id: newId('payout'),
    instalmentId: newId('instalment'),
    awardId: newId('award'),
    applicationId: newId('application'),
    applicantId: newId('applicant'),
    ledgerRef: '00000000-0000-4000-8000-000000000000',
    fund: 'GEN',
    amount,
    rail: 'stripe-outbound',
    methodId: newId('method'),
    methodVersion: 1,
    approvalDigest: new Uint8Array(32),
    reissueOf: null,
    state,
    batchId: null,
    reason: null,
    rawReason: null,
    ownerId: null,
    createdAt: AT,
    releasedAt: null,
    paidAt: null,
    settledAt: null,
    closedAt: null,
  };
}

function seen(state: ObservedState): Observed {
  return { providerRef: 'obp_1', reference: null, state, amount, reason: null, rawReason: null };
}

const OBSERVED: readonly ObservedState[] = [
  'processing',
  'under_review',
  'posted',
  'failed',
  'returned',
  'cancelled',
  'expired',
  'undeliverable',
];

describe('What a fact does to a payout', () => {
  const POSTED: Partial<Record<PayoutFact, string>> = {
    PayoutAccepted: 'payout.initiated',
    PayoutFoundAtProvider: 'payout.initiated',
    PayoutPaid: 'payout.settled',
    PayoutFailed: 'payout.failed',
    PayoutExpired: 'payout.failed',
    PayoutUndeliverable: 'payout.failed',
    PayoutReturned: 'payout.returned',
  };

  it('posts to the books when money leaves, arrives, or comes back, and at no other time', () => {
    for (const { from, fact, to } of payoutGraph.edges) {
      const decision = apply(aPayout(from), fact, AT);
      expect([fact, decision.fact, decision.posting]).toEqual([fact, fact, POSTED[fact] ?? null]);
      expect(decision.next.state).toBe(to);
    }
  });

  it('stamps the moments people ask about, each only then', () => {
    const stamps = (from: PayoutState, fact: PayoutFact): string[] =>
      Object.entries(apply(aPayout(from), fact, LATER).next).flatMap(([name, value]) =>
        value === LATER ? [name] : [],
      );
    expect(stamps('approved', 'PayoutReleased')).toEqual(['releasedAt']);
    expect(stamps('in_transit', 'PayoutPaid')).toEqual(['paidAt']);
    expect(stamps('paid', 'PayoutSettled')).toEqual(['settledAt']);
    expect(stamps('paid', 'PayoutReturned')).toEqual(['closedAt']);
    expect(stamps('sending', 'PayoutRefused')).toEqual(['closedAt']);
    expect(stamps('sending', 'PayoutAccepted')).toEqual([]);
  });

  it('keeps the last reason that was given, until it is paid', () => {
    const refused = { reason: 'bad_account', rawReason: 'no_account' } as const;
    expect(apply(aPayout('in_transit'), 'PayoutFailed', AT, refused).next).toMatchObject(refused);
    const doubted = { ...aPayout('in_transit'), ...refused };
    expect(apply(doubted, 'PayoutFailed', AT).next).toMatchObject(refused);
    expect(apply(doubted, 'PayoutPaid', AT).next).toMatchObject({ reason: null, rawReason: null });
  });

  it('refuses what no edge allows', () => {
    expect(() => apply(aPayout('settled'), 'PayoutPaid', AT)).toThrow(/cannot happen/);
  });
});

describe('What the provider says', () => {
  it('leads along the graph from every state that is under way, and nowhere from the others', () => {
    for (const state of payoutGraph.states) {
      for (const observed of OBSERVED) {
        const facts = factsFor(state, seen(observed));
        const end = facts.reduce((reached, fact) => payoutGraph.after(reached, fact), state);
        expect(factsFor(end, seen(observed))).toEqual([]);
      }
    }
  });

  it('never brings a paid payout back to its way', () => {
    expect(factsFor('paid', seen('processing'))).toEqual([]);
    expect(factsFor('settled', seen('posted'))).toEqual([]);
  });

  it('tells the whole story when we slept through the middle', () => {
    expect(factsFor('outcome_unknown', seen('returned'))).toEqual([
      'PayoutFoundAtProvider',
      'PayoutPaid',
      'PayoutReturned',
    ]);
  });

  it.each<[ObservedState, readonly PayoutFact[]]>([
    ['processing', []],
    ['under_review', []],
    ['posted', ['PayoutPaid']],
    ['failed', ['PayoutFailed']],
    ['cancelled', ['PayoutFailed']],
    ['expired', ['PayoutExpired']],
    ['undeliverable', ['PayoutUndeliverable']],
    ['returned', ['PayoutPaid', 'PayoutReturned']],
  ])(
    '%s about a payment on its way means %j, after it was found if it was not known',
    (word, facts) => {
      expect(factsFor('in_transit', seen(word))).toEqual(facts);
      for (const state of ['sending', 'outcome_unknown'] as const)
        expect(factsFor(state, seen(word))).toEqual(['PayoutFoundAtProvider', ...facts]);
    },
  );

  it('takes money that is gone after it was paid for money that came back', () => {
    for (const word of OBSERVED) {
      const stands = ['processing', 'under_review', 'posted'].includes(word);
      for (const state of ['paid', 'settled'] as const)
        expect(factsFor(state, seen(word))).toEqual(stands ? [] : ['PayoutReturned']);
    }
  });

  it('means nothing to a payout that was not sent or is over', () => {
    for (const state of ['approved', 'released', 'failed', 'returned', 'cancelled'] as const)
      for (const word of OBSERVED) expect(factsFor(state, seen(word))).toEqual([]);
  });
});

describe('A payment of another amount', () => {
  const others = [Money.of(45_001n, 'USD'), Money.of(45_000n, 'MXN'), { unread: '45000 eur' }];

  it('means what any other means when the amount is right', () => {
    for (const state of payoutGraph.states) {
      for (const word of OBSERVED)
        expect(factsAbout({ state, amount }, seen(word))).toEqual(factsFor(state, seen(word)));
    }
  });

  it.each<[ObservedState, readonly PayoutFact[]]>([
    ['processing', []],
    ['under_review', []],
    ['posted', []],
    ['returned', []],
    ['failed', ['PayoutFailed']],
    ['cancelled', ['PayoutFailed']],
    ['expired', ['PayoutExpired']],
    ['undeliverable', ['PayoutUndeliverable']],
  ])('that is %s means %j, and that it exists', (word, facts) => {
    for (const other of others) {
      const observed = { ...seen(word), amount: other };
      expect(factsAbout({ state: 'in_transit', amount }, observed)).toEqual(facts);
      for (const state of ['sending', 'outcome_unknown'] as const)
        expect(factsAbout({ state, amount }, observed)).toEqual([
          'PayoutFoundAtProvider',
          ...facts,
        ]);
    }
  });

  it('brings nothing back to a payout that was paid', () => {
    for (const state of ['paid', 'settled'] as const)
      for (const word of OBSERVED)
        for (const other of others)
          expect(factsAbout({ state, amount }, { ...seen(word), amount: other })).toEqual([]);
  });
});

describe('The digest an approval binds to', () => {
  const terms = {
    applicantId: 'apl_1',
    amount,
    fund: 'GEN',
    methodId: 'mth_1',
    methodVersion: 1,
    instalmentId: 'ins_1',
    determinationId: 'det_1',
  };
  const text = (changed: Partial<typeof terms>): string =>
    Buffer.from(digestOfTerms({ ...terms, ...changed })).toString('hex');

  it('is the same for the same terms and another for any change', () => {
    const all = [
      text({}),
      text({ applicantId: 'apl_2' }),
      text({ amount: Money.of(45_001n, 'USD') }),
      text({ amount: Money.of(45_000n, 'MXN') }),
      text({ fund: 'RES' }),
      text({ methodId: 'mth_2' }),
      text({ methodVersion: 2 }),
      text({ instalmentId: 'ins_2' }),
      text({ determinationId: 'det_2' }),
    ];
    expect(text({})).toBe(all[0]);
    expect(new Set(all).size).toBe(all.length);
  });

  it('is SHA-256 of canonical JSON, whatever the order it was written in', () => {
    const hex = (value: unknown): string => Buffer.from(sha256(value)).toString('hex');
    // printf '{"a":1,"b":"é"}' | sha256sum
    expect(hex({ b: 'é', a: 1 })).toBe(
      '09ad9fd2fb648cb2f62141215828ea00a62c299db05d20aa9ade2f527a301cc6',
    );
    expect(() => sha256(undefined)).toThrow(/canonical/);
  });
});
