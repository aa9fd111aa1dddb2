import { Money, newId } from '#kernel';
import { apply, digestOfTerms, factsFor, type Payout } from './payout.js';
import { payoutGraph, type PayoutState } from './payout.states.js';
import type { Observed, ObservedState } from './rails/rail.js';

const AT = new Date('2026-03-01T12:00:00Z');
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
];

describe('What a fact does to a payout', () => {
  it('posts to the books when money leaves, arrives, or comes back', () => {
    expect(apply(aPayout('sending'), 'PayoutAccepted', AT).posting).toBe('payout.initiated');
    expect(apply(aPayout('in_transit'), 'PayoutPaid', AT).posting).toBe('payout.settled');
    expect(apply(aPayout('in_transit'), 'PayoutFailed', AT).posting).toBe('payout.failed');
    expect(apply(aPayout('settled'), 'PayoutReturned', AT).posting).toBe('payout.returned');
  });

  it('posts nothing for a refusal, because nothing had left', () => {
    expect(apply(aPayout('sending'), 'PayoutRefused', AT).posting).toBeNull();
  });

  it('stamps the moments people ask about', () => {
    expect(apply(aPayout('approved'), 'PayoutReleased', AT).next.releasedAt).toBe(AT);
    expect(apply(aPayout('in_transit'), 'PayoutPaid', AT).next.paidAt).toBe(AT);
    expect(apply(aPayout('paid'), 'PayoutSettled', AT).next.settledAt).toBe(AT);
    expect(apply(aPayout('paid'), 'PayoutReturned', AT).next.closedAt).toBe(AT);
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

  it('takes money that is gone after it was paid for money that came back', () => {
    expect(factsFor('paid', seen('failed'))).toEqual(['PayoutReturned']);
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
});
